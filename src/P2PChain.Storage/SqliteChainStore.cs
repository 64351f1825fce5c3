using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>
/// The ledger of one network in one SQLite file. A change is one transaction, and is on the disk when
/// <see cref="Commit"/> returns. People may read the file with <c>sqlite3</c> meanwhile.
/// </summary>
/// <remarks>
/// It has one owner and one thread. The node's lock keeps a second process out. The log beside the file (<c>-wal</c>)
/// belongs to it until <see cref="Dispose"/> has written it back. schema.sql describes the tables.
/// </remarks>
public sealed class SqliteChainStore : IChainStore
{
    private readonly LedgerFile _file;
    private readonly HeaderTable _headers;
    private readonly BlockTable _blocks;
    private readonly KeyTable _keys;
    private readonly TransactionTable _transactions;
    private readonly StagedTable _staged;
    private readonly EntryTable _entries;
    private readonly PoolTable _pool;
    private readonly RefusalTable _refusals;
    private readonly RewriteTable _rewrites;

    private SqliteChainStore(LedgerFile file, Hash256 genesis)
    {
        _file = file;
        _headers = new HeaderTable(file, genesis);
        _blocks = new BlockTable(file);
        _keys = new KeyTable(file);
        _transactions = new TransactionTable(file, _keys);
        _staged = new StagedTable(file);
        _entries = new EntryTable(file);
        _pool = new PoolTable(file);
        _refusals = new RefusalTable(file);
        _rewrites = new RewriteTable(file);
    }

    /// <summary>Opens a network's ledger. A missing file is made in an existing directory.</summary>
    /// <param name="path">The file, such as <c>data/ledger.db</c>.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="upgrades">The network's planned upgrades.</param>
    /// <exception cref="ChainStoreException">
    /// The file is of another network or a newer version, is damaged, or cannot be opened or written. A refused file is
    /// unchanged.
    /// </exception>
    public static SqliteChainStore Open(
        string path, NetworkParameters parameters, ImmutableArray<Upgrade>? upgrades = null)
    {
        var file = LedgerFile.Open(path);
        try
        {
            Schema.Ensure(file, parameters);
            file.Guard(upgrades ?? []);
            return file.Reading(() => new SqliteChainStore(file, parameters.Genesis().Hash));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public StoredLedger Load() =>
        _file.Reading(() => new StoredLedger(_headers.Load(), _entries.Load(), _pool.Load(), _pool.LoadOwn())
        {
            Rewrites = _rewrites.Load(),
        });

    /// <inheritdoc/>
    public void Commit(ChainChange change)
    {
        try
        {
            _file.Writing(() => Write(change));
        }
        catch
        {
            // They may know rows that were rolled back.
            _keys.Forget();
            _refusals.Forget();
            throw;
        }
    }

    /// <inheritdoc/>
    public IBlockArchive OpenArchive() => SqliteBlockArchive.Open(_file.Path);

    /// <inheritdoc/>
    public void Check() => _file.Check();

    /// <inheritdoc/>
    public Block ReadBlock(Hash256 hash) => _file.Reading(() => _blocks.Read(hash));

    /// <inheritdoc/>
    public CustodyUndo ReadUndo(Hash256 hash) => _file.Reading(() => _blocks.ReadUndo(hash));

    /// <inheritdoc/>
    public long? FindTransaction(Hash256 txId) => _file.Reading(() => _transactions.Find(txId));

    /// <inheritdoc/>
    public long? FindStaged(Hash256 txId) => _file.Reading(() => _staged.Find(txId));

    /// <summary>
    /// Commits no longer wait for the disk until <see cref="Settle"/>, for imports that can be repeated. The file stays
    /// sound in any event.
    /// </summary>
    public void Relax() => _file.Reading(_file.Relax);

    /// <summary>Writes every commit into the file and to the disk.</summary>
    /// <exception cref="ChainStoreException">The disk refuses.</exception>
    public void Settle() => _file.Settle();

    /// <summary>Writes the log back into the file and closes it.</summary>
    public void Dispose() => _file.Dispose();

    private void Write(ChainChange change)
    {
        WriteBlocks(change);
        WriteStages(change);
        foreach (var hash in change.Forgotten) _blocks.Forget(hash);
        foreach (var (uid, entry) in change.Items) _entries.Set(uid, entry);
        WritePool(change);
        foreach (var rewrite in change.Rewrites) _rewrites.Set(rewrite);
    }

    private void WriteBlocks(ChainChange change)
    {
        // Leaving blocks first: the best chain has one block per height.
        foreach (var node in change.Disconnected)
        {
            _transactions.Disconnect(node.Height, _blocks.ReadUndo(node.Hash));
            _blocks.Disconnect(node.Hash);
        }
        var undo = change.Connected.ToDictionary(connected => connected.Node.Hash, connected => connected.Undo);
        foreach (var block in change.Stored)
        {
            var isConnected = undo.TryGetValue(block.Hash, out var record);
            _blocks.Add(block, isConnected, record, isConnected ? change.At : null);
        }
        foreach (var block in change.Stored) undo.Remove(block.Hash);
        foreach (var connected in change.Connected)
        {
            if (undo.ContainsKey(connected.Node.Hash)) _blocks.Connect(connected.Node.Hash, connected.Undo, change.At);
            _transactions.Connect(connected.Block);
        }
    }

    private void WriteStages(ChainChange change)
    {
        if (change.BeginsStage) _staged.Clear();
        foreach (var staged in change.Staged)
        {
            _blocks.Stage(staged.Node.Hash, staged.Undo);
            _staged.Add(staged.Block);
        }
        if (change.Join is not { } join) return;
        _transactions.DisconnectAbove(join.Fork.Height, change.Items.Select(item => item.Key));
        _blocks.DisconnectAbove(join.Fork.Height);
        foreach (var node in join.Branch)
        {
            _blocks.Join(node.Hash, change.At);
            var block = _blocks.Read(node.Hash);
            _transactions.Connect(block);
            foreach (var transaction in block.Transactions) _refusals.Withdraw(transaction.TxId);
        }
        _staged.Clear();
    }

    private void WritePool(ChainChange change)
    {
        foreach (var entry in change.Pool.Removed) _pool.Remove(entry);
        foreach (var entry in change.Pool.Added) _pool.Add(entry);
        foreach (var txId in change.Unmarked) _pool.Unmark(txId);
        foreach (var connected in change.Connected)
            foreach (var transaction in connected.Block.Transactions) _refusals.Withdraw(transaction.TxId);
        foreach (var entry in change.Pool.Added) _refusals.Withdraw(entry.Transaction.TxId);
        foreach (var refused in change.Pool.Refused) _refusals.Set(refused, change.At);
        if (change.MovesTip) _refusals.Prune(change.At);
    }
}
