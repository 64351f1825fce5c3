using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using static P2PChain.Core.Tests.Testing.OracleScene;

namespace P2PChain.Core.Tests.Testing;

/// <summary>What is no transaction, block or network at all.</summary>
public sealed class OracleFormTests
{
    private static readonly string Key = TestKeys.Alice.PublicKey.Hex;
    private static readonly string Good = Request(TestKeys.Alice, "laptop-001", 1).Text;

    [Theory]
    [InlineData("\"laptop-001\"", "\"\"")]
    [InlineData("\"laptop-001\"", "\"a b\"")]
    [InlineData("\"laptop-001\"", "\"caf\\u00e9\"")]
    [InlineData("\"laptop-001\"", "null")]
    [InlineData("\"type\": 1", "\"type\": 0")]
    [InlineData("\"type\": 1", "\"type\": 3")]
    [InlineData("\"type\": 1", "\"type\": 1.0")]
    [InlineData("\"type\": 1", "\"type\": 01")]
    [InlineData("\"type\": 1", "\"type\": true")]
    [InlineData("\"type\": 1", "\"type\": 1, \"type\": 1")]
    [InlineData("\"type\": 1", "\"type\": 1, \"\\u0074ype\": 1")]
    [InlineData("\"type\": 1", "\"type\": 1, \"extra\": 1")]
    [InlineData("\"type\": 1, ", "")]
    [InlineData("1766620801.0", "0.0009999999999999998")]
    [InlineData("1766620801.0", "8589934592.000002")]
    [InlineData("1766620801.0", "8589934593")]
    [InlineData("1766620801.0", "1e400")]
    [InlineData("1766620801.0", "-0")]
    [InlineData("1766620801.0", "1.")]
    [InlineData("1766620801.0", "NaN")]
    [InlineData("1766620801.0", "\"1766620801.0\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": null")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"tab\\t\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"\\u007f\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"\\u009f\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"\\ud83d\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"network\": \"\"")]
    [InlineData("}", "} x")]
    public void A_transaction_of_another_form_is_refused(string what, string by)
    {
        var text = Good.Replace(what, by, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        Assert.Equal(OracleRule.Form, Assert.Throws<RuleBrokenException>(() => OracleTransaction.Read(text)).Rule);
    }

    [Theory]
    [InlineData("1766620801.0", "0.001")]
    [InlineData("1766620801.0", "1e-3")]
    [InlineData("1766620801.0", "8589934592")]
    [InlineData("\"type\": 1", "\"type\": 1, \"note\": \"\\ud83d\\ude00 \\u00a0 2026-01-01T00:00:00Z\"")]
    [InlineData("\"type\": 1", "\"type\": 1, \"network\": \"lab\"")]
    public void A_transaction_at_the_edge_of_its_form_is_read(string what, string by)
    {
        OracleTransaction.Read(Good.Replace(what, by, StringComparison.Ordinal));
    }

    [Fact]
    public void A_note_is_counted_in_characters_not_in_units_of_utf16()
    {
        static string Noted(int length)
        {
            var note = "\"note\": \"" + string.Concat(Enumerable.Repeat("😀", length)) + "\", \"type\": 1";
            return Good.Replace("\"type\": 1", note, StringComparison.Ordinal);
        }

        OracleTransaction.Read(Noted(256));
        Assert.Throws<RuleBrokenException>(() => OracleTransaction.Read(Noted(257)));
    }

    [Fact]
    public void A_lone_surrogate_in_the_text_itself_is_refused()
    {
        Assert.Throws<RuleBrokenException>(() => OracleJson.Read("\"\ud83d\""));
    }

    [Fact]
    public void An_integer_timestamp_is_hashed_as_a_binary64()
    {
        var whole = Good.Replace("1766620801.0", "1766620801", StringComparison.Ordinal);
        Assert.Equal(OracleTransaction.Read(Good), OracleTransaction.Read(whole));
    }

    [Theory]
    [InlineData("04")] // an uncompressed point's first byte
    [InlineData("00")]
    public void A_key_starts_with_02_or_03(string prefix) => AssertNoKey(prefix + Key[2..]);

    [Fact]
    public void A_key_is_66_lower_case_digits_of_a_point_on_the_curve()
    {
        AssertNoKey(Key[..^2]);
        AssertNoKey(Key.ToUpperInvariant());
        AssertNoKey("02" + new string('f', 64)); // not below the prime
        AssertNoKey("02" + new string('0', 63) + "1"); // 1 − 3 + b is no square
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("3006020101020101", true)]
    [InlineData("300602010002010101", false)]
    [InlineData("3006020100020101", false)] // r = 0
    [InlineData("3006020181020101", false)] // negative
    [InlineData("300702020001020101", false)] // padded
    [InlineData("30060201010201", false)]
    [InlineData("300602010102010100", false)] // something after
    [InlineData("30810602010102010100", false)] // long form
    [InlineData("300602010102010A", false)] // upper case
    [InlineData("3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101", false)] // r = n
    [InlineData("3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550020101", true)]
    public void A_signature_is_strict_der(string signature, bool hasForm)
    {
        var signed = OracleTransaction.Read(Good) with { Signature = signature };
        if (hasForm)
            OracleTransaction.Read(signed.Text);
        else
            Assert.Throws<RuleBrokenException>(() => OracleTransaction.Read(signed.Text));
    }

    [Theory]
    [InlineData("\"nonce\": 9", "\"nonce\": 9007199254740992")]
    [InlineData("\"nonce\": 9", "\"nonce\": -1")]
    [InlineData("\"nonce\": 9", "\"nonce\": 9e0")]
    [InlineData("\"difficulty\": 256", "\"difficulty\": 255")]
    [InlineData("\"time_ms\": 9", "\"time_ms\": 8796093022209")]
    [InlineData("\"seal\": \"\"", "\"seal\": null")]
    [InlineData("\"seal\": \"\"", "\"seal\": \"00\"")]
    [InlineData("\"transactions\": []", "\"transactions\": {}")]
    [InlineData("\"transactions\": []", "\"transactions\": [null]")]
    [InlineData("\"version\": 1", "\"version\": 1, \"x\": 1")]
    public void A_block_of_another_form_is_refused(string what, string by)
    {
        var scene = new OracleScene();
        var good = (OracleMiner.Mine(scene.Draft(scene.Ledger.Genesis)) with { Nonce = 9, TimeMs = 9 }).Text;
        OracleBlock.Read(good);
        var text = good.Replace(what, by, StringComparison.Ordinal);
        Assert.NotEqual(good, text);
        Assert.Equal(OracleRule.Form, Assert.Throws<RuleBrokenException>(() => OracleBlock.Read(text)).Rule);
    }

    [Fact]
    public void Only_genesis_has_no_miner()
    {
        var genesis = new OracleScene().Ledger.Genesis.Tip.Text;
        Assert.Contains("\"miner\": \"\"", genesis, StringComparison.Ordinal);
        Assert.Throws<RuleBrokenException>(() => OracleBlock.Read(genesis));
    }

    [Fact]
    public void Impossible_networks_are_refused()
    {
        var (alice, bob) = (Keys(TestKeys.Alice), Keys(TestKeys.Bob));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(name: "with space"));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(name: new string('n', 65)));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(policy: "nobody"));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(members: alice + ", " + alice));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(members: "\"02\""));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(members: alice, stewards: bob));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(retarget: "\"moving\""));
        Assert.Throws<RuleBrokenException>(() => new OracleScene(retarget: "\"fixed\", \"target-spacing-ms\": 1000"));
        Assert.Throws<RuleBrokenException>(() => Moving(999, 16_000));
        Assert.Throws<RuleBrokenException>(() => Moving(1_000, 15_999));
        Assert.Throws<RuleBrokenException>(() => Moving(1_000, 64_001));
        Moving(1_000, 64_000);
        Moving(86_400_000, 16 * 86_400_000L);
    }

    private static OracleScene Moving(long spacing, long halfLife) =>
        new(retarget: $"\"moving\", \"target-spacing-ms\": {spacing}, \"half-life-ms\": {halfLife}");

    private static void AssertNoKey(string key) =>
        Assert.Throws<RuleBrokenException>(
            () => OracleTransaction.Read(Good.Replace(Key, key, StringComparison.Ordinal)));
}
