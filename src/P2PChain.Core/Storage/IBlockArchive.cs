using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Storage;

/// <summary>
/// Reads the blocks that a store has committed, beside the store's writer. It has one owner and one thread, which need
/// not be the writer's. It does not know genesis, which no store keeps.
/// </summary>
/// <remarks>
/// Each call reads the latest commit, which may be newer than a view of the ledger. A failing disk and a damaged file
/// throw <see cref="ChainStoreException"/>.
/// </remarks>
public interface IBlockArchive : IDisposable
{
    /// <summary>A kept block's header; null if the block is not kept.</summary>
    BlockHeader? FindHeader(Hash256 hash);

    /// <summary>A kept block, checked against its hash and Merkle root; null if it is not kept.</summary>
    Block? FindBlock(Hash256 hash);

    /// <summary>
    /// A kept block's canonical JSON (<see cref="Block.CanonicalBytes"/>) from the stored bytes; null if it is not
    /// kept. Only the header is checked.
    /// </summary>
    byte[]? FindText(Hash256 hash);

    /// <summary>The hashes of kept blocks that begin so, in ascending order.</summary>
    /// <param name="prefix">The first digits.</param>
    /// <param name="max">The most hashes.</param>
    ImmutableArray<Hash256> Hashes(HashPrefix prefix, int max);

    /// <summary>An item's moves on the best chain, the latest first.</summary>
    /// <param name="uid">The item.</param>
    /// <param name="max">The most moves. Each costs a read of its block.</param>
    ImmutableArray<ItemMove> History(ItemId uid, int max);

    /// <summary>The transactions of the best chain with ids that begin so, in the order of ids.</summary>
    /// <param name="txId">The first digits.</param>
    /// <param name="max">The most transactions. Each costs a read of its block.</param>
    ImmutableArray<ItemMove> Confirmed(HashPrefix txId, int max);

    /// <summary>The kept refusals of transactions with ids that begin so, in the order of ids.</summary>
    /// <param name="txId">The first digits.</param>
    /// <param name="max">The most refusals.</param>
    ImmutableArray<KeptRefusal> Refusals(HashPrefix txId, int max);

    /// <summary>The items that were held after a block of the best chain, in the order of ids.</summary>
    /// <param name="height">The block's height. Each item costs one search, whatever the height.</param>
    ImmutableArray<CustodyEntry> HeldAt(long height);

    /// <summary>The known item ids that people may confuse with this one.</summary>
    /// <param name="uid">The id; not in the result.</param>
    ImmutableArray<ItemId> Similar(ItemId uid);
}
