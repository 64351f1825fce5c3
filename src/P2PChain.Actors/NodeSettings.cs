using System.Collections.Immutable;
using System.Net;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Actors;

/// <summary>The settings of a node. <see cref="NodeSettingsReader"/> reads and checks them at the start.</summary>
public sealed record NodeSettings
{
    /// <summary>The address to listen on.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The addresses to dial, besides those that a person adds.</summary>
    public ImmutableArray<HostPort> Peers { get; init; } = [];

    /// <summary>The directory of ledger, key and log.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Whether the node does not read standard input.</summary>
    public bool IsHeadless { get; init; }

    /// <summary>The parameters that all nodes of the network share.</summary>
    public NetworkParameters Network { get; init; } = NetworkParameters.Demo;

    /// <summary>The network's planned upgrades, beside its parameters.</summary>
    public ImmutableArray<Upgrade> Upgrades { get; init; } = [];

    /// <summary>The names of keys, for people. They are no part of the network's parameters.</summary>
    public KeyNames Names { get; init; } = KeyNames.None;

    /// <summary>The mode of mining.</summary>
    public MiningMode Mining { get; init; } = MiningMode.OnDemand;

    /// <summary>Bounds on connections.</summary>
    public PeerSettings Peering { get; init; } = new();

    /// <summary>Whether and how this node finds peers.</summary>
    public DiscoverySettings Discovery { get; init; } = new();

    /// <summary>Whether and where the program serves the node over HTTP.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>debug, info, warning or error.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>The directory of the log; empty for <c>logs</c> in the data directory.</summary>
    public string LogDirectory { get; init; } = "";
}
