using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Simulation.Checks;

namespace P2PChain.Simulation.Nodes;

/// <summary>
/// A node's disk: what was committed survives every crash. A crash in the middle of a commit leaves all of it or
/// nothing,
/// as the real store's log does; a full or failing disk throws.
/// </summary>
internal sealed class SimDisk(LedgerWatch watch, Random random)
{
    private const int LieOneIn = 10;

    private MemoryChainStore _image = new();

    /// <summary>The next commit ends with this instead of the write; nothing is written.</summary>
    public bool FailsNext { get; set; }

    /// <summary>The canary: it says that it wrote, and now and then did not.</summary>
    public bool Lies { get; set; }

    /// <summary>It gives back other undo records than were written.</summary>
    public bool Garbles { get; set; }

    /// <summary>Called in the middle of the next commit, which never returns.</summary>
    public Action? CrashesNext { get; set; }

    public LedgerWatch Watch => watch;

    /// <summary>A mounted file system, for one life of the node.</summary>
    public IChainStore Open() => new Store(this);

    /// <summary>The machine got a new disk.</summary>
    public void Wipe()
    {
        _image = new MemoryChainStore();
        watch.OnWipe();
    }

    private void Commit(ChainChange change)
    {
        if (FailsNext)
        {
            FailsNext = false;
            throw new ChainStoreException(ChainStoreFault.NotWritable, "The simulated disk is full.");
        }
        if (Lies && random.Next(LieOneIn) == 0) return;
        var crash = CrashesNext;
        CrashesNext = null;
        if (crash is null || random.Next(2) == 0)
        {
            _image.Commit(change);
            watch.OnCommit(change);
        }
        if (crash is null) return;
        crash();
        throw new ChainStoreException(ChainStoreFault.NotWritable, "The power is gone.");
    }

    private sealed class Store(SimDisk disk) : IChainStore
    {
        public StoredLedger Load() => disk._image.Load();

        public void Commit(ChainChange change) => disk.Commit(change);

        public IBlockArchive OpenArchive() => disk._image.OpenArchive();

        public void Check() => disk._image.Check();

        public Block ReadBlock(Hash256 hash) => disk._image.ReadBlock(hash);

        public CustodyUndo ReadUndo(Hash256 hash) => disk.Garbles ? new CustodyUndo([]) : disk._image.ReadUndo(hash);

        public long? FindTransaction(Hash256 txId) => disk._image.FindTransaction(txId);

        public long? FindStaged(Hash256 txId) => disk._image.FindStaged(txId);

        public void Dispose()
        {
        }
    }
}
