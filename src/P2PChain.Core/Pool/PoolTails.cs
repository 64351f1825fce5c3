using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Pool;

/// <summary>
/// Remembers the entries of items after their waiting transactions, so that thousands that wait for one item are not
/// applied again for each new one.
/// </summary>
internal sealed class PoolTails
{
    private readonly Dictionary<ItemId, Tail> _tails = [];

    /// <summary>The entry of an item after its queue.</summary>
    public CustodyEntry? After(ItemId uid, ImmutableList<PoolEntry> queue, PoolRules rules, CustodyState confirmed)
    {
        var first = confirmed.Find(uid);
        if (!_tails.TryGetValue(uid, out var tail) || tail.Set != rules.Set || tail.First != first)
            tail = new Tail(rules.Set, first, 0, first);
        if (tail.Count == queue.Count) return tail.Last;
        var custody = new CustodyOverlay(confirmed);
        if (tail.Last is { } known) custody.Write([known]);
        for (var i = tail.Count; i < queue.Count; i++) custody.Write(rules.Apply(queue[i].Transaction, custody));
        tail = tail with { Count = queue.Count, Last = custody.Find(uid) };
        _tails[uid] = tail;
        return tail.Last;
    }

    /// <summary>An item's queue changed otherwise than at its end.</summary>
    public void Forget(ItemId uid) => _tails.Remove(uid);

    private readonly record struct Tail(IRuleSet Set, CustodyEntry? First, int Count, CustodyEntry? Last);
}
