using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace P2PChain.Testing.Oracle;

/// <summary>
/// Makes blocks for tests, without the product: a draft that is right in everything, which a test may spoil with
/// <c>with</c>, and the search for its proof of work.
/// </summary>
public sealed class OracleMiner(ReferenceLedger ledger)
{
    /// <summary>
    /// A block on a state, right in all but nonce, hash and seal; custody is applied even if not allowed.
    /// </summary>
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
        draft = draft with { Nonce = FirstNonce(draft) };
        var hash = draft.HeaderHash;
        return draft with { Hash = hash, Seal = seal is null ? "" : seal(Convert.FromHexString(hash)) };
    }

    /// <summary>The first nonce from the draft's own that proves its work; the header's text is written once.</summary>
    private static long FirstNonce(OracleBlock draft)
    {
        const string name = "\"nonce\": ";
        var text = (draft with { Nonce = 0 }).HeaderText;
        var at = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        for (var nonce = draft.Nonce; ; nonce++)
        {
            var header = string.Create(
                CultureInfo.InvariantCulture, $"{text.AsSpan(0, at)}{nonce}{text.AsSpan(at + 1)}");
            if (OracleBlock.Proves(SHA256.HashData(Encoding.ASCII.GetBytes(header)), draft.Difficulty)) return nonce;
        }
    }
}
