using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Tests.Ledger;

/// <summary>A disk whose commits end when the test says so.</summary>
internal sealed class SlowStore : IChainStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MemoryChainStore _inner = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _released = new(0);
    private readonly List<int> _written = [];

    /// <summary>How many waiting transactions each commit added.</summary>
    public IReadOnlyList<int> Written => _written;

    /// <summary>A commit has begun.</summary>
    public void AwaitCommit() => Assert.True(_begun.Wait(Patience));

    /// <summary>Lets one commit end.</summary>
    public void Release() => _released.Release();

    public StoredLedger Load() => _inner.Load();

    public void Commit(ChainChange change)
    {
        _begun.Release();
        if (!_released.Wait(Patience)) throw new TimeoutException("The test released no commit.");
        _inner.Commit(change);
        _written.Add(change.Pool.Added.Length);
    }

    public IBlockArchive OpenArchive() => _inner.OpenArchive();

    public void Check() => _inner.Check();

    public Block ReadBlock(Hash256 hash) => _inner.ReadBlock(hash);

    public CustodyUndo ReadUndo(Hash256 hash) => _inner.ReadUndo(hash);

    public long? FindTransaction(Hash256 txId) => _inner.FindTransaction(txId);

    public long? FindStaged(Hash256 txId) => _inner.FindStaged(txId);

    // The test disposes of what it waits with; the chain only closes.
    public void Dispose()
    {
    }
}
