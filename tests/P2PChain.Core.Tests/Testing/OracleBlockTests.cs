using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using static P2PChain.Core.Tests.Testing.OracleScene;

namespace P2PChain.Core.Tests.Testing;

/// <summary>Each rule about blocks, broken alone: the limits stand here a second time on purpose.</summary>
public sealed class OracleBlockTests
{
    private readonly OracleScene _open = new();

    private OracleState Root => _open.Ledger.Genesis;

    [Fact]
    public void A_right_block_is_valid()
    {
        Assert.Null(_open.RuleBrokenBy(Root, Request(TestKeys.Alice, "laptop", 1)));
    }

    [Fact]
    public void A_header_member_that_is_wrong_is_named()
    {
        var draft = _open.Draft(Root, Request(TestKeys.Alice, "laptop", 1));
        var zeros = new string('0', 64);
        Assert.Equal(OracleRule.Parent, _open.RuleBrokenBy(Root, draft with { PrevHash = zeros }));
        Assert.Equal(OracleRule.Difficulty, _open.RuleBrokenBy(Root, draft with { Difficulty = 257 }));
        Assert.Equal(OracleRule.Version, _open.RuleBrokenBy(Root, draft with { Version = 2 }));
        Assert.Equal(OracleRule.Index, _open.RuleBrokenBy(Root, draft with { Index = 2 }));
        Assert.Equal(OracleRule.MerkleRoot, _open.RuleBrokenBy(Root, draft with { MerkleRoot = zeros }));
        Assert.Equal(OracleRule.Count, _open.RuleBrokenBy(Root, draft with { TxCount = 2 }));
        Assert.Equal(OracleRule.CustodyRoot, _open.RuleBrokenBy(Root, draft with { CustodyRoot = zeros }));
    }

    [Fact]
    public void A_hash_that_is_not_the_header_s_is_refused()
    {
        var block = OracleMiner.Mine(_open.Draft(Root));
        var text = (block with { Hash = "0" + block.Hash[1..^1] + (block.Hash[^1] == '0' ? '1' : '0') }).Text;
        Assert.Equal(OracleRule.HeaderHash, _open.Ledger.Next(Root, text).Violation?.Rule);
    }

    [Fact]
    public void Without_proof_of_work_a_block_is_refused()
    {
        var draft = _open.Draft(Root);
        while (draft.ProvesWork)
            draft = draft with { Nonce = draft.Nonce + 1 };
        var text = (draft with { Hash = draft.HeaderHash }).Text;
        Assert.Equal(OracleRule.ProofOfWork, _open.Ledger.Next(Root, text).Violation?.Rule);
    }

    [Fact]
    public void A_block_is_later_than_the_median_of_the_last_eleven()
    {
        var state = Root;
        for (var i = 0; i < 12; i++)
            state = _open.Grow(state);

        // Blocks 2 to 12 are the last eleven; the sixth of them is block 7.
        var median = Genesis + 7_000_000;
        Assert.Equal(OracleRule.MedianTime, _open.RuleBrokenBy(state, _open.Draft(state) with { TimeMs = median }));
        Assert.Null(_open.RuleBrokenBy(state, _open.Draft(state) with { TimeMs = median + 1 }));
    }

    [Fact]
    public void The_first_block_is_later_than_genesis()
    {
        Assert.Equal(OracleRule.MedianTime, _open.RuleBrokenBy(Root, _open.Draft(Root) with { TimeMs = Genesis }));
        Assert.Null(_open.RuleBrokenBy(Root, _open.Draft(Root) with { TimeMs = Genesis + 1 }));
    }

    [Fact]
    public void Of_two_times_the_median_is_the_later_one()
    {
        var state = _open.Grow(Root);
        Assert.Equal(
            OracleRule.MedianTime, _open.RuleBrokenBy(state, _open.Draft(state) with { TimeMs = state.Tip.TimeMs }));
        Assert.Null(_open.RuleBrokenBy(state, _open.Draft(state) with { TimeMs = state.Tip.TimeMs + 1 }));
    }

    [Fact]
    public void The_canonical_transactions_fill_at_most_the_block_size()
    {
        var requests = new List<OracleTransaction>();
        while (requests.Sum(request => request.Text.Length + 2) < 65_536 - 800)
            requests.Add(Request(TestKeys.Alice, $"item-{requests.Count:d3}", 1));
        var full = Filled(requests, over: 0);
        Assert.Equal(65_536, _open.Draft(Root, full).TransactionsText.Length);
        Assert.Null(_open.RuleBrokenBy(Root, full));
        Assert.Equal(OracleRule.Size, _open.RuleBrokenBy(Root, Filled(requests, over: 1)));
    }

    [Fact]
    public void A_transaction_stands_only_once_in_a_block()
    {
        var request = Request(TestKeys.Alice, "laptop", 1);
        Assert.Equal(OracleRule.Twice, _open.RuleBrokenBy(Root, request, request));
    }

