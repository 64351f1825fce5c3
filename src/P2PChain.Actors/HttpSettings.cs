using System.Collections.Immutable;
using System.Net;

namespace P2PChain.Actors;

/// <summary>Whether and where a program serves its node over HTTP.</summary>
public sealed record HttpSettings
{
    /// <summary>An automatic port is this much larger than the port for peers.</summary>
    public const int PortOffset = 2_000;

    /// <summary>Whether HTTP is served.</summary>
    public bool IsOn { get; init; }

    /// <summary>The address to listen on; null for the loopback and an automatic port.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Further names by which clients may call the node, without ports.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];
}
