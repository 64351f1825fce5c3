using System.Text;
using System.Text.Json;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// Chains that Python made (Vectors/reference-chains.py), read from their text and replayed by the product.
/// </summary>
public sealed class PythonChainTests
{
    public static TheoryData<string> Names => ["demo", "moving", "closed"];

    [Theory] // rules H1–H9, B1–B6, C1–C5, F1, N1
    [MemberData(nameof(Names))]
    public void A_chain_made_elsewhere_is_accepted_block_by_block(string name)
    {
        var vector = Vector.Lines("reference-chains.ndjson").Single(
            line => line.GetProperty("name").GetString() == name);
        var parameters = Parameters(vector.GetProperty("parameters"));
        Assert.Equal(vector.GetProperty("genesis").GetString(), parameters.Genesis().Hash.ToString());
        using var verifier = new SignatureVerifier();
        var checks = new BlockChecks(new RuleSchedule(parameters), verifier, new SignatureMemo());
        var ledger = new TestLedger(parameters) { Now = new UnixTime(NetworkParameters.TimeMsMax) };
        foreach (var text in vector.GetProperty("blocks").EnumerateArray())
        {
            // A block may stand as an object or as the text of one.
            var json = text.ValueKind == JsonValueKind.String ? text.GetString()! : text.GetRawText();
            Assert.True(
                LedgerJson.TryReadBlock(Encoding.UTF8.GetBytes(json), out var block, out var fault), fault?.ToString());
            Assert.True(checks.TryCheck(block!, out var good, out var violation), violation?.ToString());
            Assert.IsType<Verdict.Connected>(ledger.Submit(good).Verdict);
        }
        Assert.Equal(vector.GetProperty("tip").GetString(), ledger.Tip);
        Assert.Equal(vector.GetProperty("custody_root").GetString(), ledger.State.Custody.Root.ToString());
        Assert.Equal(vector.GetProperty("work").GetRawText(), ledger.State.Tip.Work.ToString());
        Assert.Equal(
            vector.GetProperty("difficulties").EnumerateArray().Select(d => d.GetInt64()),
            Enumerable.Range(0, (int)ledger.State.Tip.Height + 1).Select(
                height => ledger.State.Tree.AtHeight(height)!.Header.Difficulty));
    }

    private static NetworkParameters Parameters(JsonElement json) => new()
    {
        Name = json.GetProperty("name").GetString()!,
        GenesisTimeMs = json.GetProperty("genesis-time-ms").GetInt64(),
        InitialDifficulty = json.GetProperty("initial-difficulty").GetInt64(),
        MaxBlockBytes = json.GetProperty("max-block-bytes").GetInt64(),
        Members = Keys(json, "members"),
        Miners = Keys(json, "miners"),
        Stewards = Keys(json, "stewards"),
        ReleasePolicy = Enum.GetValues<ReleasePolicy>().Single(
            p => NetworkParameters.Text(p) == json.GetProperty("release-policy").GetString()),
        Retarget = json.GetProperty("retarget").GetString() == "fixed"
            ? null
            : new Retarget(
                json.GetProperty("half-life-ms").GetInt64(), json.GetProperty("target-spacing-ms").GetInt64()),
    };

    private static System.Collections.Immutable.ImmutableArray<PublicKey> Keys(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(key => PublicKey.Parse(key.GetString()!))];
}
