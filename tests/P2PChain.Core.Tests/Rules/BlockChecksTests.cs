using P2PChain.Core.Crypto;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Rules;

public sealed class BlockChecksTests
{
    private const long TenMinutesMs = 600_000;

    private readonly ChainBuilder _draw = new();

    [Fact]
    public void A_well_made_block_passes()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1), _draw.Release(TestKeys.Bob, "a", 2));
        Assert.Null(_draw.ViolationOf(_draw["a1"]));
    }

    public static TheoryData<string, Rule> Headers => new()
    {
        { "index -1", Rule.HeaderRange },
        { "time -1", Rule.HeaderRange },
        { "time 2^43 + 1", Rule.HeaderRange },
        { "difficulty 255", Rule.HeaderRange },
        { "difficulty 2^53", Rule.HeaderRange },
        { "version 0", Rule.VersionInForce },
        { "version 2", Rule.VersionInForce },
        { "no miner", Rule.MinerListed },
        { "miner off the curve", Rule.KeyOnCurve },
        { "count 1", Rule.TransactionCount },
        { "another root", Rule.MerkleRoot },
    };

    [Theory] // rules H1, H5, H9, B1, B5
    [MemberData(nameof(Headers))]
    public void A_header_that_is_wrong_by_itself_is_named(string what, Rule rule)
    {
        _draw.Add("good", "genesis");
        var header = _draw["good"].Header;
        var bad = what switch
        {
            "index -1" => header with { Index = -1 },
            "time -1" => header with { TimeMs = -1 },
            "time 2^43 + 1" => header with { TimeMs = 8_796_093_022_209 },
            "difficulty 255" => header with { Difficulty = 255 },
            "difficulty 2^53" => header with { Difficulty = 9_007_199_254_740_992 },
            "version 0" => header with { Version = 0 },
            "version 2" => header with { Version = 2 },
            "no miner" => header with { Miner = null },
            "miner off the curve" => header with { Miner = PublicKey.Parse("02" + new string('0', 63) + "1") },
            "count 1" => header with { TxCount = 1 },
            _ => header with { MerkleRoot = Hash256.Zero },
        };
        // What is told before the proof of work needs none.
        var block = rule == Rule.HeaderRange ? new Block(bad, null, []) : _draw.Mine(new BlockTemplate(bad, []));
        Assert.Equal(rule, _draw.ViolationOf(block)!.Rule);
    }

    [Fact] // rule H3
    public void A_nonce_that_proves_no_work_is_named()
    {
        _draw.Add("a1", "genesis");
        var block = _draw["a1"];
        var bad = new Block(block.Header with { Nonce = block.Header.Nonce + 1 }, null, []);
        Assert.Equal(Rule.ProofOfWork, _draw.ViolationOf(bad)!.Rule);
        Assert.StartsWith("00", block.Hash.ToString(), StringComparison.Ordinal);
    }

    [Theory] // rule H3
    [InlineData("00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 256, true)]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", 256, false)]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", 255, true)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1, true)]
    [InlineData("0000000000000800000000000000000000000000000000000000000000000000", 9007199254740991, true)]
    [InlineData("0000000000000800000000000080000000000000000000000000000000000000", 9007199254740991, false)]
    public void Work_is_hash_times_difficulty_below_two_to_the_256(string hash, long difficulty, bool meets) =>
        Assert.Equal(meets, ProofOfWork.Meets(Hash256.Parse(hash), difficulty));

    [Fact] // rule B3
    public void A_transaction_twice_is_named()
    {
        var twice = _draw.Request(TestKeys.Alice, "a", 1);
        _draw.Add("bad", "genesis", twice, twice);
        Assert.Equal(Rule.TransactionsUnique, _draw.ViolationOf(_draw["bad"])!.Rule);
    }

    [Fact] // rules K3, F3
    public void A_bad_signature_under_a_right_root_condemns_the_hash_and_a_wrong_root_does_not()
    {
        var good = _draw.Request(TestKeys.Alice, "a", 1);
        var forged = new Transaction(good.Content with { Uid = ItemId.Parse("b") }, good.Signature);
        _draw.Add("bad", "genesis", forged);
        var violation = _draw.ViolationOf(_draw["bad"])!;
        Assert.Equal(Rule.SignatureValid, violation.Rule);
        Assert.True(violation.CondemnsHash);
        var swapped = new Block(_draw["bad"].Header, null, [good]);
        Assert.False(_draw.ViolationOf(swapped)!.CondemnsHash);
    }

    [Theory] // rule B6
    [InlineData(TenMinutesMs, null)]
    [InlineData(TenMinutesMs + 1, Rule.TransactionNotAfterBlock)]
    public void A_transaction_is_dated_at_most_ten_minutes_after_its_block(long aheadMs, Rule? expected)
    {
        var seconds = 100.0;
        var timeMs = (long)(ChainBuilder.At(seconds) * 1000) - aheadMs;
        _draw.Add(
            "b", "genesis", header => header with { TimeMs = timeMs }, _draw.Request(TestKeys.Alice, "a", seconds));
        Assert.Equal(expected, _draw.ViolationOf(_draw["b"])?.Rule);
    }

    [Theory] // rule B2
    [InlineData(65_536, null)]
    [InlineData(65_537, Rule.BlockBytes)]
    public void The_list_of_transactions_has_a_largest_size(long bytes, Rule? expected)
    {
        var draw = new ChainBuilder(new NetworkParameters { MaxBlockBytes = 65_536 });
        var transactions = new List<Transaction>();
        for (var i = 0; Lacking() > 800; i++) transactions.Add(draw.Request(TestKeys.Alice, $"item-{i:000}", 1));
        // Signatures differ in length by a byte or two: vary the last transaction's time until its note fills the rest
        // exactly.
        for (var i = 2; Lacking() > 0; i++)
        {
            var plain = draw.Request(TestKeys.Alice, new string('z', 128), i);
            var note = new string('n', (int)Lacking() - plain.CanonicalBytes.Length - 2 - "\"note\": \"\", ".Length);
            var last = (plain.Content with { Note = note }).SignedBy(TestKeys.Alice);
            if (last.CanonicalBytes.Length + 2 == Lacking()) transactions.Add(last);
        }
        long Lacking() => bytes - transactions.Sum(t => (long)t.CanonicalBytes.Length + 2);
        draw.Add("b", "genesis", [.. transactions]);
        Assert.Equal(expected, draw.ViolationOf(draw["b"])?.Rule);
    }

    [Theory] // rules T3, T4, T5, T6
    [InlineData("type", Rule.TransactionType)]
    [InlineData("too early", Rule.TimestampRange)]
    [InlineData("too late", Rule.TimestampRange)]
    [InlineData("network", Rule.TransactionNetwork)]
    [InlineData("empty network", Rule.TransactionNetwork)]
    [InlineData("empty note", Rule.NoteText)]
    [InlineData("long note", Rule.NoteText)]
    [InlineData("control", Rule.NoteText)]
    [InlineData("C1 control", Rule.NoteText)]
    [InlineData("lone surrogate", Rule.NoteText)]
    public void A_transaction_out_of_bounds_is_named(string what, Rule rule)
    {
        var good = new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse("a"), TransactionType.Request, ChainBuilder.At(1));
        var bad = what switch
        {
            "type" => good with { Type = (TransactionType)3 },
            "too early" => good with { Timestamp = 0.0009 },
            "too late" => good with { Timestamp = 8589934592.000002 },
            "network" => good with { Network = "other" },
            "empty network" => good with { Network = "" },
            "empty note" => good with { Note = "" },
            "long note" => good with { Note = string.Concat(Enumerable.Repeat("😀", 257)) },
            "control" => good with { Note = "a\nb" },
            "C1 control" => good with { Note = "a\u0085" },
            _ => good with { Note = "a\ud800" },
        };
        Assert.Equal(rule, CheckAlone(bad, new NetworkParameters()));
    }

    [Fact] // rules T4, T6
    public void The_bounds_themselves_are_allowed()
    {
        var content = new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse("a"), TransactionType.Request, 0.001);
        Assert.Null(
            CheckAlone(content with { Note = string.Concat(Enumerable.Repeat("😀", 256)) }, new NetworkParameters()));
        Assert.Null(CheckAlone(content with { Timestamp = 8589934592.0 }, new NetworkParameters()));
    }

    [Fact] // rule T5
    public void The_networks_name_is_asked_for_where_there_is_one()
    {
        var content = new TransactionContent(
            TestKeys.Alice.PublicKey, ItemId.Parse("a"), TransactionType.Request, ChainBuilder.At(1));
        var named = new NetworkParameters { Name = "north" };
        Assert.Equal(Rule.TransactionNetwork, CheckAlone(content, named));
        Assert.Null(CheckAlone(content with { Network = "north" }, named));
    }

    [Fact] // rules H6, H9
    public void Listed_miners_seal_their_blocks()
    {
        var draw = new ChainBuilder(new NetworkParameters { Miners = [TestKeys.Alice.PublicKey] });
        draw.Add("good", "genesis");
        Assert.Null(draw.ViolationOf(draw["good"]));
        var header = draw["good"].Header;
        Assert.Equal(Rule.Seal, draw.ViolationOf(new Block(header, null, []))!.Rule);
        var byBob = draw.Mine(new BlockTemplate(header with { Nonce = 0 }, []), TestKeys.Bob);
        Assert.Equal(Rule.Seal, draw.ViolationOf(byBob)!.Rule);
        draw.Add("stranger", "genesis", h => h with { Miner = TestKeys.Bob.PublicKey });
        Assert.Null(draw.ViolationOf(draw["stranger"])); // its own seal is good; the list depends on the height
        var genesis = draw.Node("genesis");
        Assert.Null(genesis.CheckChild(draw.Rules, header));
        Assert.Equal(Rule.MinerListed, genesis.CheckChild(draw.Rules, draw["stranger"].Header)!.Rule);
        _draw.Add("open", "genesis");
        Assert.Equal(Rule.Seal, _draw.ViolationOf(new Block(_draw["open"].Header, draw["good"].Seal, []))!.Rule);
    }

    [Theory] // rule H4
    [InlineData(1, 5_000, 0, 1_000)]           // heights 1 and 2: the initial one
    [InlineData(2, 5_000, 0, 1_000)]
    [InlineData(3, 16_000, 1_000, 16_000)]     // on target: unchanged
    [InlineData(3, 16_000, 0, 17_000)]         // gap 0: + d / 16
    [InlineData(3, 16_000, 2_000, 15_000)]
    [InlineData(3, 16_000, 99_000_000, 7_000)] // a gap counts at most ten spacings
    [InlineData(3, 1_001, 2_000, 938)]         // 1001 * -1000 / 16000 = -62.56, down to -63
    [InlineData(3, 300, 10_000, 256)]          // the floor
    [InlineData(3, 9_007_199_254_740_991, 0, 9_007_199_254_740_991)]
    public void Moving_difficulty_follows_the_gap(long height, long parent, long gapMs, long expected)
    {
        var parameters = new NetworkParameters { InitialDifficulty = 1_000, Retarget = new Retarget(16_000, 1_000) };
        Assert.Equal(expected, Difficulty.Required(parameters, height, parent, 1_000_000 + gapMs, 1_000_000));
    }

    [Fact] // rule H4
    public void Ten_idle_gaps_take_a_million_to_the_floor()
    {
        var parameters = new NetworkParameters { InitialDifficulty = 1_000_000, Retarget = new Retarget(16_000, 1_000) };
        long difficulty = 1_000_000;
        for (var i = 0; i < 10; i++) difficulty = Difficulty.Required(parameters, 3 + i, difficulty, 10_000, 0);
        Assert.Equal(256, difficulty);
    }

    private static Rule? CheckAlone(TransactionContent content, NetworkParameters parameters)
    {
        if (new RuleSet1(parameters).CheckForm(content) is { } form) return form.Rule;
        using var verifier = new SignatureVerifier();
        var checks = new TransactionChecks(parameters, verifier, new SignatureMemo());
        return checks.TryCheck(content.SignedBy(TestKeys.Alice), out var violation) ? null : violation.Rule;
    }
}
