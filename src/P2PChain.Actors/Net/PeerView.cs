using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>A peer as people see it. Every text is safe to show.</summary>
/// <param name="Id">The connection.</param>
/// <param name="Address">Observed address and announced port.</param>
/// <param name="IsOutbound">Whether this node dialled.</param>
/// <param name="IsExtended">Whether it is an extended peer; else a plain one.</param>
/// <param name="Key">The key that it announced; null for a plain peer.</param>
/// <param name="Height">Its height, as it last told it.</param>
/// <param name="Tip">Its tip, as it last told it.</param>
/// <param name="RoundTrip">Of the last ping; null before the first pong.</param>
/// <param name="Agent">Its software, as it announced it.</param>
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
    /// <summary>Whether it proved the key. Otherwise the key is a claim.</summary>
    public bool IsProven { get; init; }

    /// <summary>Bytes received from it, in this connection.</summary>
    public long Received { get; init; }

    /// <summary>Bytes sent to it, in this connection.</summary>
    public long Sent { get; init; }

    /// <summary>Whether it requests announced transactions.</summary>
    public bool TakesInventory { get; init; }

    /// <summary>The time of its last new block or transaction, up to ten seconds old; null before the first.</summary>
    public Moment? DeliveredAt { get; init; }

    /// <summary>The last reading of its clock; null for a plain peer.</summary>
    public ClockSample? Clock { get; init; }

    /// <summary>
    /// The height at which this node and the peer plan to follow different rules; null if there is none.
    /// </summary>
    public long? SplitsAt { get; init; }

    /// <summary>A plain peer's chain; null for an extended peer, and if nothing is exchanged.</summary>
    public PlainView? Plain { get; init; }
}
