using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Sends the messages of a handshake and the goodbye.</summary>
internal sealed class PeerGreeter(PeerContext context, PeerState peer, PeerWriter writer)
{
    private bool _hasAnnounced;

    /// <summary>SHA-256 of our announce without its line end.</summary>
    public Hash256 AnnouncedLine { get; private set; }

    /// <summary>Sends our announce, once. The dialer sends it first; the acceptor only to an extended peer.</summary>
    public void Announce(ChainProtocol.ChainTip ours)
    {
        if (_hasAnnounced) return;
        _hasAnnounced = true;
        var announcement = context.Local.Announce(
            context.Nonce, context.Remote.ToString(), ours.Height, ours.Hash, ours.Work, context.WallClock());
        var frame = MessageCodec.Encode(new Message.PeerAnnounce(announcement), null);
        AnnouncedLine = Hash256.Of(frame.AsSpan(0, frame.Length - 1));
        writer.Send(frame, OutboxPriority.Control);
    }

    /// <summary>Proves this node's key.</summary>
    public void Prove(Signature signature) => writer.Send(new Message.Prove(signature), OutboxPriority.Control);

    /// <summary>The acceptor admits an extended peer.</summary>
    public void Welcome(ImmutableArray<string> others, ChainProtocol.ChainTip ours)
    {
        if (context.IsOutbound || !peer.IsExtended) return;
        Announce(ours);
        writer.Send(new Message.PeerList(others), OutboxPriority.Control);
    }

    /// <summary>Refuses an extended peer: the announce, other addresses, the goodbye.</summary>
    public void Refuse(PeerFault fault, ImmutableArray<string> others, ChainProtocol.ChainTip ours)
    {
        if (!context.IsOutbound) Announce(ours);
        if (!context.IsOutbound && others.Length > 0)
            writer.Send(new Message.PeerList(others), OutboxPriority.Control);
        SayBye(fault);
    }

    /// <summary>Tells an extended peer the reason of the end and the pause to keep.</summary>
    public void SayBye(PeerFault fault)
    {
        if (fault.Goodbye is not { } reason) return;
        var bye = new Message.Bye(SafeText.Of(reason, Message.Bye.ReasonCharsMax), (long)fault.RetryAfter.TotalSeconds);
        writer.Send(bye, OutboxPriority.Control);
    }
}
