using P2PChain.Core.Chain;

namespace P2PChain.Core.Storage;

/// <summary>
/// Keeps the ledger of one network on disk. One owner, one thread. The truth is the blocks; everything else can be rebuilt
/// from them.
/// </summary>
/// <remarks>
/// A failing disk and a damaged file throw <see cref="ChainStoreException"/>; nobody but a supervisor catches it, and the
/// node ends.
/// </remarks>
public interface IChainStore : IBlockReader, IDisposable
{
    /// <summary>Everything a node holds in memory. An empty store gives the empty chain of its network.</summary>
    StoredLedger Load();

    /// <summary>Writes a change as one transaction. When it returns, the change survives a power loss.</summary>
    /// <exception cref="ChainStoreException">As for <see cref="Check"/>; or the disk refuses.</exception>
    void Commit(ChainChange change);

    /// <summary>Sees that what is written still goes where the store was opened. Cheap enough for every second.</summary>
    /// <exception cref="ChainStoreException">It does not: somebody removed or replaced the file.</exception>
    void Check();
}
