using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>A block without its transactions: an item of a <c>headers</c> message.</summary>
/// <param name="Header">The hashed part.</param>
/// <param name="Hash">Its hash, computed here.</param>
/// <param name="Seal">
/// The miner's signature over the hash; null (on the wire "") if the network lists no miners.
/// </param>
public sealed record HeaderItem(BlockHeader Header, Hash256 Hash, Signature? Seal)
{
    /// <summary>The item of a block.</summary>
    public static HeaderItem Of(Block block) => new(block.Header, block.Hash, block.Seal);

    /// <summary>The canonical JSON of the item.</summary>
    public byte[] CanonicalBytes() => new Block(Header, Hash, Seal, []).HeaderItemBytes();
}
