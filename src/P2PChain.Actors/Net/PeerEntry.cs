using System.Net;
using Akka.Actor;
using P2PChain.Core.Crypto;
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
    PeerFault? refusal,
    Moment since)
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

    public PublicKey? ProvenKey => IsProven ? Introduced?.Key : null;

    public DuplicateRule.Tie Tie => new(IsOutbound, IsProven);

    /// <summary>Whether it was admitted and not replaced since.</summary>
    public bool Stays { get; set; }

    /// <summary>The older connection with the same node for which it waits.</summary>
    public PeerId? Awaits { get; set; }

    /// <summary>Whether it was told to end so that another one finds room.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Whether its first line was read.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>Whether a person named its address.</summary>
    public bool IsNamed { get; init; }

    public PeerView? View { get; set; }

    /// <summary>Whether it is an inbound one whose handshake is not done, and that may get a slot.</summary>
    public bool IsInHandshake => this is { IsOutbound: false, Refusal: null, Stays: false, IsEnding: false };

    /// <summary>As the rule of slots sees it.</summary>
    /// <param name="isListed">Whether it proved a key that the network lists.</param>
    public Inbound Inbound(bool isListed) => new(Id.Number, Remote.Address, since)
    {
        IsDiscouraged = IsDiscouraged,
        IsListed = isListed,
        IsNamed = IsNamed,
        HasSpoken = HasSpoken,
        DeliveredAt = View?.DeliveredAt,
    };
}
