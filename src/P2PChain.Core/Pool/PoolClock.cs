using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Pool;

/// <summary>
/// The time limit of admission: a transaction may be dated as far ahead as the next block may hold it. So a future date
/// cannot delay the blocks of other transactions.
/// </summary>
/// <param name="Now">The node's clock.</param>
/// <param name="RecentMaxTimeMs">Largest time of the last eleven blocks.</param>
/// <remarks>Source: docs/rules.md P3.</remarks>
public readonly record struct PoolClock(UnixTime Now, long RecentMaxTimeMs)
{
    /// <summary>
    /// The time from which a block may hold the transaction; null if the next block may. An earlier block for it would
    /// be dated ahead of this clock, and other nodes would keep it aside.
    /// </summary>
    /// <remarks>Source: docs/rules.md M1.</remarks>
    public UnixTime? WaitsUntil(Transaction transaction)
    {
        var earliest = transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs;
        return earliest <= Math.Max(Now.Milliseconds, RecentMaxTimeMs + 1) ? null : new UnixTime(earliest);
    }

    /// <summary>The time from which the transaction is admitted; null if it is admitted now.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="confirmed">Its item's entry on the best chain.</param>
    public UnixTime? NotBefore(Transaction transaction, CustodyEntry? confirmed)
    {
        var earliest = transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs;
        var lastMs = confirmed is null ? 0 : (long)Math.Floor(confirmed.Timestamp * 1000.0);
        var afterLast = lastMs - BlockChecks.TransactionAheadMaxMs + 1;
        var allowed = Math.Max(Now.Milliseconds, Math.Max(RecentMaxTimeMs + 1, afterLast));
        return earliest <= allowed ? null : new UnixTime(earliest);
    }
}
