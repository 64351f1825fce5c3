using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A part of the chosen items, in the order of their ids.</summary>
/// <param name="Entries">The items.</param>
/// <param name="Total">The number of all chosen items.</param>
/// <param name="HasMore">Whether chosen items come after these.</param>
public sealed record ItemPage(ImmutableArray<CustodyEntry> Entries, int Total, bool HasMore)
{
    /// <summary>Finds a page in one pass, without sorting all items.</summary>
    /// <param name="items">All items, in any order.</param>
    /// <param name="filter">The choice.</param>
    /// <param name="after">The id before the page; null for the first page.</param>
    /// <param name="count">The most items, 1 or more.</param>
    public static ItemPage Of(IEnumerable<CustodyEntry> items, ItemFilter filter, ItemId? after, int count)
    {
        var first = new PriorityQueue<CustodyEntry, ItemId>(LastFirst);
        var (total, later) = (0, 0);
        foreach (var entry in items)
        {
            if (!filter.Matches(entry)) continue;
            total++;
            if (after is not null && entry.Uid.CompareTo(after) <= 0) continue;
            later++;
            if (first.Count < count) first.Enqueue(entry, entry.Uid);
            else first.EnqueueDequeue(entry, entry.Uid);
        }
        var entries = new CustodyEntry[first.Count];
        for (var at = entries.Length - 1; at >= 0; at--) entries[at] = first.Dequeue();
        return new ItemPage([.. entries], total, later > entries.Length);
    }

    private static readonly Comparer<ItemId> LastFirst =
        Comparer<ItemId>.Create(static (one, other) => other.CompareTo(one));
}
