using System.Collections.Immutable;
using System.Net;
using P2PChain.Actors.Net;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Actors;

/// <summary>Everything a node is told at its start, read and checked once (see <see cref="NodeSettingsReader"/>).</summary>
public sealed record NodeSettings
{
    /// <summary>Where to accept connections.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Addresses to dial for ever, besides those that a person connects to.</summary>
    public ImmutableArray<HostPort> Peers { get; init; } = [];

    /// <summary>Where ledger, key and log are kept.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Whether standard input is left alone.</summary>
    public bool IsHeadless { get; init; }

    /// <summary>What the nodes of the network agree on.</summary>
    public NetworkParameters Network { get; init; } = NetworkParameters.Demo;

    /// <summary>The network's planned upgrades, beside its parameters.</summary>
    public ImmutableArray<Upgrade> Upgrades { get; init; } = [];

    /// <summary>When to mine.</summary>
    public MiningMode Mining { get; init; } = MiningMode.OnDemand;

    /// <summary>Bounds on connections.</summary>
    public PeerSettings Peering { get; init; } = new();

    /// <summary>debug, info, warning or error.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>Where the log goes; empty = <c>logs</c> in the data directory.</summary>
    public string LogDirectory { get; init; } = "";
}
