using System.Collections.Immutable;
using System.Numerics;

namespace P2PChain.Testing.Oracle;

/// <summary>A block as it was read: every member in its range, no rule of the chain checked.</summary>
public sealed record OracleBlock
{
    private static readonly BigInteger Limit = BigInteger.Pow(2, 256);

    public required long Version { get; init; }

    public required long Index { get; init; }

    public required string PrevHash { get; init; }

    public required string MerkleRoot { get; init; }

    public required string CustodyRoot { get; init; }

    public required long TxCount { get; init; }

    public required long TimeMs { get; init; }

    public required long Difficulty { get; init; }

    public required long Nonce { get; init; }

    public required string Miner { get; init; }

    /// <summary>The hash that was sent along for people; <see cref="HeaderHash"/> is the one that counts.</summary>
    public required string Hash { get; init; }

    public required string Seal { get; init; }

    public required ImmutableArray<OracleTransaction> Transactions { get; init; }

    public string HeaderText => OracleJson.Write(Header());

    public string HeaderHash => OracleJson.Sha256(HeaderText);

    /// <summary>Canonical JSON of the whole block.</summary>
    public string Text
    {
        get
        {
            var members = Header();
            members["hash"] = Hash;
            members["seal"] = Seal;
            members["transactions"] = Transactions.Select(transaction => transaction.Json());
            return OracleJson.Write(members);
        }
    }

    /// <summary>Canonical JSON of the list of transactions: what max-block-bytes bounds.</summary>
    public string TransactionsText => OracleJson.Write(Transactions.Select(transaction => transaction.Json()));

    /// <summary>Hash as an unsigned 256-bit number × difficulty &lt; 2^256.</summary>
    public bool ProvesWork => Proves(Convert.FromHexString(HeaderHash), Difficulty);

    internal static bool Proves(byte[] hash, long difficulty) =>
        new BigInteger(hash, isUnsigned: true, isBigEndian: true) * difficulty < Limit;

    public static OracleBlock Read(string text)
    {
        const long max = OracleFields.IntegerMax;
        var fields = new OracleFields("block", OracleJson.Read(text));
        var block = new OracleBlock
        {
            Version = fields.Integer("version", 0, max),
            Index = fields.Integer("index", 0, max),
            Hash = fields.Hash("hash"),
            PrevHash = fields.Hash("prev_hash"),
            MerkleRoot = fields.Hash("merkle_root"),
            CustodyRoot = fields.Hash("custody_root"),
            TxCount = fields.Integer("tx_count", 0, max),
            TimeMs = fields.Integer("time_ms", 0, 8_796_093_022_208), // 2^43
            Difficulty = fields.Integer("difficulty", 256, max),
            Nonce = fields.Integer("nonce", 0, max),
            Miner = fields.Key("miner"), // "" stands only in genesis, which is never read
            Seal = fields.Text("seal"),
            Transactions = [.. fields.List("transactions").Select(OracleTransaction.Read)],
        };
        fields.NothingElse();
        return block.Seal.Length == 0 || OracleSignatures.IsSignature(block.Seal)
            ? block
            : throw fields.Wrong("seal", $"neither empty nor a strict DER signature");
    }

    private SortedDictionary<string, object?> Header() => new(StringComparer.Ordinal)
    {
        ["version"] = new BigInteger(Version),
        ["index"] = new BigInteger(Index),
        ["prev_hash"] = PrevHash,
        ["merkle_root"] = MerkleRoot,
        ["custody_root"] = CustodyRoot,
        ["tx_count"] = new BigInteger(TxCount),
        ["time_ms"] = new BigInteger(TimeMs),
        ["difficulty"] = new BigInteger(Difficulty),
        ["nonce"] = new BigInteger(Nonce),
        ["miner"] = Miner,
    };
}
