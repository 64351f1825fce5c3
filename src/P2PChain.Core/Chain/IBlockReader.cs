using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>Reads the stored parts that memory does not hold.</summary>
public interface IBlockReader
{
    /// <summary>A stored block.</summary>
    /// <exception cref="KeyNotFoundException">It is not stored: memory and disk differ.</exception>
    Block ReadBlock(Hash256 hash);

    /// <summary>The undo record of a block of the best chain, or of a staged one.</summary>
    /// <exception cref="KeyNotFoundException">It is not stored: memory and disk differ.</exception>
    CustodyUndo ReadUndo(Hash256 hash);

    /// <summary>The height of the best chain's block with this transaction; null if there is none.</summary>
    long? FindTransaction(Hash256 txId);

    /// <summary>The height of the staged block with this transaction; null if there is none.</summary>
    long? FindStaged(Hash256 txId);
}
