using Akka.Actor;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Whom a connection's actor talks to.</summary>
internal sealed record PeerRefs(
    IActorRef Chain, IActorRef Readers, IActorRef Verify, IActorRef Signer, IActorRef Sync, IActorRef Manager);
