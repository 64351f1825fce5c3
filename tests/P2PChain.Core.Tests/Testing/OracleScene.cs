using System.Text;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Testing;

/// <summary>A network and its blocks, in the few words that a test of the oracle needs.</summary>
internal sealed class OracleScene
{
    public const long Genesis = 1_766_620_800_000;

    private readonly OracleMiner _miner;

    public OracleScene(
        string members = "", string miners = "", string stewards = "", string policy = "anyone", string name = "",
        string retarget = "\"fixed\"")
    {
        Ledger = new ReferenceLedger($$"""
            {"name": "{{name}}", "genesis-time-ms": {{Genesis}}, "initial-difficulty": 256, "max-block-bytes": 65536,
             "members": [{{members}}], "miners": [{{miners}}], "stewards": [{{stewards}}], "release-policy": "{{policy}}",
             "retarget": {{retarget}}}
            """);
        _miner = new OracleMiner(Ledger);
    }

    public ReferenceLedger Ledger { get; }

    /// <summary>Keys as they stand in a list of the parameters.</summary>
    public static string Keys(params DeterministicSigner[] signers) =>
        string.Join(", ", signers.Select(signer => $"\"{signer.PublicKey}\"").Order(StringComparer.Ordinal));

    /// <summary>A request, signed; <paramref name="second"/> counts from genesis.</summary>
    public static OracleTransaction Request(DeterministicSigner who, string uid, double second) =>
        Sign(who, new OracleTransaction { Requester = who.PublicKey.Hex, Uid = uid, Type = 1, Timestamp = At(second) });

    public static OracleTransaction Release(DeterministicSigner who, string uid, double second) =>
        Sign(who, new OracleTransaction { Requester = who.PublicKey.Hex, Uid = uid, Type = 2, Timestamp = At(second) });

    public static OracleTransaction Sign(DeterministicSigner who, OracleTransaction transaction) =>
        transaction with { Signature = who.Sign(Encoding.ASCII.GetBytes(transaction.SigningText)).Hex };

    public static double At(double second) => (Genesis / 1000) + second;

    public OracleBlock Draft(OracleState parent, params OracleTransaction[] transactions) =>
        _miner.Draft(parent, TestKeys.Mallory.PublicKey.Hex, transactions, parent.Tip.TimeMs + 1_000_000);

    public string Block(OracleState parent, params OracleTransaction[] transactions) =>
        OracleMiner.Mine(Draft(parent, transactions)).Text;

    /// <summary>The state after a block that must be valid.</summary>
    public OracleState Grow(OracleState parent, params OracleTransaction[] transactions)
    {
        var replay = Ledger.Next(parent, Block(parent, transactions));
        Assert.Null(replay.Violation);
        return replay.State;
    }

    /// <summary>The rule broken by a draft whose proof of work is found after it was spoilt.</summary>
    public string? RuleBrokenBy(OracleState parent, OracleBlock draft, Func<byte[], string>? seal = null) =>
        Ledger.Next(parent, OracleMiner.Mine(draft, seal).Text).Violation?.Rule;

    public string? RuleBrokenBy(OracleState parent, params OracleTransaction[] transactions) =>
        RuleBrokenBy(parent, Draft(parent, transactions));
}
