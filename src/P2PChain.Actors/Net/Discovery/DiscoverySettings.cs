using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery;

/// <summary>Whether and how a node finds peers. reference.conf gives the reasons.</summary>
public sealed record DiscoverySettings
{
    /// <summary>Whether this node tells, learns and dials addresses that no person named.</summary>
    public bool IsOn { get; init; }

    /// <summary>
    /// Whether this node announces itself on its local networks and dials the nodes that it hears there.
    /// </summary>
    public bool IsLanOn { get; init; }

    /// <summary>Addresses to begin with, and to begin again with when all peers are lost.</summary>
    public ImmutableArray<HostPort> Seeds { get; init; } = [];

    /// <summary>The number of dialled connections, named ones included, at which no more peers are sought.</summary>
    public int OutboundMax { get; init; } = 8;
}
