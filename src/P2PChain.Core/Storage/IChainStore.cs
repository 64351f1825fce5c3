using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

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

    /// <summary>An item's moves on the best chain, the latest first.</summary>
    /// <param name="uid">The item.</param>
    /// <param name="max">The most moves. Each costs a read of its block.</param>
    ImmutableArray<ItemMove> History(ItemId uid, int max);

    /// <summary>The known item ids that people may confuse with this one.</summary>
    /// <param name="uid">The id; not in the result.</param>
    ImmutableArray<ItemId> Similar(ItemId uid);

    /// <summary>Checks that writes still reach the opened file. Cheap enough for every second.</summary>
    /// <exception cref="ChainStoreException">The file was removed or replaced.</exception>
    void Check();
}
