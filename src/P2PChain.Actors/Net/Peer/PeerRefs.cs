using Akka.Actor;

namespace P2PChain.Actors.Net.Peer;

/// <summary>The actors that a connection's actor sends messages to.</summary>
internal sealed record PeerRefs(
    IActorRef Chain,
    IActorRef Readers,
    IActorRef WholeChain,
    IActorRef Verify,
    IActorRef Signer,
    IActorRef Sync,
    IActorRef Manager)
{
    /// <summary>The discovery; <see cref="ActorRefs.Nobody"/> if it is off.</summary>
    public IActorRef Discovery { get; init; } = ActorRefs.Nobody;

    /// <summary>Leases the bytes of answers to strangers.</summary>
    public IActorRef Answers { get; init; } = ActorRefs.Nobody;

    /// <summary>Requests announced transactions.</summary>
    public IActorRef Inventory { get; init; } = ActorRefs.Nobody;
}
