using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>
/// Transactions that wait for a block. In their order they are valid on top of the best chain; of two rivals the first
/// one stays. No rule looks at two items, so each item has its own queue, and a block costs only the items that it
/// touches.
/// </summary>
/// <remarks>
/// Planning reads; <see cref="Apply"/> changes. Bounded by count and bytes, and per connection, because keys are free.
/// Source: docs/rules.md P1–P4.
/// </remarks>
public sealed class TransactionPool(PoolLimits limits)
{
    private static readonly Comparer<PoolEntry> ByPlace =
        Comparer<PoolEntry>.Create((left, right) => left.Sequence.CompareTo(right.Sequence));

    private readonly ImmutableDictionary<ItemId, ImmutableList<PoolEntry>>.Builder _queues =
        ImmutableDictionary.CreateBuilder<ItemId, ImmutableList<PoolEntry>>();

    private readonly PoolTails _tails = new();
    private readonly Dictionary<Hash256, PoolEntry> _byTxId = [];
    private readonly ImmutableSortedDictionary<long, PoolEntry>.Builder _order =
        ImmutableSortedDictionary.CreateBuilder<long, PoolEntry>();

    private readonly SortedDictionary<long, PoolEntry> _own = [];
    private readonly Dictionary<PeerId, PoolUse> _useByPeer = [];
    private PoolUse _use;
    private long _returnedBytes;
    private long _lastSequence;
    private long _firstSequence = 1;

    /// <summary>
    /// The pool as it is now; it never changes. It costs as much as the pool changed since the last view.
    /// </summary>
    public PoolView View => new(_order.ToImmutable(), _queues.ToImmutable());

    /// <summary>Number of waiting transactions.</summary>
    public int Count => _order.Count;

    /// <summary>Their canonical bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The waiting transactions, in order.</summary>
    public IEnumerable<PoolEntry> Entries => _order.Values;

    /// <summary>Number of own transactions: submitted here, or first received from a plain peer.</summary>
    public int OwnCount => _own.Count;

    /// <summary>Number of own transactions that came from plain peers.</summary>
    public int PlainCount { get; private set; }

    /// <summary>The first own transaction that the next block may hold; null if there is none.</summary>
    public PoolEntry? FirstOwn(PoolClock clock) =>
        _own.Values.FirstOrDefault(entry => clock.WaitsUntil(entry.Transaction) is null);

    /// <summary>The waiting transaction with this id; null if there is none.</summary>
    public PoolEntry? Find(Hash256 txId) => _byTxId.GetValueOrDefault(txId);

    /// <summary>The items with waiting transactions.</summary>
    public IEnumerable<ItemId> Items => _queues.Keys;

    /// <summary>The waiting transactions of an item, in order.</summary>
    public IEnumerable<Transaction> WaitingFor(ItemId uid) =>
        _queues.TryGetValue(uid, out var queue) ? queue.Select(static entry => entry.Transaction) : [];

    /// <summary>Custody after all waiting transactions. It changes with the pool.</summary>
    /// <param name="rules">The rules of the next block.</param>
    /// <param name="confirmed">Custody on the best chain.</param>
    public ICustodyEntries Over(PoolRules rules, CustodyState confirmed) => new AfterPool(this, rules, confirmed);

    /// <summary>The pool's answer to a transaction whose signature was checked.</summary>
    public Admission Plan(
        PoolRules rules, Transaction transaction, PoolSource source, CustodyState state, PoolClock clock)
    {
        if (Find(transaction.TxId) is { } waiting) return new Admission.Waiting(waiting);
        var confirmed = state.Find(transaction.Uid);
        if (rules.Check(transaction, Over(rules, state)) is { } refusal) return new Admission.Refused(refusal);
        if (clock.NotBefore(transaction, confirmed) is { } notBefore)
            return new Admission.Refused(new Refusal(RefusalReason.TooEarly, transaction.Uid, NotBefore: notBefore));
        if (!source.IsExempt && !HasRoom(transaction, source))
            return new Admission.Refused(new Refusal(RefusalReason.PoolFull, transaction.Uid));
        var entry = new PoolEntry(transaction, _lastSequence + 1, source);
        return new Admission.Accepted(entry, clock.WaitsUntil(transaction));
    }

