using P2PChain.Core.Chain;

namespace P2PChain.Core.Storage;

/// <summary>
/// Keeps the ledger of one network on disk. It has one owner and one thread. The blocks are the truth; everything else
/// can be rebuilt from them.
/// </summary>
/// <remarks>
/// A failing disk and a damaged file throw <see cref="ChainStoreException"/>. Only a supervisor catches it, and the
/// node ends.
/// </remarks>
public interface IChainStore : IBlockReader, IDisposable
{
    /// <summary>
    /// Loads the state that a node holds in memory. An empty store gives the empty chain of its network.
    /// </summary>
    StoredLedger Load();

    /// <summary>Writes a change as one transaction. When it returns, the change survives a power loss.</summary>
    /// <exception cref="ChainStoreException">As for <see cref="Check"/>; or the disk refuses.</exception>
    void Commit(ChainChange change);

    /// <summary>Opens a reader of the committed blocks. Any thread may call it while the store is open.</summary>
    /// <exception cref="ChainStoreException">The file cannot be opened.</exception>
    IBlockArchive OpenArchive();

    /// <summary>Checks that writes still reach the opened file. Cheap enough for every second.</summary>
    /// <exception cref="ChainStoreException">The file was removed or replaced.</exception>
    void Check();
}
