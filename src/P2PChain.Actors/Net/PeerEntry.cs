using System.Net;
using Akka.Actor;
using P2PChain.Actors.Net.Peer;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>A present connection, as <see cref="PeerRegistry"/> knows it.</summary>
/// <param name="context">The parameters of its actor.</param>
/// <param name="peer">Its actor.</param>
/// <param name="isDiscouraged">Whether the address gets no slot while half of them are taken.</param>
/// <param name="refusal">The reason that it is told after its announce; null if it may compete for a slot.</param>
/// <param name="since">Its start.</param>
internal sealed class PeerEntry(
    PeerContext context, IActorRef peer, bool isDiscouraged, PeerFault? refusal, Moment since)
{
    public PeerId Id { get; } = context.Id;

    public IActorRef Ref { get; } = peer;

    public IPEndPoint Remote { get; } = context.Remote;

    public AddressGroup Group { get; } = AddressGroup.Of(context.Remote.Address);

    public bool IsOutbound { get; } = context.IsOutbound;

    public bool IsDiscouraged { get; set; } = isDiscouraged;

    /// <summary>The reason for which it got no slot. It is told after its announce.</summary>
    public PeerFault? Refusal { get; set; } = refusal;

    /// <summary>The nonce of this node's announce on it.</summary>
    public ulong Nonce { get; } = context.Nonce;

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

    /// <summary>The view with the bytes up to now.</summary>
    public PeerView? Counted => View is null ? null : View with
    {
        Received = context.Traffic.Received,
        Sent = context.Traffic.Sent,
    };

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
