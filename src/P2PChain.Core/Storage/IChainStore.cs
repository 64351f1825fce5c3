using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

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

    /// <summary>An item's moves on the best chain, the latest first.</summary>
    /// <param name="uid">The item.</param>
    /// <param name="max">How many at most; each costs a look into its block.</param>
    ImmutableArray<ItemMove> History(ItemId uid, int max);

    /// <summary>The ids of items that were ever in a block of the best chain and that people may take for this one.</summary>
    /// <param name="uid">The id; it is not among them itself.</param>
    ImmutableArray<ItemId> Similar(ItemId uid);

    /// <summary>Sees that what is written still goes where the store was opened. Cheap enough for every second.</summary>
    /// <exception cref="ChainStoreException">It does not: somebody removed or replaced the file.</exception>
    void Check();
}
