using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>Reads what planning needs and memory does not hold.</summary>
public interface IBlockReader
{
    /// <summary>A stored block.</summary>
    /// <exception cref="KeyNotFoundException">It is not stored: memory and disk disagree.</exception>
    Block ReadBlock(Hash256 hash);

    /// <summary>What undoes a block of the best chain.</summary>
    /// <exception cref="KeyNotFoundException">It is not stored: memory and disk disagree.</exception>
    CustodyUndo ReadUndo(Hash256 hash);

    /// <summary>The height of the block of the best chain that holds this transaction; null when none does.</summary>
    long? FindTransaction(Hash256 txId);
}
