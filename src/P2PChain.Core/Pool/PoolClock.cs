using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Pool;

/// <summary>
/// How far ahead a transaction may be dated to be admitted: so far that the next block may hold it, no further, so that
/// nobody's future date can make everybody's blocks wait.
/// </summary>
/// <param name="Now">The node's clock.</param>
/// <param name="RecentMaxTimeMs">Largest time of the last eleven blocks.</param>
/// <remarks>Source: docs/rules.md P3.</remarks>
public readonly record struct PoolClock(UnixTime Now, long RecentMaxTimeMs)
{
    /// <summary>
    /// From when a block may hold the transaction, when that is later than now; null when the next block may. A block for it
    /// would be dated after this clock, and other nodes would keep that block aside.
    /// </summary>
    /// <remarks>Source: docs/rules.md M1.</remarks>
    public UnixTime? WaitsUntil(Transaction transaction)
    {
        var earliest = transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs;
        return earliest <= Math.Max(Now.Milliseconds, RecentMaxTimeMs + 1) ? null : new UnixTime(earliest);
    }

    /// <summary>The earliest clock at which the transaction is admitted, when that is later than now; null when it may come.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="confirmed">Its item's entry on the best chain.</param>
    public UnixTime? NotBefore(Transaction transaction, CustodyEntry? confirmed)
    {
        var earliest = transaction.TimestampMs - BlockChecks.TransactionAheadMaxMs;
        var lastMs = confirmed is null ? 0 : (long)Math.Floor(confirmed.Timestamp * 1000.0);
        var allowed = Math.Max(Now.Milliseconds, Math.Max(RecentMaxTimeMs + 1, lastMs - BlockChecks.TransactionAheadMaxMs + 1));
        return earliest <= allowed ? null : new UnixTime(earliest);
    }
}
