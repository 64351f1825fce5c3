using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>A bounded dictionary that forgets the least recently used entry. Not thread-safe.</summary>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
public sealed class RecentlyUsed<TKey, TValue>
    where TKey : notnull
{
    private readonly int _countMax;
    private readonly Action<TValue>? _forgotten;
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    /// <summary>An empty dictionary for at most <paramref name="countMax"/> entries.</summary>
    /// <param name="countMax">1 or more.</param>
    /// <param name="forgotten">Called with each value that leaves.</param>
    public RecentlyUsed(int countMax, Action<TValue>? forgotten = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        _countMax = countMax;
        _forgotten = forgotten;
    }

    /// <summary>Number of entries.</summary>
    public int Count => _nodes.Count;

    /// <summary>All entries, the most recent first.</summary>
    public IEnumerable<(TKey Key, TValue Value)> Entries => _order;

    /// <summary>Finds an entry and makes it the most recent.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (!_nodes.TryGetValue(key, out var node)) return false;
        _order.Remove(node);
        _order.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds or replaces an entry as the most recent. If there is no room, the oldest is forgotten.</summary>
    /// <returns>True if the key is new.</returns>
    public bool Set(TKey key, TValue value)
    {
        var isNew = !Remove(key);
        if (_nodes.Count == _countMax) Remove(_order.Last!.Value.Key);
        _nodes.Add(key, _order.AddFirst((key, value)));
        return isNew;
    }

    /// <summary>Whether there is such an entry. Its age does not change.</summary>
    public bool Contains(TKey key) => _nodes.ContainsKey(key);

    /// <summary>Forgets one entry.</summary>
    public bool Remove(TKey key)
    {
        if (!_nodes.Remove(key, out var node)) return false;
        _order.Remove(node);
        _forgotten?.Invoke(node.Value.Value);
        return true;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        foreach (var (_, value) in _order) _forgotten?.Invoke(value);
        _nodes.Clear();
        _order.Clear();
    }
}
