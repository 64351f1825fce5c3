using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>
/// Reads the ledger's file by a connection of its own, while the store writes. Each call is one statement on one
/// snapshot, which ends with the call. A snapshot that lasts would keep the log beside the file from being written
/// back.
/// </summary>
internal sealed class SqliteBlockArchive : IBlockArchive
{
    private readonly LedgerFile _file;
    private readonly BlockTable _blocks;
    private readonly TransactionTable _transactions;
    private readonly EntryTable _entries;
    private readonly RefusalTable _refusals;

    private SqliteBlockArchive(LedgerFile file)
    {
        _file = file;
        _blocks = new BlockTable(file);
        _transactions = new TransactionTable(file, new KeyTable(file));
        _entries = new EntryTable(file);
        _refusals = new RefusalTable(file);
    }

    /// <summary>Opens the file of a store that is open.</summary>
    /// <exception cref="ChainStoreException">It cannot be opened.</exception>
    public static SqliteBlockArchive Open(string path)
    {
        var file = LedgerFile.OpenArchive(path);
        try
        {
            return file.Reading(() => new SqliteBlockArchive(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public BlockHeader? FindHeader(Hash256 hash) => _file.Reading(() => _blocks.FindHeader(hash));

    /// <inheritdoc/>
    public Block? FindBlock(Hash256 hash) => _file.Reading(() => _blocks.Find(hash));

    /// <inheritdoc/>
    public byte[]? FindText(Hash256 hash) => _file.Reading(() => _blocks.FindText(hash));

    /// <inheritdoc/>
    public ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max) =>
        _file.Reading(() => _blocks.Hashes(prefix, max));

    /// <inheritdoc/>
    public ImmutableArray<ItemMove> History(ItemId uid, int max) =>
        _file.Reading(() => _transactions.History(uid, max));

    /// <inheritdoc/>
    public ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max) =>
        _file.Reading(() => _transactions.Confirmed(txId, max));

    /// <inheritdoc/>
    public ImmutableArray<KeptRefusal> Refusals(HashPrefix txId, int max) =>
        _file.Reading(() => _refusals.Find(txId, max));

    /// <inheritdoc/>
    public ImmutableArray<CustodyEntry> HeldAt(long height) => _file.Reading(() => _transactions.HeldAt(height));

    /// <inheritdoc/>
    public ImmutableArray<ItemId> Similar(ItemId uid) => _file.Reading(() => _entries.Similar(uid));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
