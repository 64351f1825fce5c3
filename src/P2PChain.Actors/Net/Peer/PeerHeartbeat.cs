using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Pings and pongs with an extended peer. They carry both tips.</summary>
internal sealed class PeerHeartbeat(PeerContext context, PeerState peer, PeerWriter writer, IActorRef self)
{
    private readonly Random _random = new((int)(context.Nonce & int.MaxValue));

    public PeerFault? Ping(ChainProtocol.ChainTip ours, Moment now) =>
        Send(new Message.Ping(peer.Ping(ours, (ulong)_random.NextInt64(), now)));

    public PeerFault? OnPing(Heartbeat? heartbeat, ChainProtocol.ChainTip ours, Moment now)
    {
        OnHeartbeat(heartbeat, isPong: false, now);
        return Send(new Message.Pong(heartbeat is null ? null : Answer(heartbeat, ours)))
            ?? (now.Since(peer.PingSent) >= Limits.PingBackAfter ? Ping(ours, now) : null);
    }

    public void OnPong(Heartbeat? heartbeat, Moment now) => OnHeartbeat(heartbeat, isPong: true, now);

    /// <summary>Tells the sync which tip the peer claims.</summary>
    public void Claim()
    {
        if (!peer.UsesHeaders) return;
        context.Refs.Sync.Tell(new SyncProtocol.PeerClaims(context.Id, peer.Work, peer.Tip), self);
    }

    private Heartbeat Answer(Heartbeat ping, ChainProtocol.ChainTip ours) =>
        new(ping.Nonce, ours.Height, ours.Hash, ours.Work) { TimeMs = context.WallClock().Milliseconds };

    private void OnHeartbeat(Heartbeat? heartbeat, bool isPong, Moment now)
    {
        if (heartbeat is null) return;
        peer.OnHeartbeat(heartbeat, isPong, now);
        context.Refs.Manager.Tell(new PeerProtocol.Changed(peer.View), self);
        Claim();
    }

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Control);
}
