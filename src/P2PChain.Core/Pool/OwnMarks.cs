using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>
/// The marks of the transactions that this node mines as its own. A mark is needed while its transaction waits, and
/// while a reorganisation may return it. Beyond the bounds the oldest other marks are dropped.
/// </summary>
/// <remarks>
/// There are two bounds: strangers that connect as plain peers take no room from the transactions submitted here.
/// Source: docs/rules.md M2.
/// </remarks>
public sealed class OwnMarks
{
    /// <summary>
    /// Marks dropped per step at most. A ledger from before the bounds comes down to them block by block.
    /// </summary>
    public const int DroppedPerStepMax = 1_000;

    private readonly Dictionary<Hash256, LinkedListNode<Mark>> _marks = [];
    private readonly LinkedList<Mark> _here = [];
    private readonly LinkedList<Mark> _plain = [];
    private readonly PoolLimits _limits;

    /// <summary>Starts with the marks of a store.</summary>
    /// <param name="limits">The bounds.</param>
    /// <param name="stored">The oldest first.</param>
    public OwnMarks(PoolLimits limits, IEnumerable<KeyValuePair<Hash256, PoolOrigin>> stored)
    {
        _limits = limits;
        foreach (var (txId, origin) in stored) Set(txId, origin);
    }

    /// <summary>The number of marks.</summary>
    public int Count => _marks.Count;

    /// <summary>The origin of a transaction; <see cref="PoolOrigin.Peer"/> if it is not marked.</summary>
    public PoolOrigin OriginOf(Hash256 txId) =>
        _marks.TryGetValue(txId, out var node) ? node.Value.Origin : PoolOrigin.Peer;

    /// <summary>Whether a transaction is marked.</summary>
    public bool IsOwn(Model.Transaction transaction) => IsOwn(transaction.TxId);

    /// <summary>Whether a transaction is marked.</summary>
    public bool IsOwn(Hash256 txId) => _marks.ContainsKey(txId);

    /// <summary>Marks a transaction as the newest.</summary>
    /// <param name="txId">The transaction.</param>
    /// <param name="origin">Not <see cref="PoolOrigin.Peer"/>.</param>
    public void Set(Hash256 txId, PoolOrigin origin)
    {
        Remove(txId);
        _marks.Add(txId, ListOf(origin).AddLast(new Mark(txId, origin)));
    }

    /// <summary>Makes a confirmed transaction the newest, if it is marked.</summary>
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
    /// <param name="isNeeded">Whether a transaction waits, or is about to wait.</param>
    public ImmutableArray<Hash256> Excess(Func<Hash256, bool> isNeeded) =>
        [.. Excess(_here, _limits.MarksHereMax, isNeeded), .. Excess(_plain, _limits.MarksPlainMax, isNeeded)];

    private static IEnumerable<Hash256> Excess(LinkedList<Mark> marks, int max, Func<Hash256, bool> isNeeded) =>
        marks.Count <= max
            ? []
            : marks.Select(mark => mark.TxId).Where(txId => !isNeeded(txId))
                .Take(Math.Min(marks.Count - max, DroppedPerStepMax));

    private LinkedList<Mark> ListOf(PoolOrigin origin) => origin == PoolOrigin.Here ? _here : _plain;

    private readonly record struct Mark(Hash256 TxId, PoolOrigin Origin);
}
