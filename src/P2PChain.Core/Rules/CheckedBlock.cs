using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Rules;

/// <summary>
/// A block that passed every rule that needs no parent. Only <see cref="RuleSets.BlockChecks"/> makes one of a received
/// block, and <see cref="Mining.BlockTemplate"/> one of a mined block, so no unchecked block can reach the chain.
/// </summary>
public sealed class CheckedBlock
{
    internal CheckedBlock(Block block) => Block = block;

    /// <summary>The block.</summary>
    public Block Block { get; }

    /// <summary>The block's hash.</summary>
    public Hash256 Hash => Block.Hash;
}
