using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>
/// The items of a custody state in the order of their ids. It follows later states by their changes, so only the first
/// state is sorted as a whole. One thread uses it.
/// </summary>
public sealed class ItemIndex
{
    private static readonly Comparer<CustodyEntry> ById =
        Comparer<CustodyEntry>.Create(static (one, other) => one.Uid.CompareTo(other.Uid));

    private CustodyState _state = CustodyState.Empty;
    private List<CustodyEntry> _items = [];

    /// <summary>The items in the order of their ids.</summary>
    public IReadOnlyList<CustodyEntry> Items => _items;

    /// <summary>Turns to another state. The time grows with the number of changed items.</summary>
    public void Follow(CustodyState state)
    {
        if (ReferenceEquals(state, _state)) return;
        var added = new List<CustodyEntry>();
        var removed = new HashSet<ItemId>();
        foreach (var (before, after) in state.ChangesSince(_state))
        {
            if (before is null) added.Add(after!);
            else if (after is null) removed.Add(before.Uid);
            else _items[_items.BinarySearch(before, ById)] = after;
        }
        _state = state;
        if (removed.Count > 0) _items.RemoveAll(entry => removed.Contains(entry.Uid));
        if (added.Count > 0) Merge(added);
    }

    /// <summary>A page of the chosen items.</summary>
    /// <param name="filter">The choice.</param>
    /// <param name="after">The id before the page; null for the first page.</param>
    /// <param name="count">The most items, 1 or more.</param>
    public ItemPage Page(ItemFilter filter, ItemId? after, int count)
    {
        var entries = ImmutableArray.CreateBuilder<CustodyEntry>();
        var (total, hasMore) = (0, false);
        foreach (var entry in _items)
        {
            if (!filter.Matches(entry)) continue;
            total++;
            if (after is not null && entry.Uid.CompareTo(after) <= 0) continue;
            if (entries.Count < count) entries.Add(entry);
            else hasMore = true;
        }
        return new ItemPage(entries.ToImmutable(), total, hasMore);
    }

    private void Merge(List<CustodyEntry> added)
    {
        added.Sort(ById);
        var merged = new List<CustodyEntry>(_items.Count + added.Count);
        var next = 0;
        foreach (var entry in _items)
        {
            while (next < added.Count && added[next].Uid.CompareTo(entry.Uid) < 0) merged.Add(added[next++]);
            merged.Add(entry);
        }
        merged.AddRange(added.Skip(next));
        _items = merged;
    }
}
