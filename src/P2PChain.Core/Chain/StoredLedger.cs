using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>What a store gives at start.</summary>
/// <param name="Headers">Every stored block but genesis, parents before children.</param>
/// <param name="Items">Custody after the best tip.</param>
/// <param name="Pool">Waiting transactions in their order.</param>
/// <param name="OwnTransactions">Transactions that this node mines as its own, and by what way they came, the oldest first (<see cref="OwnMarks"/>).</param>
public sealed record StoredLedger(
    ImmutableArray<StoredHeader> Headers,
    ImmutableArray<CustodyEntry> Items,
    ImmutableArray<PoolEntry> Pool,
    ImmutableArray<KeyValuePair<Hash256, PoolOrigin>> OwnTransactions)
{
    /// <summary>Nothing but genesis.</summary>
    public static StoredLedger Empty { get; } = new([], [], [], []);
}
