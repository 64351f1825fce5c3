using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>The view's answer to another copy of a block.</summary>
public sealed class KnownBlocksTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;

    public KnownBlocksTests()
    {
        _ledger = new TestLedger(_draw.Parameters);
        _draw.Add("a1", "genesis");
        _draw.Add("a2", "a1");
        _draw.Add("b1", "genesis", header => header with { TimeMs = header.TimeMs + 1 });
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Submit(_draw.Checked("a2"));
    }

    [Fact]
    public void Blocks_of_the_best_chain_and_of_side_branches_are_kept()
    {
        Assert.Null(Find("b1"));
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        foreach (var name in new[] { "genesis", "a1", "a2", "b1" }) Assert.IsType<Verdict.AlreadyKnown>(Find(name));
    }

    [Fact]
    public void A_kept_block_stays_kept_through_a_reorganisation()
    {
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        _draw.Add("b2", "b1");
        _draw.Add("b3", "b2");
        _ledger.Submit(_draw.Checked("b2"), from: 1, isRequested: true);
        _ledger.Submit(_draw.Checked("b3"), from: 1, isRequested: true);
        Assert.Equal(_draw["b3"].Hash, _ledger.State.Tip.Hash);
        foreach (var name in new[] { "a1", "a2", "b1", "b2", "b3" }) Assert.IsType<Verdict.AlreadyKnown>(Find(name));
    }

    [Fact]
    public void A_claimed_height_makes_no_block_known()
    {
        _draw.Add("unknown", "a2");
        Assert.Null(_ledger.State.View.Find(_draw["unknown"].Hash, 1, _ledger.Now));
        Assert.Null(_ledger.State.View.Find(_draw["unknown"].Hash, -1, _ledger.Now));
        Assert.Null(_ledger.State.View.Find(_draw["unknown"].Hash, long.MaxValue, _ledger.Now));
    }

    [Fact]
    public void A_condemned_block_is_answered_with_its_reason()
    {
        _draw.Add("bad", "a2", header => header with { CustodyRoot = Hash256.Of("elsewhere"u8) });
        Assert.IsType<Verdict.Invalid>(_ledger.Submit(_draw.Checked("bad"), from: 1).Verdict);
        Assert.Equal(Rule.CustodyRoot, Assert.IsType<Verdict.Invalid>(Find("bad")).Violation.Rule);
    }

    [Fact] // rule F4
    public void A_parked_block_is_known_until_it_is_due()
    {
        var time = _ledger.Now.Plus(ChainState.TimeAheadMax + TimeSpan.FromSeconds(5)).Milliseconds;
        _draw.Add("late", "a2", header => header with { TimeMs = time });
        var ahead = Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("late"), from: 1).Verdict);
        Assert.Equal(ahead, Find("late"));
        _ledger.Now = ahead.Due;
        Assert.Null(Find("late"));
    }

    [Fact]
    public void A_block_that_was_not_kept_is_unknown()
    {
        Assert.IsType<Verdict.NotKept>(_ledger.Submit(_draw.Checked("b1"), from: 1).Verdict);
        Assert.Null(Find("b1"));
    }

    [Fact]
    public void A_view_does_not_change_with_the_ledger()
    {
        var before = _ledger.State.View;
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        Assert.Null(before.Find(_draw["b1"].Hash, 1, _ledger.Now));
    }

    private Verdict? Find(string name)
    {
        var node = _draw.Node(name);
        return _ledger.State.View.Find(node.Hash, node.Height, _ledger.Now);
    }
}
