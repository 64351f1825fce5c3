using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>The waiting transactions at one moment. It never changes, so any thread may read it.</summary>
public sealed class PoolView
{
    private readonly ImmutableSortedDictionary<long, PoolEntry> _order;
    private readonly ImmutableDictionary<ItemId, ImmutableList<PoolEntry>> _queues;

    internal PoolView(
        ImmutableSortedDictionary<long, PoolEntry> order, ImmutableDictionary<ItemId, ImmutableList<PoolEntry>> queues)
    {
        _order = order;
        _queues = queues;
    }

    /// <summary>Number of waiting transactions.</summary>
    public int Count => _order.Count;

    /// <summary>The waiting transactions, in order.</summary>
    public IEnumerable<PoolEntry> Entries => _order.Values;

    /// <summary>The items with waiting transactions, in no order.</summary>
    public IEnumerable<ItemId> Items => _queues.Keys;

    /// <summary>The waiting transactions of an item, in order.</summary>
    public IEnumerable<Transaction> WaitingFor(ItemId uid) =>
        _queues.TryGetValue(uid, out var queue) ? queue.Select(static entry => entry.Transaction) : [];

    /// <summary>
    /// Of the transactions that the next block may not hold, the one that a block may hold first; null if the next
    /// block may hold all. Walks the pool.
    /// </summary>
    public (PoolEntry Entry, UnixTime From)? FirstAhead(PoolClock clock)
    {
        (PoolEntry Entry, UnixTime From)? first = null;
        foreach (var entry in Entries)
        {
            if (clock.WaitsUntil(entry.Transaction) is not { } from) continue;
            if (first is null || from < first.Value.From) first = (entry, from);
        }
        return first;
    }
}
