using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Peering;

/// <summary>What this node says of itself in every handshake.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Genesis">The network's genesis hash.</param>
/// <param name="Fork">Its schedule of upgrades.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Agent">Its software.</param>
public sealed record LocalNode(PublicKey Key, string Network, Hash256 Genesis, ForkId Fork, int Port, string Agent)
{
    /// <summary>What this node can do beyond the basics: only what exists.</summary>
    public static ImmutableArray<string> Features { get; } = ["headers"];

    /// <summary>The announce that opens a connection.</summary>
    public Announcement Announce(ulong nonce, string you, long height, Hash256 tip, Work work, UnixTime now) => new()
    {
        Version = 1,
        Network = Network,
        Genesis = Genesis,
        Fork = Fork,
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
