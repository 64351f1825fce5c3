using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// The oracle's opinion of every block that any honest node puts on its chain, asked once for all nodes.
/// </summary>
internal sealed class BlockJudge(NetworkParameters network)
{
    private readonly ReferenceLedger _oracle = OracleText.LedgerOf(network);
    private readonly Dictionary<(string Parent, Hash256 Block, Hash256 Body), OracleReplay> _replays = [];

    private readonly Dictionary<Hash256, OracleTransaction> _read = [];

    public OracleState Genesis => _oracle.Genesis;

    /// <summary>The chain with this block more, or what is wrong with it.</summary>
    public OracleReplay Next(OracleState state, Block block)
    {
        // A hash covers the header alone: whether the body belongs to it is the question.
        var key = (state.TipHash, block.Hash, block.ComputeMerkleRoot());
        if (!_replays.TryGetValue(key, out var replay))
            _replays.Add(key, replay = _oracle.Next(state, OracleText.Of(block)));
        return replay;
    }

    /// <summary>Why the oracle would not take this transaction; null when it would.</summary>
    public OracleRefusal? Refusal(OracleCustody custody, OracleTransaction transaction) => custody.Refusal(
        transaction, _oracle.Parameters);

    /// <summary>The transaction as the oracle reads it.</summary>
    public OracleTransaction Read(Transaction transaction)
    {
        if (!_read.TryGetValue(transaction.Wid, out var read)) _read.Add(transaction.Wid, read = OracleTransaction.Read(OracleText.Of(transaction)));
        return read;
    }
}
