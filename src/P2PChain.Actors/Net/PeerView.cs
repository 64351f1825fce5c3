using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>A peer as people see it. Every text is safe to show.</summary>
/// <param name="Id">Which connection.</param>
/// <param name="Address">Observed address and announced port.</param>
/// <param name="IsOutbound">Whether this node dialled.</param>
/// <param name="IsExtended">Whether it is one of ours, or of the original network.</param>
/// <param name="Key">What it calls its key; null for a plain peer.</param>
/// <param name="Height">What it last said of its height.</param>
/// <param name="Tip">What it last said of its tip.</param>
/// <param name="RoundTrip">The last ping's; null before the first pong.</param>
/// <param name="Agent">Its software, by its own word.</param>
public sealed record PeerView(
    PeerId Id,
    string Address,
    bool IsOutbound,
    bool IsExtended,
    PublicKey? Key,
    long Height,
    Hash256 Tip,
    TimeSpan? RoundTrip,
    string Agent)
{
    /// <summary>Whether it proved that key; otherwise the key is a claim.</summary>
    public bool IsProven { get; init; }

    /// <summary>The last reading of its clock; null for a plain peer.</summary>
    public ClockSample? Clock { get; init; }

    /// <summary>The height at which this node and the peer plan to follow different rules; null if there is none.</summary>
    public long? SplitsAt { get; init; }

    /// <summary>How a plain peer's chain and ours go together; null for all others, and where nothing is exchanged.</summary>
    public PlainView? Plain { get; init; }
}
