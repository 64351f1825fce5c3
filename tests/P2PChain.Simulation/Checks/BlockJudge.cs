using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>The oracle's opinion of every block that any honest node puts on its chain, asked once for all nodes.</summary>
internal sealed class BlockJudge(NetworkParameters network)
{
    private readonly ReferenceLedger _oracle = OracleText.LedgerOf(network);
    private readonly Dictionary<(string Parent, Hash256 Block), OracleReplay> _replays = [];

    public OracleState Genesis => _oracle.Genesis;

    /// <summary>The chain with this block more, or what is wrong with it.</summary>
    public OracleReplay Next(OracleState state, Block block)
    {
        if (!_replays.TryGetValue((state.TipHash, block.Hash), out var replay))
            _replays.Add((state.TipHash, block.Hash), replay = _oracle.Next(state, OracleText.Of(block)));
        return replay;
    }

    /// <summary>Why the oracle would not take this transaction on a state; null when it would.</summary>
    public OracleRefusal? Refusal(OracleState state, Transaction transaction) => _oracle.Refusal(state, OracleText.Of(transaction));
}
