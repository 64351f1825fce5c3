using Akka.Actor;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The verdict on a connection after its handshake.</summary>
internal abstract record Judgement
{
    private Judgement()
    {
    }

    /// <param name="Replaced">The connection that ends for it, and the reason; null if none does.</param>
    public sealed record Admit((IActorRef Peer, PeerFault Why)? Replaced) : Judgement;

    public sealed record Reject(PeerFault Fault) : Judgement;

    /// <summary>It waits for an older connection with the same node to answer.</summary>
    /// <param name="Older">The older connection.</param>
    /// <param name="IsFirst">Whether it is the first one that waits for it.</param>
    public sealed record AwaitOlder(PeerId Older, bool IsFirst) : Judgement;
}