    /// <summary>Bytes left for returned transactions of other nodes.</summary>
    public long ReturnedRoom => limits.ReturnedBytesMax - _returnedBytes;

    /// <summary>The change of the pool by a move to another state of the ledger.</summary>
    public PoolChange PlanMove(PoolMove move)
    {
        var sequence = _firstSequence - move.ReturnedCount;
        foreach (var (transaction, source) in move.Returned)
            move.Return(new PoolEntry(transaction, sequence++, source));
        var judged = move.JudgesAll ? Entries : move.Touched.Order().SelectMany(uid => QueueOf(uid));
        foreach (var entry in judged) move.Keep(entry);
        return move.Change();
    }

    /// <summary>Makes a planned change. Cannot fail.</summary>
    public void Apply(PoolChange change)
    {
        foreach (var entry in change.Removed) Remove(entry);
        foreach (var entry in change.Added) Add(entry);
    }

    private bool HasRoom(Transaction transaction, PoolSource source)
    {
        var bytes = transaction.CanonicalBytes.Length;
        return _use.Fits(bytes, limits.CountMax, limits.BytesMax)
            && (source.Peer is not { } peer
                || _useByPeer.GetValueOrDefault(peer).Fits(bytes, limits.CountPerPeerMax, limits.BytesPerPeerMax));
    }

    private ImmutableList<PoolEntry> QueueOf(ItemId uid) => _queues.TryGetValue(uid, out var queue) ? queue : [];

    private void Add(PoolEntry entry)
    {
        var queue = QueueOf(entry.Transaction.Uid);
        // A binary search: thousands may return before thousands that wait for the same item.
        var place = ~queue.BinarySearch(entry, ByPlace);
        if (place < queue.Count) _tails.Forget(entry.Transaction.Uid);
        _queues[entry.Transaction.Uid] = queue.Insert(place, entry);
        _byTxId.Add(entry.Transaction.TxId, entry);
        _order.Add(entry.Sequence, entry);
        if (entry.Source.IsOwn) _own.Add(entry.Sequence, entry);
        _lastSequence = Math.Max(_lastSequence, entry.Sequence);
        _firstSequence = Math.Min(_firstSequence, entry.Sequence);
        Tally(entry, +1);
    }

    private void Remove(PoolEntry entry)
    {
        _tails.Forget(entry.Transaction.Uid);
        var queue = _queues[entry.Transaction.Uid];
        queue = queue.RemoveAt(queue.BinarySearch(entry, ByPlace));
        if (queue.IsEmpty) _queues.Remove(entry.Transaction.Uid);
        else _queues[entry.Transaction.Uid] = queue;
        _byTxId.Remove(entry.Transaction.TxId);
        _order.Remove(entry.Sequence);
        _own.Remove(entry.Sequence);
        Tally(entry, -1);
    }

    private void Tally(PoolEntry entry, int sign)
    {
        var bytes = entry.Transaction.CanonicalBytes.Length;
        Bytes += sign * bytes;
        var isCounted = Bytes >= 0 && _byTxId.Count == _order.Count;
        Invariant.Check(isCounted, "The pool's count is that of what waits", entry.Transaction.TxId);
        if (entry.Source.Origin == PoolOrigin.PlainPeer) PlainCount += sign;
        if (entry.Source.IsExempt) return;
        if (entry.IsReturned)
        {
            _returnedBytes += sign * bytes;
            return;
        }
        _use = _use.Plus(sign, sign * bytes);
        if (entry.Source.Peer is { } peer) Tally(peer, sign, sign * bytes);
    }

    private void Tally(PeerId peer, int count, long bytes)
    {
        var use = _useByPeer.GetValueOrDefault(peer).Plus(count, bytes);
        if (use.Count > 0) _useByPeer[peer] = use;
        else _useByPeer.Remove(peer);
    }

    private sealed class AfterPool(TransactionPool pool, PoolRules rules, CustodyState confirmed) : ICustodyEntries
    {
        public CustodyEntry? Find(ItemId uid) => pool._queues.TryGetValue(uid, out var queue)
            ? pool._tails.After(uid, queue, rules, confirmed)
            : confirmed.Find(uid);
    }
}
