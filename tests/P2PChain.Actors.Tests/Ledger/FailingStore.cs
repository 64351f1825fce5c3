using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Tests.Ledger;

/// <summary>A disk that breaks when told to.</summary>
internal sealed class FailingStore(Exception? onLoad, Exception? onCommit) : IChainStore
{
    private readonly MemoryChainStore _inner = new();

    /// <summary>Undo records come back empty.</summary>
    public bool ForgetsUndo { get; init; }

    /// <summary>The fault of every read beside the writer.</summary>
    public Exception? OnRead { get; init; }

    public StoredLedger Load() => onLoad is null ? _inner.Load() : throw onLoad;

    public void Commit(ChainChange change)
    {
        if (onCommit is not null) throw onCommit;
        _inner.Commit(change);
    }

    public IBlockArchive OpenArchive() => OnRead is null ? _inner.OpenArchive() : new FailingArchive(OnRead);

    public void Check() => _inner.Check();

    public Block ReadBlock(Hash256 hash) => _inner.ReadBlock(hash);

    public CustodyUndo ReadUndo(Hash256 hash) => ForgetsUndo ? new CustodyUndo([]) : _inner.ReadUndo(hash);

    public long? FindTransaction(Hash256 txId) => _inner.FindTransaction(txId);

    public long? FindStaged(Hash256 txId) => _inner.FindStaged(txId);

    public void Dispose() => _inner.Dispose();

    private sealed class FailingArchive(Exception error) : IBlockArchive
    {
        public BlockHeader? FindHeader(Hash256 hash) => throw error;

        public Block? FindBlock(Hash256 hash) => throw error;

        public byte[]? FindText(Hash256 hash) => throw error;

        public ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max) => throw error;

        public ImmutableArray<ItemMove> History(ItemId uid, int max) => throw error;

        public ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max) => throw error;

        public ImmutableArray<KeptRefusal> Refusals(HashPrefix txId, int max) => throw error;

        public ImmutableArray<CustodyEntry> HeldAt(long height) => throw error;

        public ImmutableArray<ItemId> Similar(ItemId uid) => throw error;

        public void Dispose()
        {
        }
    }
}
