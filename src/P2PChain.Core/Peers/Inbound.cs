using System.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>An inbound connection that competes for a slot.</summary>
/// <param name="Number">Its number; older connections have smaller ones.</param>
/// <param name="Address">The other side's address.</param>
/// <param name="Since">Its start.</param>
public readonly record struct Inbound(long Number, IPAddress Address, Moment Since)
{
    /// <summary>The range of its address.</summary>
    public NetGroup Group { get; } = NetGroup.Of(Address);

    /// <summary>Whether its address is discouraged.</summary>
    public bool IsDiscouraged { get; init; }

    /// <summary>Whether its first line was read.</summary>
    public bool HasSpoken { get; init; }

    /// <summary>Whether it proved a key that the network lists.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether a person named its address.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The time of its last new block or transaction; null before the first.</summary>
    public Moment? DeliveredAt { get; init; }

    /// <summary>Whether it is known neither to the network nor to this node's owner.</summary>
    public bool IsStranger => !IsListed && !IsNamed;
}
