using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>
/// Which transactions this node mines as its own, and by what way they came. A mark is needed while its transaction waits, and while a
/// reorganisation may give it back; the oldest of the others go when there are more than the bounds allow.
/// </summary>
/// <remarks>The bounds are two, so strangers that come as plain peers take no room from what is submitted here. Source: docs/rules.md M2.</remarks>
public sealed class OwnMarks
{
    /// <summary>Most marks that one step drops; a ledger that had no bounds comes down to them block by block.</summary>
    public const int DroppedPerStepMax = 1_000;

    private readonly Dictionary<Hash256, LinkedListNode<Mark>> _marks = [];
    private readonly LinkedList<Mark> _here = [];
    private readonly LinkedList<Mark> _plain = [];
    private readonly PoolLimits _limits;

    /// <summary>The marks that a store gives.</summary>
    /// <param name="limits">The bounds.</param>
    /// <param name="stored">The oldest first.</param>
    public OwnMarks(PoolLimits limits, IEnumerable<KeyValuePair<Hash256, PoolOrigin>> stored)
    {
        _limits = limits;
        foreach (var (txId, origin) in stored) Set(txId, origin);
    }

    /// <summary>How many there are.</summary>
    public int Count => _marks.Count;

    /// <summary>By what way a transaction came; <see cref="PoolOrigin.Peer"/> when it is not marked.</summary>
    public PoolOrigin OriginOf(Hash256 txId) => _marks.TryGetValue(txId, out var node) ? node.Value.Origin : PoolOrigin.Peer;

    /// <summary>Marks a transaction; it is the newest.</summary>
    /// <param name="txId">The transaction.</param>
    /// <param name="origin">Not <see cref="PoolOrigin.Peer"/>.</param>
    public void Set(Hash256 txId, PoolOrigin origin)
    {
        Remove(txId);
        _marks.Add(txId, ListOf(origin).AddLast(new Mark(txId, origin)));
    }

    /// <summary>A transaction was confirmed: if it is marked it is the newest.</summary>
    public void Touch(Hash256 txId)
    {
        if (_marks.TryGetValue(txId, out var node)) Set(txId, node.Value.Origin);
    }

    /// <summary>Drops a mark.</summary>
    public void Remove(Hash256 txId)
    {
        if (_marks.Remove(txId, out var node)) node.List!.Remove(node);
    }

    /// <summary>The marks to drop, the oldest first.</summary>
    /// <param name="isNeeded">Whether a transaction waits, or is about to.</param>
    public ImmutableArray<Hash256> Excess(Func<Hash256, bool> isNeeded) =>
        [.. Excess(_here, _limits.MarksHereMax, isNeeded), .. Excess(_plain, _limits.MarksPlainMax, isNeeded)];

    private static IEnumerable<Hash256> Excess(LinkedList<Mark> marks, int max, Func<Hash256, bool> isNeeded) =>
        marks.Count <= max
            ? []
            : marks.Select(mark => mark.TxId).Where(txId => !isNeeded(txId)).Take(Math.Min(marks.Count - max, DroppedPerStepMax));

    private LinkedList<Mark> ListOf(PoolOrigin origin) => origin == PoolOrigin.Here ? _here : _plain;

    private readonly record struct Mark(Hash256 TxId, PoolOrigin Origin);
}
