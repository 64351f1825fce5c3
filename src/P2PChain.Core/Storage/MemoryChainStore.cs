using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Storage;

/// <summary>A store without a disk: for tests, demonstrations and embedding. Its archives read on any thread.</summary>
public sealed class MemoryChainStore : IChainStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, Block> _blocks = [];
    private readonly Dictionary<Hash256, CustodyUndo> _undo = [];
    private readonly HashSet<Hash256> _best = [];
    private readonly Dictionary<Hash256, long> _staged = [];
    private readonly Dictionary<Hash256, long> _heights = [];
    private readonly Dictionary<ItemId, CustodyEntry> _items = [];
    private readonly SortedDictionary<long, PoolEntry> _pool = [];
    private readonly Dictionary<Hash256, PoolOrigin> _own = [];
    private readonly SortedDictionary<long, KeptRewrite> _rewrites = [];
    private readonly SortedDictionary<Hash256, KeptRefusal> _refused = [];

    /// <inheritdoc/>
    public StoredLedger Load() => new(
        [.. _blocks.Values.OrderBy(block => block.Height).ThenByDescending(IsOnBestChain).Select(Stored)],
        [.. _items.Values.OrderBy(entry => entry.Uid)],
        // Connections end with the process, as with a store on disk.
        [.. _pool.Values.Select(entry => entry with { Source = entry.Source with { Peer = null } })],
        [.. _own.OrderBy(mark => _heights.GetValueOrDefault(mark.Key, long.MaxValue)).ThenBy(mark => mark.Key)])
    {
        Rewrites = [.. _rewrites.Values],
    };

    /// <inheritdoc/>
    public void Commit(ChainChange change)
    {
        lock (_lock) Write(change);
    }

    /// <summary>Memory cannot be replaced, so there is nothing to check.</summary>
    public void Check()
    {
    }

    /// <inheritdoc/>
    public Block ReadBlock(Hash256 hash) => _blocks[hash];

    /// <inheritdoc/>
    public CustodyUndo ReadUndo(Hash256 hash) => _undo[hash];

    /// <inheritdoc/>
    public long? FindTransaction(Hash256 txId) => _heights.TryGetValue(txId, out var height) ? height : null;

    /// <inheritdoc/>
    public long? FindStaged(Hash256 txId) => _staged.TryGetValue(txId, out var height) ? height : null;

    /// <inheritdoc/>
    public IBlockArchive OpenArchive() => new Archive(this);

    /// <summary>There is nothing to close. The stored data stays readable, as in a file.</summary>
    public void Dispose()
    {
    }

    private void Write(ChainChange change)
    {
        foreach (var block in change.Stored) _blocks.Add(block.Hash, block);
        foreach (var node in change.Disconnected) Disconnect(node.Hash);
        foreach (var connected in change.Connected) Connect(connected);
        if (change.BeginsStage) _staged.Clear();
        foreach (var staged in change.Staged) Stage(staged);
        if (change.Join is { } join) Join(join);
        foreach (var hash in change.Forgotten)
        {
            _blocks.Remove(hash);
            _undo.Remove(hash);
        }
        foreach (var (uid, entry) in change.Items)
        {
            if (entry is null) _items.Remove(uid);
            else _items[uid] = entry;
        }
        foreach (var entry in change.Pool.Removed) _pool.Remove(entry.Sequence);
        foreach (var entry in change.Pool.Added)
        {
            _pool.Add(entry.Sequence, entry);
            if (entry.Source.IsOwn) _own[entry.Transaction.TxId] = entry.Source.Origin;
        }
        foreach (var txId in change.Unmarked) _own.Remove(txId);
        WriteRefusals(change);
        foreach (var rewrite in change.Rewrites)
        {
            _rewrites[rewrite.Number] = rewrite;
            _rewrites.Remove(rewrite.Number - KeptRewrite.CountMax);
        }
    }

    private void WriteRefusals(ChainChange change)
    {
        foreach (var entry in change.Pool.Added) _refused.Remove(entry.Transaction.TxId);
        foreach (var (transaction, source, refusal, wasConfirmed) in change.Pool.Refused)
            _refused[transaction.TxId] = new KeptRefusal(transaction, refusal, change.At, _best.Count)
            {
                WasConfirmed = wasConfirmed,
                IsOwn = source.IsOwn,
            };
        if (!change.MovesTip) return;
        var expired = _refused.Values.Where(kept => change.At.Since(kept.At) > RefusalRetention.KeptFor);
        var crowded = _refused.Values.OrderBy(kept => kept.IsOwn).ThenBy(kept => kept.At)
            .Take(Math.Max(0, _refused.Count - RefusalRetention.CountMax));
        foreach (var kept in expired.Concat(crowded).ToList()) _refused.Remove(kept.Transaction.TxId);
    }

    private bool IsOnBestChain(Block block) => _best.Contains(block.Hash);

    private StoredHeader Stored(Block block) =>
        new(block.Header, block.Hash, block.Seal, block.TransactionBytes, IsOnBestChain(block));

    private void Connect(ConnectedBlock connected)
    {
        _undo[connected.Node.Hash] = connected.Undo;
        Connect(connected.Block);
    }

    private void Connect(Block block)
    {
        _best.Add(block.Hash);
        foreach (var transaction in block.Transactions)
        {
            _heights[transaction.TxId] = block.Height;
            _refused.Remove(transaction.TxId);
        }
    }

    private void Stage(ConnectedBlock staged)
    {
        _undo[staged.Node.Hash] = staged.Undo;
        foreach (var transaction in staged.Block.Transactions) _staged[transaction.TxId] = staged.Node.Height;
    }

    private void Join(BranchJoin join)
    {
        foreach (var node in join.Abandoned) Disconnect(node.Hash);
        foreach (var node in join.Branch) Connect(_blocks[node.Hash]);
        _staged.Clear();
    }

    private void Disconnect(Hash256 hash)
    {
        _undo.Remove(hash);
        _best.Remove(hash);
        foreach (var transaction in _blocks[hash].Transactions) _heights.Remove(transaction.TxId);
    }

    private sealed class Archive(MemoryChainStore store) : IBlockArchive
    {
        public BlockHeader? FindHeader(Hash256 hash) => FindBlock(hash)?.Header;

        public Block? FindBlock(Hash256 hash)
        {
            lock (store._lock) return store._blocks.GetValueOrDefault(hash);
        }

        public byte[]? FindText(Hash256 hash) => FindBlock(hash)?.CanonicalBytes();

        public ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max)
        {
            lock (store._lock) return [.. store._blocks.Keys.Where(prefix.Fits).Order().Take(max)];
        }

        public ImmutableArray<ItemMove> History(ItemId uid, int max)
        {
            lock (store._lock)
            {
                return
                [
                    .. store._blocks.Values.Where(store.IsOnBestChain).OrderByDescending(block => block.Height)
                        .SelectMany(block => block.Transactions.Reverse()
                            .Where(t => t.Uid == uid)
                            .Select(t => new ItemMove(block.Height, t)))
                        .Take(max),
                ];
            }
        }

        public ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max)
        {
            lock (store._lock)
            {
                return
                [
                    .. store._blocks.Values.Where(store.IsOnBestChain)
                        .SelectMany(block => block.Transactions.Select(t => new ItemMove(block.Height, t)))
                        .Where(move => txId.Fits(move.Transaction.TxId)).OrderBy(move => move.Transaction.TxId)
                        .Take(max),
                ];
            }
        }

        public ImmutableArray<KeptRefusal> Refusals(HashPrefix txId, int max)
        {
            lock (store._lock)
                return [.. store._refused.Values.Where(kept => txId.Fits(kept.Transaction.TxId)).Take(max)];
        }

        public ImmutableArray<CustodyEntry> HeldAt(long height)
        {
            lock (store._lock)
            {
                var last = new SortedDictionary<ItemId, ItemMove>();
                foreach (var block in store._blocks.Values.Where(store.IsOnBestChain).OrderBy(block => block.Height))
                    foreach (var transaction in block.Transactions.Where(_ => block.Height <= height))
                        last[transaction.Uid] = new ItemMove(block.Height, transaction);
                return
                [
                    .. last.Values.Where(move => move.Transaction.Content.Type == TransactionType.Request)
                        .Select(static move => move.AsHeld()),
                ];
            }
        }

        public ImmutableArray<ItemId> Similar(ItemId uid)
        {
            lock (store._lock) return [.. store._items.Keys.Where(known => SimilarId.Is(known, uid)).Order()];
        }

        public void Dispose()
        {
        }
    }
}
