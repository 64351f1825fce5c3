using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>What is said at the begin and at the end of a connection.</summary>
internal sealed class PeerGreeter(PeerContext context, PeerState peer, PeerWriter writer)
{
    private bool _hasAnnounced;

    /// <summary>SHA-256 of the announce as it was sent, without its line end.</summary>
    public Hash256 AnnouncedLine { get; private set; }

    /// <summary>Who we are: the dialer's first words, and the acceptor's first words to one of ours. Said once.</summary>
    public void Announce(ChainProtocol.ChainTip ours)
    {
        if (_hasAnnounced) return;
        _hasAnnounced = true;
        var announcement = context.Local.Announce(context.Nonce, context.Remote.ToString(), ours.Height, ours.Hash, ours.Work, context.WallClock());
        var frame = MessageCodec.Encode(new Message.PeerAnnounce(announcement), null);
        AnnouncedLine = Hash256.Of(frame.AsSpan(0, frame.Length - 1));
        writer.TrySend(frame, OutboxPriority.Control);
    }

    /// <summary>Proves this node's key.</summary>
    public void Prove(Signature signature) => writer.TrySend(new Message.Prove(signature), OutboxPriority.Control);

    /// <summary>To a dialer that is one of ours: it is welcome.</summary>
    public void Welcome(ImmutableArray<string> others, ChainProtocol.ChainTip ours)
    {
        if (context.IsOutbound || !peer.IsExtended) return;
        Announce(ours);
        writer.TrySend(new Message.PeerList(others), OutboxPriority.Control);
    }

    /// <summary>To one of ours: who we are, where that was not said yet, where to go instead, and why.</summary>
    public void Refuse(PeerFault fault, ImmutableArray<string> others, ChainProtocol.ChainTip ours)
    {
        if (!context.IsOutbound) Announce(ours);
        if (!context.IsOutbound && others.Length > 0) writer.TrySend(new Message.PeerList(others), OutboxPriority.Control);
        SayBye(fault);
    }

    /// <summary>To one of ours: why it is over, and for how long to stay away.</summary>
    public void SayBye(PeerFault fault)
    {
        if (fault.Goodbye is not { } reason) return;
        var bye = new Message.Bye(SafeText.Of(reason, Message.Bye.ReasonCharsMax), (long)fault.RetryAfter.TotalSeconds);
        writer.TrySend(bye, OutboxPriority.Control);
    }
}
