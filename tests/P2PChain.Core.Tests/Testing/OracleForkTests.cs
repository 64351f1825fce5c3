using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using static P2PChain.Core.Tests.Testing.OracleScene;

namespace P2PChain.Core.Tests.Testing;

public sealed class OracleForkTests
{
    private readonly OracleScene _open = new();

    private OracleState Root => _open.Ledger.Genesis;

    [Fact]
    public void At_equal_work_the_smaller_tip_hash_wins_whatever_comes_first()
    {
        var one = _open.Block(Root, Request(TestKeys.Alice, "laptop", 1));
        var other = _open.Block(Root, Request(TestKeys.Bob, "laptop", 1));
        var smaller = new[] { one, other }.MinBy(block => OracleBlock.Read(block).Hash, StringComparer.Ordinal);
        var hash = OracleBlock.Read(smaller!).Hash;
        Assert.Equal(hash, _open.Ledger.Best([[one], [other]]).TipHash);
        Assert.Equal(hash, _open.Ledger.Best([[other], [one]]).TipHash);
        Assert.Equal(hash, _open.Ledger.BestOf([one, other]).TipHash);
        Assert.Equal(hash, _open.Ledger.BestOf([other, one]).TipHash);
    }

    [Fact]
    public void More_work_wins_over_a_smaller_hash_and_an_invalid_end_does_not_count()
    {
        var shared = _open.Grow(Root);
        var longer = _open.Grow(shared, Request(TestKeys.Alice, "laptop", 1));
        string Rival(int second) => _open.Block(Root, Request(TestKeys.Bob, "laptop", second));
        var rivals = Enumerable.Range(1, 8).Select(Rival).ToList();
        var invalid = OracleMiner.Mine(_open.Draft(longer) with { CustodyRoot = new string('0', 64) });
        string[] blocks = [.. rivals, invalid.Text, longer.Tip.Text, shared.Tip.Text];
        Assert.Equal(longer.TipHash, _open.Ledger.BestOf(blocks).TipHash);
        string[] chain = [shared.Tip.Text, longer.Tip.Text, invalid.Text];
        Assert.Equal(longer.TipHash, _open.Ledger.Best([chain, rivals[..1]]).TipHash);
    }

    [Fact]
    public void A_spoilt_copy_of_a_block_does_not_hide_the_good_one()
    {
        var good = OracleMiner.Mine(_open.Draft(Root, Request(TestKeys.Alice, "laptop", 1)));
        var spoilt = good with { Transactions = [] };
        var next = _open.Grow(_open.Ledger.Next(Root, good.Text).State);
        Assert.Equal(next.TipHash, _open.Ledger.BestOf([spoilt.Text, next.Tip.Text, good.Text, "no block"]).TipHash);
    }

    [Fact]
    public void Without_a_valid_block_genesis_is_best()
    {
        Assert.Same(Root, _open.Ledger.BestOf(["", "{}", "null"]));
        Assert.Same(Root, _open.Ledger.Best([]));
    }

    [Fact]
    public void A_violation_says_at_which_height()
    {
        var state = _open.Grow(_open.Grow(Root));
        string[] blocks = [state.Before!.Tip.Text, state.Tip.Text, "{}"];
        var replay = _open.Ledger.Replay(blocks);
        Assert.Equal(3, replay.Violation?.Height);
        Assert.Equal(state.TipHash, replay.State.TipHash);
    }
}