    [Fact]
    public void A_transaction_is_at_most_ten_minutes_later_than_its_block()
    {
        var draft = _open.Draft(Root, Request(TestKeys.Alice, "laptop", 700.0009)); // floor: 700,000 ms
        Assert.Null(_open.RuleBrokenBy(Root, draft with { TimeMs = Genesis + 100_000 }));
        Assert.Equal(OracleRule.TooEarly, _open.RuleBrokenBy(Root, draft with { TimeMs = Genesis + 99_999 }));
    }

    [Fact]
    public void A_signature_is_checked_unless_asked_not_to()
    {
        var forged = Request(TestKeys.Alice, "laptop", 1) with { Uid = "mouse" };
        var block = _open.Block(Root, forged);
        Assert.Equal(OracleRule.Signature, _open.Ledger.Replay([block]).Violation?.Rule);
        Assert.True(new ReferenceLedger(_open.Ledger.Parameters.Text, checkSignatures: false).Replay([block]).IsValid);
    }

    [Fact]
    public void Members_sign_miners_seal_and_transactions_state_the_network()
    {
        var members = Keys(TestKeys.Alice, TestKeys.Bob);
        var scene = new OracleScene(members: members, miners: Keys(TestKeys.Bob), name: "lab");
        var root = scene.Ledger.Genesis;
        var request = Sign(TestKeys.Alice, Request(TestKeys.Alice, "laptop", 1) with { Network = "lab" });
        var draft = scene.Draft(root, request) with { Miner = TestKeys.Bob.PublicKey.Hex };
        string Seal(byte[] hash) => TestKeys.Bob.Sign(hash).Hex;

        Assert.Null(scene.RuleBrokenBy(root, draft, Seal));
        Assert.Equal(OracleRule.Seal, scene.RuleBrokenBy(root, draft));
        Assert.Equal(OracleRule.Seal, scene.RuleBrokenBy(root, draft, hash => TestKeys.Alice.Sign(hash).Hex));
        var byAlice = draft with { Miner = TestKeys.Alice.PublicKey.Hex };
        Assert.Equal(OracleRule.Miner, scene.RuleBrokenBy(root, byAlice, Seal));
        Assert.Equal(OracleRule.Seal, _open.RuleBrokenBy(Root, _open.Draft(Root), Seal));

        string? BrokenBy(OracleTransaction transaction) =>
            scene.RuleBrokenBy(root, scene.Draft(root, transaction) with { Miner = TestKeys.Bob.PublicKey.Hex }, Seal);
        Assert.Equal(OracleRule.Network, BrokenBy(Request(TestKeys.Alice, "laptop", 1)));
        Assert.Equal(OracleRule.Network, BrokenBy(Sign(TestKeys.Alice, request with { Network = "Lab" })));
        Assert.Equal(OracleRule.Network, _open.RuleBrokenBy(Root, request));
        var byCarol = request with { Requester = TestKeys.Carol.PublicKey.Hex };
        Assert.Equal(OracleRule.Member, BrokenBy(Sign(TestKeys.Carol, byCarol)));
    }

    [Fact]
    public void Moving_difficulty_rises_with_quick_blocks_holds_at_the_spacing_and_stops_at_256()
    {
        var retarget = "\"moving\", \"target-spacing-ms\": 1000000, \"half-life-ms\": 16000000";
        var scene = new OracleScene(retarget: retarget);
        var state = scene.Ledger.Genesis;
        var times = new long[] { 1, 2, 3, 4, 5, 1_000_005, 20_000_000, 400_000_000 };
        var difficulties = new List<long>();
        foreach (var time in times)
        {
            difficulties.Add(scene.Ledger.RequiredDifficulty(state));
            var block = OracleMiner.Mine(scene.Draft(state) with { TimeMs = Genesis + time });
            var replay = scene.Ledger.Next(state, block.Text);
            Assert.Null(replay.Violation);
            state = replay.State;
        }

        difficulties.Add(scene.Ledger.RequiredDifficulty(state));
        // d + ⌊d·(1,000,000 − g) / 16,000,000⌋: rising at g = 1, the same at g = 1,000,000.
        Assert.Equal([256, 256, 271, 287, 304, 322, 322, 256, 256], difficulties);
    }

    private static OracleTransaction[] Filled(List<OracleTransaction> requests, int over)
    {
        var left = 65_536 + over - requests.Sum(request => request.Text.Length + 2) - 2;
        OracleTransaction Filler(string note) =>
            Sign(TestKeys.Alice, Request(TestKeys.Alice, new string('x', 128), 2) with { Note = note });

        // A signature has 70 to 72 bytes, nobody can tell before: so the note that fills the rest is searched for.
        var about = left - Filler("a").Text.Length;
        var notes = Enumerable.Range(about - 4, 10)
            .SelectMany(length => "abcdefgh".Select(letter => new string(letter, length)));
        return [.. requests, notes.Select(Filler).First(filler => filler.Text.Length == left)];
    }
}
