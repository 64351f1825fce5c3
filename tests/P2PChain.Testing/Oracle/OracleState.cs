using System.Numerics;

namespace P2PChain.Testing.Oracle;

/// <summary>What is known after a block of a valid chain. A value that points to the one before it.</summary>
public sealed class OracleState
{
    /// <summary>The state before the tip; null at genesis.</summary>
    public required OracleState? Before { get; init; }

    public required OracleBlock Tip { get; init; }

    /// <summary>Sum of the difficulties of all blocks, genesis included.</summary>
    public required BigInteger Work { get; init; }

    /// <summary>Largest time_ms from genesis to the tip.</summary>
    public required long LargestTimeMs { get; init; }

    public required OracleCustody Custody { get; init; }

    public long Height => Tip.Index;

    public string TipHash => Tip.Hash;

    public string CustodyRoot => Tip.CustodyRoot;

    /// <summary>This state and all before it, genesis last.</summary>
    public IEnumerable<OracleState> BackToGenesis()
    {
        for (var state = this; state is not null; state = state.Before)
            yield return state;
    }

    /// <summary>Whether this chain is preferred: more work, or as much and the smaller tip hash.</summary>
    public bool Beats(OracleState other)
    {
        if (Work != other.Work)
            return Work > other.Work;

        // Lower-case hex of one length: the order of the texts is the order of the numbers.
        return string.CompareOrdinal(TipHash, other.TipHash) < 0;
    }
}
