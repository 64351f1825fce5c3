using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

public sealed class SyncPlannerTests : PlannerStage
{
    [Fact]
    public void The_patience_is_that_of_the_protocol()
    {
        Assert.Equal(10, SyncLimits.HeadersTimeoutMin.TotalSeconds);
        Assert.Equal(5, SyncLimits.BodyTimeoutMin.TotalSeconds);
        Assert.Equal(60, SyncLimits.TimeoutMax.TotalSeconds);
        Assert.Equal((3, 10), (Unanswered.Max, Unanswered.Window.TotalMinutes));
    }

    [Fact]
    public void A_claim_of_more_work_starts_a_sync_with_our_locator()
    {
        Assert.Equal([new SyncAction.AskLocator()], Claim(Ann, work: 1000));
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Planner.OnLocator(OurLocator, Now)));
        Assert.Equal((Ann, OurLocator), (ask.Peer, ask.Locator));
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(10)), Planner.Deadline);
    }

    [Fact]
    public void A_claim_of_less_work_is_nothing_to_chase() => AssertIdleAfter(Claim(Ann, work: 100));

    [Fact]
    public void Of_equal_work_the_smaller_tip_is_ahead()
    {
        var (work, tip) = (DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash);
        AssertIdleAfter(Planner.OnClaim(Ann, work, tip, Now));
        AssertIdleAfter(Planner.OnClaim(Ann, work, Hash256.Parse(new string('f', 64)), Now));
        Assert.NotEmpty(Planner.OnClaim(Ann, work, Hash256.Zero, Now));
    }

    [Fact]
    public void Several_peers_are_asked_at_once_with_one_locator()
    {
        Assert.Equal([new SyncAction.AskLocator()], Claim(Ann, work: 1000));
        Assert.Empty(Claim(Ben, work: 2000));
        Assert.Equal(
            [Ann, Ben], Planner.OnLocator(OurLocator, Now).Cast<SyncAction.AskHeaders>().Select(ask => ask.Peer));
    }

    [Fact]
    public void A_claim_of_the_chain_that_is_fetched_is_not_asked_about()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Assert.Empty(Planner.OnClaim(Ben, chain[1].Work, chain[1].Hash, Now));
        Assert.Equal([new SyncAction.AskLocator()], Planner.OnPeerGone(Ann, Now));
    }

    [Fact]
    public void Of_two_peers_with_one_claim_the_one_behind_waits_while_the_other_brings_pages()
    {
        var chain = DrawnHeaders.Chain(9);
        Claim(Ann, work: 100_000);
        Claim(Ben, work: 100_000);
        var asked = Planner.OnLocator(OurLocator, Now).Cast<SyncAction.AskHeaders>().ToDictionary(ask => ask.Peer);
        foreach (var peer in new[] { Ann, Ben })
            Planner.OnHeaders(peer, asked[peer].Id, Items(chain[..3]), more: true, Now);
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Consider(Ann, asked[Ann].Id, chain[..3]))).Peer);
        Assert.Empty(Consider(Ben, asked[Ben].Id, chain[..3]));
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(1)), Planner.Deadline);
        // Ann takes longer than a second: both are asked now.
        Assert.Equal(Ben, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(TimeOut(1))).Peer);
    }

    [Fact]
    public void Headers_come_in_pages_each_asked_for_after_the_last()
    {
        var chain = DrawnHeaders.Chain(6);
        var first = Headers(Ann, chain[..3], more: true);
        Assert.Null(Assert.IsType<SyncAction.Consider>(Assert.Single(first)).After);
        Assert.Null(Planner.Deadline);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Consider(Ann, LastId, chain[..3])));
        Assert.Equal(chain[2].Hash, Assert.Single(ask.Locator));
        var consider = Assert.IsType<SyncAction.Consider>(
            Assert.Single(Planner.OnHeaders(Ann, ask.Id, Items(chain[3..]), more: false, Now)));
        Assert.Equal(chain[2].Hash, consider.After);
        Assert.Equal(chain.Select(node => node.Hash), Bodies(Consider(Ann, ask.Id, chain[3..])));
    }

    [Fact]
    public void Headers_that_do_not_beat_our_tip_are_not_worth_their_bodies()
    {
        var chain = DrawnHeaders.Chain(3);
        Planner.OnOurTip(new Work(5000), Hash256.Zero, Now);
        AssertIdleAfter(Considered(Ann, chain, claimed: 6000));
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public void No_body_is_requested_of_a_chain_below_the_threshold_of_work(ulong threshold, bool isWorth)
    {
        var planner = new SyncPlanner(isWorthBodies: tip => tip.Work >= new Work(threshold));
        planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, Now);
        var chain = DrawnHeaders.Chain(3); // the genesis and three blocks of 256 each
        planner.OnClaim(Ann, chain[^1].Work, chain[^1].Hash, Now);
        var ask = (SyncAction.AskHeaders)Assert.Single(planner.OnLocator(OurLocator, Now));
        planner.OnHeaders(Ann, ask.Id, Items(chain), more: false, Now);
        var last = chain[^1].Point;
        var actions = planner.OnConsidered(Ann, ask.Id, last, [.. Hashes(chain, 0, 3)], null, Now);
        Assert.Equal(isWorth ? Hashes(chain, 0, 3) : [], actions.SelectMany(Asked));
    }

    [Fact]
    public void A_claim_is_told_with_the_check_of_it()
    {
        var chain = DrawnHeaders.Chain(3);
        Planner.OnPeerReady(Ann, new PeerOrigin(IsChosen: false, "a"));
        Assert.Equal(new PeerClaim(Ann, ClaimState.None), Assert.Single(Planner.Claims(Now)));
        Claim(Ann, work: 100);
        Assert.Equal(new PeerClaim(Ann, ClaimState.None), Assert.Single(Planner.Claims(Now)));
        Claim(Ann, work: 9000);
        Assert.Equal(new PeerClaim(Ann, ClaimState.Unchecked), Assert.Single(Planner.Claims(Now)));
        Considered(Ann, chain);
        Assert.Equal(
            new PeerClaim(Ann, ClaimState.Shown) { CheckedTo = 3, Blocks = 3 }, Assert.Single(Planner.Claims(Now)));
        foreach (var node in chain) Body(Ann, node);
        Planner.OnOurTip(chain[^1].Work, chain[^1].Hash, Now);
        Assert.Equal(ClaimState.Unanswered, ClaimOf(() => Headers(Ann, [], more: true, claimed: 9_001)));
    }

    [Fact]
    public void A_refuted_claim_is_checked_again_when_a_person_wants_it()
    {
        Assert.Equal(ClaimState.Refuted, ClaimOf(() => Headers(Ann, [], more: false, claimed: 9000)));
        Assert.Equal([new SyncAction.AskLocator()], Planner.OnAskedAnew(Now));
        Assert.Equal(ClaimState.Unanswered, Assert.Single(Planner.Claims(Now)).State);
    }

    private ClaimState ClaimOf(Action act)
    {
        act();
        return Assert.Single(Planner.Claims(Now)).State;
    }

    [Fact]
    public void A_lie_is_not_chased_twice_but_another_claim_is()
    {
        Headers(Ann, [], more: false, claimed: 9000);
        AssertIdleAfter(Claim(Ann, work: 9000));
        Assert.NotEmpty(Claim(Ann, work: 9001));
    }


    [Fact]
    public void The_same_claim_after_a_time_out_is_chased_again()
    {
        Claim(Ann, work: 1000);
        Planner.OnLocator(OurLocator, Now);
        AssertIdleAfter(TimeOut(10));
        Assert.NotEmpty(Claim(Ann, work: 1000));
    }

    [Fact]
    public void A_claim_that_comes_during_a_session_is_not_lost()
    {
        var chain = DrawnHeaders.Chain(1);
        Considered(Ann, chain);
        Claim(Ann, work: 5000);
        Planner.OnOurTip(chain[0].Work, chain[0].Hash, Now);
        Assert.Equal([new SyncAction.AskLocator()], Body(Ann, chain[0]));
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Planner.OnLocator(OurLocator, Now))).Peer);
    }

    [Fact]
    public void A_block_without_parent_is_chased_whatever_its_peer_claimed()
    {
        Assert.Equal([new SyncAction.AskLocator()], Planner.OnUnknownParent(Ann, Now));
        Planner.OnLocator(OurLocator, Now);
        AssertIdleAfter(TimeOut(10));
    }

    [Fact]
    public void Headers_that_break_a_rule_cost_the_connection()
    {
        var chain = DrawnHeaders.Chain(2);
        Headers(Ann, chain, more: false);
        Claim(Ann, work: 7000);
        var violation = Violation.Of(Rule.IndexFollows, 7, 2);
        var actions = Planner.OnConsidered(Ann, LastId, chain[0].Point, [chain[0].Hash], violation, Now);
        var drop = Assert.IsType<SyncAction.Drop>(Assert.Single(actions));
        Assert.Equal((Ann, PeerFaultCode.InvalidHeader), (drop.Peer, drop.Fault.Code));
        Assert.True(Planner.IsIdle);
    }

    [Fact]
    public void Answers_that_nobody_waits_for_change_nothing()
    {
        var chain = DrawnHeaders.Chain(2);
        AssertIdleAfter(Planner.OnLocator(OurLocator, Now));
        AssertIdleAfter(Planner.OnHeaders(Ann, 1, Items(chain), more: false, Now));
        AssertIdleAfter(Planner.OnConsidered(Ann, 1, chain[^1].Point, [], null, Now));
        AssertIdleAfter(Planner.OnKnownBody(Ann, chain[0].Hash, Verdict.Connected.Instance, default, Now));
        AssertIdleAfter(Planner.OnTime(Now.Plus(TimeSpan.FromHours(1))));
        Claim(Ann, work: 1000);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Planner.OnLocator(OurLocator, Now)));
        Assert.Empty(Planner.OnHeaders(Ann, ask.Id + 1, Items(chain), more: false, Now));
        Assert.Empty(Planner.OnHeaders(Ben, ask.Id, Items(chain), more: false, Now));
        Assert.Empty(Planner.OnTime(Now));
    }
}
