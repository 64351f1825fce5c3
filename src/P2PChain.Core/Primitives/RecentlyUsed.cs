using System.Diagnostics.CodeAnalysis;

namespace P2PChain.Core.Primitives;

/// <summary>A bounded dictionary that forgets the entry used longest ago. Not thread-safe.</summary>
/// <typeparam name="TKey">What entries are found by.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
public sealed class RecentlyUsed<TKey, TValue>
    where TKey : notnull
{
    private readonly int _countMax;
    private readonly Action<TValue>? _forgotten;
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    /// <summary>An empty one for at most <paramref name="countMax"/> entries.</summary>
    /// <param name="countMax">1 or more.</param>
    /// <param name="forgotten">Called with each value that leaves.</param>
    public RecentlyUsed(int countMax, Action<TValue>? forgotten = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(countMax, 1);
        _countMax = countMax;
        _forgotten = forgotten;
    }

    /// <summary>Entries held.</summary>
    public int Count => _nodes.Count;

    /// <summary>The values held, the most recent first.</summary>
    public IEnumerable<TValue> Values => _order.Select(entry => entry.Value);

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

    /// <summary>Adds or replaces an entry as the most recent, forgetting the oldest where there is no room.</summary>
    /// <returns>True when the key was not there before.</returns>
    public bool Set(TKey key, TValue value)
    {
        var isNew = !Remove(key);
        if (_nodes.Count == _countMax) Remove(_order.Last!.Value.Key);
        _nodes.Add(key, _order.AddFirst((key, value)));
        return isNew;
    }

    /// <summary>Whether the entry is held; its age stays as it is.</summary>
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
