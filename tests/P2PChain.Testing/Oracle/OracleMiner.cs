using System.Collections.Immutable;

namespace P2PChain.Testing.Oracle;

/// <summary>
/// Makes blocks for tests, without the product: a draft that is right in everything, which a test may spoil with
/// <c>with</c>, and the search for its proof of work.
/// </summary>
public sealed class OracleMiner(ReferenceLedger ledger)
{
    /// <summary>A block on a state, right in all but nonce, hash and seal; custody is applied even if not allowed.</summary>
    /// <param name="parent">The state it stands on.</param>
    /// <param name="miner">The miner's key.</param>
    /// <param name="transactions">In block order.</param>
    /// <param name="timeMs">Unix milliseconds; null = the earliest that is valid.</param>
    public OracleBlock Draft(
        OracleState parent, string miner, IEnumerable<OracleTransaction> transactions, long? timeMs = null)
    {
        ImmutableArray<OracleTransaction> body = [.. transactions];
        var height = parent.Height + 1;
        var custody = body.Aggregate(parent.Custody, (state, transaction) => state.With(transaction, height));
        return new OracleBlock
        {
            Version = 1,
            Index = height,
            PrevHash = parent.TipHash,
            MerkleRoot = OracleTrees.MerkleRoot([.. body.Select(transaction => transaction.Text)]),
            CustodyRoot = custody.Root,
            TxCount = body.Length,
            TimeMs = timeMs ?? OracleValidity.MedianTimeMs(parent) + 1,
            Difficulty = ledger.RequiredDifficulty(parent),
            Nonce = 0,
            Miner = miner,
            Hash = "",
            Seal = "",
            Transactions = body,
        };
    }

    /// <summary>The draft with the first nonce that proves its work, its hash, and the seal of its 32 bytes.</summary>
    public static OracleBlock Mine(OracleBlock draft, Func<byte[], string>? seal = null)
    {
        while (!draft.ProvesWork)
            draft = draft with { Nonce = draft.Nonce + 1 };

        var hash = draft.HeaderHash;
        return draft with { Hash = hash, Seal = seal is null ? "" : seal(Convert.FromHexString(hash)) };
    }
}
