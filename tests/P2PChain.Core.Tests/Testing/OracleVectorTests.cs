using System.Numerics;
using System.Text;
using System.Text.Json;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Testing;

/// <summary>The oracle against what others computed: the original network, and reference-chains.py.</summary>
public sealed class OracleVectorTests
{
    private const string Demo = """
        {"name": "", "genesis-time-ms": 1766620800000, "initial-difficulty": 256, "max-block-bytes": 1048576,
         "members": [], "miners": [], "stewards": [], "release-policy": "anyone", "retarget": "fixed"}
        """;

    public static TheoryData<string> Chains => ["demo", "moving", "closed"];

    [Fact] // golden
    public void The_demo_network_has_the_published_hashes()
    {
        var ledger = new ReferenceLedger(Demo);
        Assert.Equal("2b64161361bea725dd6b27e56ed900a7a801e8457668d83e2657ddf7804bbe11", ledger.Parameters.Hash);
        Assert.Equal("d2e81ace29740d57387a116de0791028323ccf42b47802955463b334d6ce51f1", ledger.Genesis.TipHash);
    }

    [Fact]
    public void Transactions_of_the_original_network_are_read_hashed_and_verified()
    {
        var ledger = new ReferenceLedger(Demo);
        var miner = new OracleMiner(ledger);
        foreach (var vector in Vector.Lines("signed-transactions.ndjson"))
        {
            var text = vector.GetProperty("transaction").GetRawText();
            if (!vector.GetProperty("valid").GetBoolean())
            {
                AssertRefused(ledger, miner, text);
                continue;
            }

            var transaction = OracleTransaction.Read(text);
            Assert.Equal(vector.GetProperty("signing_text").GetString(), transaction.SigningText);
            Assert.Equal(vector.GetProperty("txid").GetString(), transaction.Txid);
            var key = transaction.Requester;
            var timeMs = Math.Max(transaction.Milliseconds, ledger.Genesis.Tip.TimeMs + 1);
            var draft = miner.Draft(ledger.Genesis, key, [transaction], timeMs);
            var replay = ledger.Replay([OracleMiner.Mine(draft).Text]);
            // The signature is what is asked here; a release of something nobody holds is refused after that.
            var expected = transaction.Type == OracleTransaction.Request ? null : OracleRule.NotHeld;
            Assert.Equal(expected, replay.Violation?.Rule);
        }
    }

    [Fact]
    public void Numbers_that_a_timestamp_may_have_are_written_as_python_writes_them()
    {
        var checkedNumbers = 0;
        foreach (var vector in Vector.Lines("number-text.ndjson"))
        {
            var bits = vector.GetProperty("bits").GetString()!;
            var value = BitConverter.UInt64BitsToDouble(Convert.ToUInt64(bits, 16));
            if (value is not (>= 0.001 and <= 8_589_934_592.0))
                continue;
            Assert.Equal(vector.GetProperty("text").GetString(), OracleJson.NumberText(value));
            checkedNumbers++;
        }

        Assert.InRange(checkedNumbers, 20, int.MaxValue);
    }

    [Fact]
    public void Strings_are_written_as_python_writes_them()
    {
        foreach (var vector in Vector.Lines("string-text.ndjson"))
        {
            var value = Encoding.UTF8.GetString(Convert.FromHexString(vector.GetProperty("utf8_hex").GetString()!));
            Assert.Equal(vector.GetProperty("text").GetString(), OracleJson.Write(value));
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_chain_made_by_python_replays_to_the_same_state(string name)
    {
        var (ledger, blocks, expected) = Load(name);
        Assert.Equal(expected.GetProperty("genesis").GetString(), ledger.Genesis.TipHash);

        var replay = ledger.Replay(blocks);
        Assert.Null(replay.Violation);
        var state = replay.State;
        Assert.Equal(expected.GetProperty("tip").GetString(), state.TipHash);
        Assert.Equal(new BigInteger(expected.GetProperty("work").GetInt64()), state.Work);
        Assert.Equal(expected.GetProperty("custody_root").GetString(), state.CustodyRoot);
        Assert.Equal(
            expected.GetProperty("difficulties").EnumerateArray().Select(difficulty => difficulty.GetInt64()),
            state.BackToGenesis().Reverse().Select(each => each.Tip.Difficulty));
        Assert.Equal(
            expected.GetProperty("items").EnumerateObject().Select(item => (item.Name, item.Value.GetRawText())).Order(),
            state.Custody.Items.Values.Select(item => (item.Uid, Row(item))).Order());
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_chain_made_by_python_is_found_again_from_its_shuffled_blocks(string name)
    {
        var (ledger, blocks, expected) = Load(name);
        var random = new Random(1);
        var shuffled = blocks.Concat(blocks).OrderBy(_ => random.Next());
        Assert.Equal(expected.GetProperty("tip").GetString(), ledger.BestOf(shuffled).TipHash);
    }

    [Theory] // not the closed one: it has a timestamp that the wire spells as an integer
    [InlineData("demo")]
    [InlineData("moving")]
    public void A_block_of_python_s_is_written_back_as_the_same_canonical_text(string name)
    {
        foreach (var block in Load(name).Blocks)
            Assert.Equal(OracleJson.Write(OracleJson.Read(block)), OracleBlock.Read(block).Text);
    }

    [Fact]
    public void Every_single_change_to_a_block_is_noticed()
    {
        var (ledger, blocks, _) = Load("closed");
        var before = ledger.Replay(blocks[..^1]).State;
        var last = OracleBlock.Read(blocks[^1]);
        Assert.True(ledger.Next(before, last.Text).IsValid);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var characters = last.Text.ToCharArray();
            var at = random.Next(characters.Length);
            characters[at] = (char)(characters[at] == '0' ? '1' : '0');
            var changed = new string(characters);
            Assert.False(ledger.Next(before, changed).IsValid, changed);
        }
    }

    private static (ReferenceLedger Ledger, string[] Blocks, JsonElement Expected) Load(string name)
    {
        var lines = Vector.Lines("reference-chains.ndjson");
        var line = lines.Single(each => each.GetProperty("name").GetString() == name);
        var blocks = line.GetProperty("blocks").EnumerateArray().Select(block => block.GetRawText()).ToArray();
        return (new ReferenceLedger(line.GetProperty("parameters").GetRawText()), blocks, line);
    }

    private static string Row(OracleItem item)
    {
        var since = new BigInteger(item.Since);
        return OracleJson.Write(new List<object?> { item.Holder, since, item.Timestamp, item.Txid });
    }

    private static void AssertRefused(ReferenceLedger ledger, OracleMiner miner, string text)
    {
        try
        {
            var transaction = OracleTransaction.Read(text);
            var draft = miner.Draft(ledger.Genesis, transaction.Requester, [transaction], transaction.Milliseconds);
            var violation = ledger.Replay([OracleMiner.Mine(draft).Text]).Violation;
            Assert.Equal(OracleRule.Signature, violation?.Rule);
        }
        catch (RuleBrokenException broken)
        {
            Assert.Equal(OracleRule.Form, broken.Rule);
        }
    }

}
