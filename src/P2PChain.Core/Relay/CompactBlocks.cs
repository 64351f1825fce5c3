using P2PChain.Core.Model;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Relay;

/// <summary>Writes a block as a compact one.</summary>
public static class CompactBlocks
{
    /// <summary>
    /// Bytes of a block's line from which on it is sent as a compact one. A smaller one is sent whole, which may save a
    /// round trip.
    /// </summary>
    public const int BytesMin = 8 * 1024;

    /// <summary>The compact form of a block; null if it has too many transactions.</summary>
    /// <param name="block">The block.</param>
    /// <param name="nonce">A random number.</param>
    public static Message.CompactBlock? Of(Block block, ulong nonce)
    {
        if (block.Transactions.Length > Message.CompactBlock.CountMax) return null;
        var shortIds = new ShortIds(block.Hash, nonce);
        return new Message.CompactBlock(
            HeaderItem.Of(block), nonce, [.. block.Transactions.Select(each => shortIds.Of(each.Wid))], []);
    }
}
