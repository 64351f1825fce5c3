using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Actors.Metrics;

namespace P2PChain.Http;

/// <summary>The parts of an HTTP server.</summary>
/// <param name="System">The actor system of the node.</param>
/// <param name="Node">The running node.</param>
/// <param name="Listen">The address to listen on; port 0 for a free one.</param>
/// <param name="Token">The secret that a change needs.</param>
/// <param name="Words">The sentences for people.</param>
/// <param name="Log">The destination of the log.</param>
public sealed record HttpParts(
    ActorSystem System, NodeRefs Node, IPEndPoint Listen, string Token, IWords Words, ILoggerFactory Log)
{
    /// <summary>Requests of one address that are answered at once, 1 or more.</summary>
    public int RequestsAtOnce { get; init; } = 500;

    /// <summary>Counts what happens in the node.</summary>
    public NodeMeter Meter { get; init; } = new();

    /// <summary>The clock of the sessions.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Further names by which clients may call this node.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];
}
