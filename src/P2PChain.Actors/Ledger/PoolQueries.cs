using P2PChain.Core.Chain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Ledger.LookupProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Answers questions about the waiting transactions from a view.</summary>
/// <param name="view">The ledger.</param>
/// <param name="now">The node's clock.</param>
/// <param name="elapsed">The monotonic clock.</param>
internal sealed class PoolQueries(LedgerView view, UnixTime now, TimeSpan elapsed)
{
    private const int PageMax = 1_000;

    private readonly PoolClock _clock = view.PoolClock(now);

    /// <summary>A part of the pool.</summary>
    public PoolPage Page(GetPoolPage ask)
    {
        var (skip, max) = (Math.Max(0, ask.Skip), Math.Clamp(ask.Max, 0, PageMax));
        var entries = view.Pool.Entries.Skip(skip).Take(max);
        return new PoolPage(
            [.. entries.Select((entry, at) => Waiting(entry, skip + at + 1))],
            view.Pool.Count,
            elapsed - view.UnminedSince);
    }

    /// <summary>The waiting transactions with ids that begin so, two at most. Walks the pool.</summary>
    public List<InPool> Find(HashPrefix txId) =>
    [
        .. view.Pool.Entries.Select(static (entry, at) => (Entry: entry, Place: at + 1))
            .Where(one => txId.Fits(one.Entry.Transaction.TxId)).Take(2)
            .Select(one => new InPool(
                Waiting(one.Entry, one.Place), view.Pool.Count, elapsed - view.UnminedSince)),
    ];

    private WaitingTransaction Waiting(PoolEntry entry, int place) =>
        new(place, entry.Transaction, entry.Source.Origin, _clock.WaitsUntil(entry.Transaction))
        {
            IsReturned = entry.IsReturned,
        };
}
