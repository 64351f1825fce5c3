using System.Collections.Immutable;

namespace P2PChain.Testing.Oracle;

/// <summary>What makes a network: the parameters, their canonical text, and the genesis computed from them.</summary>
public sealed record OracleParameters
{
    public required string Name { get; init; }

    public required long GenesisTimeMs { get; init; }

    public required long InitialDifficulty { get; init; }

    public required long MaxBlockBytes { get; init; }

    public required ImmutableArray<string> Members { get; init; }

    public required ImmutableArray<string> Miners { get; init; }

    public required ImmutableArray<string> Stewards { get; init; }

    public required string ReleasePolicy { get; init; }

    /// <summary>Null under <c>fixed</c> difficulty.</summary>
    public required (long TargetSpacingMs, long HalfLifeMs)? Moving { get; init; }

    /// <summary>Canonical JSON of exactly these parameters.</summary>
    public required string Text { get; init; }

    public string Hash => OracleJson.Sha256(Text);

    /// <summary>Reads JSON in any layout; refuses what is missing, unknown, unsorted or out of range.</summary>
    public static OracleParameters Read(string text)
    {
        var json = OracleJson.Read(text);
        var fields = new OracleFields("network", json);
        var parameters = new OracleParameters
        {
            Name = fields.Text("name"),
            GenesisTimeMs = fields.Integer("genesis-time-ms", 0, 8_796_093_022_208),
            InitialDifficulty = fields.Integer("initial-difficulty", 256, OracleFields.IntegerMax),
            MaxBlockBytes = fields.Integer("max-block-bytes", 65_536, 1_048_576),
            Members = Keys(fields, "members"),
            Miners = Keys(fields, "miners"),
            Stewards = Keys(fields, "stewards"),
            ReleasePolicy = OneOf(fields, "release-policy", "anyone", "holder", "holder-or-steward"),
            Moving = OneOf(fields, "retarget", "fixed", "moving") == "moving" ? MovingOf(fields) : null,
            Text = "",
        };
        fields.NothingElse();

        // 64, as in a transaction: with a longer name no transaction could state its network.
        if (parameters.Name.Length > 0 && !OracleTransaction.IsName(parameters.Name, 64))
            throw fields.Wrong("name", $"neither empty nor 1–64 of A–Z a–z 0–9 _ - .");
        if (!parameters.Members.IsEmpty && parameters.Stewards.Except(parameters.Members).Any())
            throw fields.Wrong("stewards", $"a steward is not a member");
        return parameters with { Text = OracleJson.Write(json) };
    }

    /// <summary>Genesis is computed, never validated: its Merkle root is the hash of the parameters.</summary>
    public OracleBlock Genesis()
    {
        var genesis = new OracleBlock
        {
            Version = 1,
            Index = 0,
            PrevHash = new string('0', 64),
            MerkleRoot = Hash,
            CustodyRoot = new string('0', 64),
            TxCount = 0,
            TimeMs = GenesisTimeMs,
            Difficulty = InitialDifficulty,
            Nonce = 0,
            Miner = "",
            Hash = "",
            Seal = "",
            Transactions = [],
        };
        return genesis with { Hash = genesis.HeaderHash };
    }

    private static (long TargetSpacingMs, long HalfLifeMs) MovingOf(OracleFields fields)
    {
        var spacing = fields.Integer("target-spacing-ms", 1_000, 86_400_000);
        return (spacing, fields.Integer("half-life-ms", 16 * spacing, 64 * spacing));
    }

    private static string OneOf(OracleFields fields, string name, params string[] choices)
    {
        var text = fields.Text(name);
        return choices.Contains(text) ? text : throw fields.Wrong(name, $"not one of {string.Join(", ", choices)}");
    }

    private static ImmutableArray<string> Keys(OracleFields fields, string name)
    {
        ImmutableArray<string> keys = [.. fields.List(name).Select(key => key as string ?? "")];
        if (!keys.All(OracleSignatures.IsKey))
            throw fields.Wrong(name, $"not a compressed point of P-256");
        return keys.SequenceEqual(keys.Distinct().Order(StringComparer.Ordinal))
            ? keys
            : throw fields.Wrong(name, $"not sorted and unique");
    }
}
