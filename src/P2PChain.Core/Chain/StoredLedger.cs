using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The stored state at the start of a node.</summary>
/// <param name="Headers">Every stored block except genesis, parents before children.</param>
/// <param name="Items">The entries of custody after the tip.</param>
/// <param name="Pool">The waiting transactions in order.</param>
/// <param name="OwnTransactions">
/// The transactions that this node mines as its own, with their origin, the oldest first (<see cref="OwnMarks"/>).
/// </param>
public sealed record StoredLedger(
    ImmutableArray<StoredHeader> Headers,
    ImmutableArray<CustodyEntry> Items,
    ImmutableArray<PoolEntry> Pool,
    ImmutableArray<KeyValuePair<Hash256, PoolOrigin>> OwnTransactions)
{
    /// <summary>The latest alarms of reorganisations, the earliest first.</summary>
    public ImmutableArray<KeptRewrite> Rewrites { get; init; } = [];

    /// <summary>A ledger with genesis only.</summary>
    public static StoredLedger Empty { get; } = new([], [], [], []);
}
