using System.Net;
using Akka.Actor;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>A present connection, as <see cref="PeerRegistry"/> knows it.</summary>
internal sealed class PeerEntry(
    PeerId id,
    IActorRef peer,
    IPEndPoint remote,
    bool isOutbound,
    bool isDiscouraged,
    ulong nonce,
    PeerFault? refusal)
{
    public PeerId Id { get; } = id;

    public IActorRef Ref { get; } = peer;

    public IPEndPoint Remote { get; } = remote;

    public AddressGroup Group { get; } = AddressGroup.Of(remote.Address);

    public bool IsOutbound { get; } = isOutbound;

    public bool IsDiscouraged { get; set; } = isDiscouraged;

    /// <summary>The reason for which it got no slot. It is told after its announce.</summary>
    public PeerFault? Refusal { get; set; } = refusal;

    /// <summary>The nonce of this node's announce on it.</summary>
    public ulong Nonce { get; } = nonce;

    /// <summary>The identity of the peer.</summary>
    public PeerProtocol.Introduce? Introduced { get; set; }

    public bool IsProven => Introduced is { IsProven: true };

    public DuplicateRule.Tie Tie => new(IsOutbound, IsProven);

    /// <summary>Whether it was admitted and not replaced since.</summary>
    public bool Stays { get; set; }

    /// <summary>The older connection with the same node for which it waits.</summary>
    public PeerId? Awaits { get; set; }

    public PeerView? View { get; set; }
}
