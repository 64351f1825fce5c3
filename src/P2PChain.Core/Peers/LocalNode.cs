using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>This node's part of every announce.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Genesis">The network's genesis hash.</param>
/// <param name="Rules">Its rule sets by height.</param>
/// <param name="Port">The port that it listens on.</param>
/// <param name="Agent">Its software.</param>
public sealed record LocalNode(
    PublicKey Key, string Network, Hash256 Genesis, RuleSchedule Rules, int Port, string Agent)
{
    /// <summary>The feature of nodes that tell each other addresses. It is on only where discovery is.</summary>
    public const string Addresses = "addr";

    /// <summary>The feature of nodes that prove their keys.</summary>
    public const string Auth = "auth";

    /// <summary>The feature of nodes that exchange headers, and bodies by hash.</summary>
    public const string Headers = "headers";

    /// <summary>The feature of nodes that send a new block as a header and short ids. It needs headers too.</summary>
    public const string Compact = "compact";

    /// <summary>The feature of nodes that announce transactions, and request those that they lack.</summary>
    public const string Inventory = "inv";

    /// <summary>The feature of nodes that compare pools, and send only the transactions that the other lacks.</summary>
    public const string Pool = "pool";

    /// <summary>The features of this software beyond the basics that are always on, sorted.</summary>
    public static ImmutableArray<string> AllFeatures { get; } = [Auth, Compact, Headers, Inventory, Pool];

    /// <summary>The features that this node announces; fewer in tests, as of an older node.</summary>
    public ImmutableArray<string> Features { get; init; } = AllFeatures;

    /// <summary>Whether a feature is on between this node and another.</summary>
    public bool Shares(string feature, Announcement theirs) =>
        Features.Contains(feature) && theirs.Features.Contains(feature);

    /// <summary>The announce that opens a connection.</summary>
    public Announcement Announce(ulong nonce, string you, long height, Hash256 tip, Work work, UnixTime now) => new()
    {
        Version = 1,
        Network = Network,
        Genesis = Genesis,
        Fork = ForkId.Of(Rules, height),
        Node = Key,
        Nonce = nonce,
        Port = Port,
        Agent = Agent,
        Height = height,
        Tip = tip,
        Work = work,
        TimeMs = now.Milliseconds,
        You = you,
        Features = Features,
    };
}
