using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Sync;

public sealed class SyncPlannerTests
{
    private static readonly PeerId Ann = new(1);
    private static readonly PeerId Ben = new(2);
    private static readonly ImmutableArray<Hash256> OurLocator = [DrawnHeaders.Genesis.Hash];

    private readonly SyncPlanner _planner = new();
    private uint _asked;
    private Moment _now = new(1_766_620_800_000);

    public SyncPlannerTests() => _planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now);

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
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator(OurLocator, _now)));
        Assert.Equal((Ann, OurLocator), (ask.Peer, ask.Locator));
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(10)), _planner.Deadline);
    }

    [Fact]
    public void A_claim_of_less_work_is_nothing_to_chase() => AssertIdleAfter(Claim(Ann, work: 100));

    [Fact]
    public void Of_equal_work_the_smaller_tip_is_ahead()
    {
        var (work, tip) = (DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash);
        AssertIdleAfter(_planner.OnClaim(Ann, work, tip, _now));
        AssertIdleAfter(_planner.OnClaim(Ann, work, Hash256.Parse(new string('f', 64)), _now));
        Assert.NotEmpty(_planner.OnClaim(Ann, work, Hash256.Zero, _now));
    }

    [Fact]
    public void Several_peers_are_asked_at_once_with_one_locator()
    {
        Assert.Equal([new SyncAction.AskLocator()], Claim(Ann, work: 1000));
        Assert.Empty(Claim(Ben, work: 2000));
        Assert.Equal(
            [Ann, Ben], _planner.OnLocator(OurLocator, _now).Cast<SyncAction.AskHeaders>().Select(ask => ask.Peer));
    }

    [Fact]
    public void Each_body_is_requested_from_one_peer_and_those_of_a_peer_that_leaves_from_the_next()
    {
        var chain = DrawnBlocks.Chain(40);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        var asked = _planner.OnLocator(OurLocator, _now).Cast<SyncAction.AskHeaders>().ToDictionary(ask => ask.Peer);
        foreach (var peer in new[] { Ann, Ben }) _planner.OnHeaders(peer, asked[peer].Id, Items(chain), more: false, _now);
        Assert.Equal(Hashes(chain, 0, 16), Bodies(Consider(Ann, asked[Ann].Id, chain)));
        Assert.Equal(Hashes(chain, 16, 16), Bodies(Consider(Ben, asked[Ben].Id, chain)));
        Assert.Equal([Ann, Ben], _planner.FetchingFrom);
        Body(Ann, chain[0]);
        Assert.Empty(_planner.OnPeerGone(Ann, _now)); // Ben owes as many as he may.
        for (var i = 16; i < 23; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 1, 8), Bodies(Came(Ben, chain[23])));
        Assert.Equal([Ben], _planner.FetchingFrom);
    }

    [Fact]
    public void If_no_body_comes_for_a_second_another_peer_is_asked_for_the_same()
    {
        var chain = DrawnBlocks.Chain(20);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        foreach (var ask in _planner.OnLocator(OurLocator, _now).Cast<SyncAction.AskHeaders>())
        {
            _planner.OnHeaders(ask.Peer, ask.Id, Items(chain), more: false, _now);
            Consider(ask.Peer, ask.Id, chain);
        }
        for (var i = 16; i < 20; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 0, 16), Bodies(TimeOut(1)));
        for (var i = 0; i < 15; i++) Assert.Empty(Body(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 16, 4), Body(Ben, chain[15]).Select(action => ((SyncAction.Submit)action).Block.Hash));
        foreach (var node in chain[16..])
            _planner.OnJudged(node.Hash, Verdict.Connected.Instance, default, _now);
        Assert.Equal([Ann], _planner.FetchingFrom); // It still owes bodies.
    }

    [Fact]
    public void The_next_body_is_requested_twice_if_its_peer_sends_others_for_a_second()
    {
        var chain = DrawnBlocks.Chain(20);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        foreach (var ask in _planner.OnLocator(OurLocator, _now).Cast<SyncAction.AskHeaders>())
        {
            _planner.OnHeaders(ask.Peer, ask.Id, Items(chain), more: false, _now);
            Consider(ask.Peer, ask.Id, chain);
        }
        for (var i = 16; i < 20; i++) Came(Ben, chain[i]);
        for (var i = 0; i < 3; i++)
        {
            _now = _now.Plus(TimeSpan.FromSeconds(0.4));
            Assert.Equal(i < 2 ? [] : Hashes(chain, 2, 1), _planner.OnTime(_now).SelectMany(Asked));
            Assert.Equal(i < 2 ? [] : Hashes(chain, 3, 1), Body(Ann, chain[i]).SelectMany(Asked));
        }
    }

    [Fact]
    public void Peers_that_announce_the_chain_that_is_fetched_send_bodies_without_headers()
    {
        var chain = DrawnBlocks.Chain(60);
        Considered(Ann, chain);
        Assert.Equal(Hashes(chain, 16, 16), Bodies(_planner.OnClaim(Ben, chain[^1].Work, chain[^1].Hash, _now)));
        Assert.Empty(_planner.OnPeerGone(Ann, _now)); // Ben owes as many as he may.
        for (var i = 16; i < 23; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 0, 8), Bodies(Came(Ben, chain[23])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_whose_chain_is_not_the_one_that_another_showed_is_asked_for_its_own_headers(bool hasMore)
    {
        var planner = new SyncPlanner(headersHeldMax: 20);
        planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now);
        var (liars, honest) = (DrawnBlocks.Chain(20), DrawnBlocks.Chain(40, branch: 1));
        // Ann announces Ben's tip and shows another chain.
        planner.OnClaim(Ann, new Work(100_000), honest[^1].Hash, _now);
        var ask = (SyncAction.AskHeaders)Assert.Single(planner.OnLocator(OurLocator, _now));
        planner.OnHeaders(Ann, ask.Id, Items(liars), hasMore, _now);
        var hashes = Hashes(liars, 0, 20);
        Assert.Equal(
            Hashes(liars, 0, 16), Bodies(planner.OnConsidered(Ann, ask.Id, liars[^1].Point, [.. hashes], null, _now)));
        var next = planner.OnClaim(Ben, honest[^1].Work, honest[^1].Hash, _now);
        if (hasMore)
        {
            Assert.Equal(Hashes(liars, 16, 4), Bodies(next));
            next = planner.OnNotFound(Ben, [liars[16].Hash], _now);
        }
        Assert.Equal([new SyncAction.AskLocator()], next);
        Assert.Equal([Ann], planner.FetchingFrom);
        Assert.Equal(
            Ben, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(planner.OnLocator(OurLocator, _now))).Peer);
    }

    [Fact]
    public void No_body_beyond_256_after_the_first_that_is_not_kept_is_requested()
    {
        var chain = DrawnBlocks.Chain(300);
        var asked = Bodies(Considered(Ann, chain)).ToList();
        for (var i = 1; i < 256; i++)
            asked.AddRange(Came(Ann, chain[i]).SelectMany(Asked));
        Assert.Equal(Hashes(chain, 0, 256), asked);
    }

    [Fact]
    public void A_claim_of_the_chain_that_is_fetched_is_not_asked_about()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Assert.Empty(_planner.OnClaim(Ben, chain[1].Work, chain[1].Hash, _now));
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnPeerGone(Ann, _now));
    }

    [Fact]
    public void Of_two_peers_with_one_claim_the_one_behind_waits_while_the_other_brings_pages()
    {
        var chain = DrawnHeaders.Chain(9);
        Claim(Ann, work: 100_000);
        Claim(Ben, work: 100_000);
        var asked = _planner.OnLocator(OurLocator, _now).Cast<SyncAction.AskHeaders>().ToDictionary(ask => ask.Peer);
        foreach (var peer in new[] { Ann, Ben }) _planner.OnHeaders(peer, asked[peer].Id, Items(chain[..3]), more: true, _now);
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Consider(Ann, asked[Ann].Id, chain[..3]))).Peer);
        Assert.Empty(Consider(Ben, asked[Ben].Id, chain[..3]));
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(1)), _planner.Deadline);
        // Ann takes longer than a second: both are asked now.
        Assert.Equal(Ben, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(TimeOut(1))).Peer);
    }

    [Fact]
    public void Headers_lead_to_bodies_in_order_sixteen_in_flight_and_on_at_half()
    {
        var chain = DrawnHeaders.Chain(40);
        var ids = Bodies(Considered(Ann, chain));
        Assert.Equal(chain.Take(16).Select(node => node.Hash), ids);
        for (var i = 0; i < 7; i++) Assert.Empty(Body(Ann, chain[i]));
        Assert.Equal(chain.Skip(16).Take(8).Select(node => node.Hash), Bodies(Body(Ann, chain[7])));
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(5)), _planner.Deadline);
    }

    [Fact]
    public void The_last_body_ends_the_sync()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Body(Ann, chain[0]);
        _planner.OnOurTip(chain[1].Work, chain[1].Hash, _now);
        AssertIdleAfter(Body(Ann, chain[1]));
    }

    [Fact]
    public void Headers_come_in_pages_each_asked_for_after_the_last()
    {
        var chain = DrawnHeaders.Chain(6);
        var first = Headers(Ann, chain[..3], more: true);
        Assert.Null(Assert.IsType<SyncAction.Consider>(Assert.Single(first)).After);
        Assert.Null(_planner.Deadline);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Consider(Ann, _asked, chain[..3])));
        Assert.Equal(chain[2].Hash, Assert.Single(ask.Locator));
        var consider = Assert.IsType<SyncAction.Consider>(
            Assert.Single(_planner.OnHeaders(Ann, ask.Id, Items(chain[3..]), more: false, _now)));
        Assert.Equal(chain[2].Hash, consider.After);
        Assert.Equal(chain.Select(node => node.Hash), Bodies(Consider(Ann, ask.Id, chain[3..])));
    }

    [Fact]
    public void Headers_that_do_not_beat_our_tip_are_not_worth_their_bodies()
    {
        var chain = DrawnHeaders.Chain(3);
        _planner.OnOurTip(new Work(5000), Hash256.Zero, _now);
        AssertIdleAfter(Considered(Ann, chain, claimed: 6000));
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public void No_body_is_requested_of_a_chain_below_the_threshold_of_work(ulong threshold, bool isWorth)
    {
        var planner = new SyncPlanner(isWorthBodies: tip => tip.Work >= new Work(threshold));
        planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now);
        var chain = DrawnHeaders.Chain(3); // the genesis and three blocks of 256 each
        planner.OnClaim(Ann, chain[^1].Work, chain[^1].Hash, _now);
        var ask = (SyncAction.AskHeaders)Assert.Single(planner.OnLocator(OurLocator, _now));
        planner.OnHeaders(Ann, ask.Id, Items(chain), more: false, _now);
        var last = chain[^1].Point;
        var actions = planner.OnConsidered(Ann, ask.Id, last, [.. Hashes(chain, 0, 3)], null, _now);
        Assert.Equal(isWorth ? Hashes(chain, 0, 3) : [], actions.SelectMany(Asked));
    }

    [Fact]
    public void A_claim_is_told_with_the_check_of_it()
    {
        var chain = DrawnHeaders.Chain(3);
        _planner.OnPeerReady(Ann, new PeerOrigin(IsChosen: false, "a"));
        Assert.Equal(new PeerClaim(Ann, ClaimState.None), Assert.Single(_planner.Claims(_now)));
        Claim(Ann, work: 100);
        Assert.Equal(new PeerClaim(Ann, ClaimState.None), Assert.Single(_planner.Claims(_now)));
        Claim(Ann, work: 9000);
        Assert.Equal(new PeerClaim(Ann, ClaimState.Unchecked), Assert.Single(_planner.Claims(_now)));
        Considered(Ann, chain);
        Assert.Equal(new PeerClaim(Ann, ClaimState.Shown) { CheckedTo = 3, Blocks = 3 }, Assert.Single(_planner.Claims(_now)));
        foreach (var node in chain) Body(Ann, node);
        _planner.OnOurTip(chain[^1].Work, chain[^1].Hash, _now);
        Assert.Equal(ClaimState.Unanswered, ClaimOf(() => Headers(Ann, [], more: true, claimed: 9_001)));
    }

    [Fact]
    public void A_refuted_claim_is_checked_again_when_a_person_wants_it()
    {
        Assert.Equal(ClaimState.Refuted, ClaimOf(() => Headers(Ann, [], more: false, claimed: 9000)));
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnAskedAnew(_now));
        Assert.Equal(ClaimState.Unanswered, Assert.Single(_planner.Claims(_now)).State);
    }

    private ClaimState ClaimOf(Action act)
    {
        act();
        return Assert.Single(_planner.Claims(_now)).State;
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
        _planner.OnLocator(OurLocator, _now);
        AssertIdleAfter(TimeOut(10));
        Assert.NotEmpty(Claim(Ann, work: 1000));
    }

    [Fact]
    public void A_claim_that_comes_during_a_session_is_not_lost()
    {
        var chain = DrawnHeaders.Chain(1);
        Considered(Ann, chain);
        Claim(Ann, work: 5000);
        _planner.OnOurTip(chain[0].Work, chain[0].Hash, _now);
        Assert.Equal([new SyncAction.AskLocator()], Body(Ann, chain[0]));
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator(OurLocator, _now))).Peer);
    }

    [Fact]
    public void A_block_without_parent_is_chased_whatever_its_peer_claimed()
    {
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnUnknownParent(Ann, _now));
        _planner.OnLocator(OurLocator, _now);
        AssertIdleAfter(TimeOut(10));
    }

    [Fact]
    public void Bodies_are_waited_for_five_seconds_and_twice_as_long_after_each_time_out()
    {
        var chain = DrawnHeaders.Chain(2);
        foreach (var seconds in new[] { 5, 10, 20, 40, 60, 60 })
        {
            Considered(Ann, chain);
            Assert.Equal(_now.Plus(TimeSpan.FromSeconds(seconds)), _planner.Deadline);
            AssertIdleAfter(TimeOut(seconds));
            AssertIdleAfter(Body(Ann, chain[0])); // late, so it is no offence
        }
        Considered(Ann, chain);
        _now = _now.Plus(TimeSpan.FromSeconds(31));
        Body(Ann, chain[0]);
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(60)), _planner.Deadline); // it needs that patience
        Body(Ann, chain[1]);
        Considered(Ann, chain);
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(40)), _planner.Deadline);
    }

    [Fact]
    public void One_peers_slowness_makes_nobody_wait_longer_for_another()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        TimeOut(5);
        Considered(Ben, chain);
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(5)), _planner.Deadline);
    }

    [Fact]
    public void Not_found_ends_the_session_when_it_is_of_what_is_waited_for()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Assert.Empty(_planner.OnNotFound(Ann, [Hash256.Zero], _now));
        Assert.Empty(_planner.OnNotFound(Ben, [chain[1].Hash], _now));
        Assert.Equal([Ann], _planner.FetchingFrom);
        AssertIdleAfter(_planner.OnNotFound(Ann, [chain[1].Hash], _now));
    }

    [Fact]
    public void A_not_found_of_an_earlier_session_does_not_end_the_next()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        TimeOut(5);
        Claim(Ann, work: 1000);
        Assert.Empty(_planner.OnNotFound(Ann, [chain[0].Hash], _now));
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator(OurLocator, _now))).Peer);
    }

    [Fact]
    public void Headers_that_break_a_rule_cost_the_connection()
    {
        var chain = DrawnHeaders.Chain(2);
        Headers(Ann, chain, more: false);
        Claim(Ann, work: 7000);
        var violation = Violation.Of(Rule.IndexFollows, 7, 2);
        var actions = _planner.OnConsidered(Ann, _asked, chain[0].Point, [chain[0].Hash], violation, _now);
        var drop = Assert.IsType<SyncAction.Drop>(Assert.Single(actions));
        Assert.Equal((Ann, PeerFaultCode.InvalidHeader), (drop.Peer, drop.Fault.Code));
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void An_invalid_body_ends_the_session()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        AssertIdleAfter(_planner.OnKnownBody(
            Ann, chain[0].Hash, new Verdict.Invalid(Violation.Of(Rule.IndexFollows, 7, 2)), default, _now));
    }

    [Fact]
    public void Answers_that_nobody_waits_for_change_nothing()
    {
        var chain = DrawnHeaders.Chain(2);
        AssertIdleAfter(_planner.OnLocator(OurLocator, _now));
        AssertIdleAfter(_planner.OnHeaders(Ann, 1, Items(chain), more: false, _now));
        AssertIdleAfter(_planner.OnConsidered(Ann, 1, chain[^1].Point, [], null, _now));
        AssertIdleAfter(_planner.OnKnownBody(Ann, chain[0].Hash, Verdict.Connected.Instance, default, _now));
        AssertIdleAfter(_planner.OnTime(_now.Plus(TimeSpan.FromHours(1))));
        Claim(Ann, work: 1000);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator(OurLocator, _now)));
        Assert.Empty(_planner.OnHeaders(Ann, ask.Id + 1, Items(chain), more: false, _now));
        Assert.Empty(_planner.OnHeaders(Ben, ask.Id, Items(chain), more: false, _now));
        Assert.Empty(_planner.OnTime(_now));
    }

    private IReadOnlyList<SyncAction> Claim(PeerId peer, ulong work, string tip = "tip") =>
        _planner.OnClaim(peer, new Work(work), Hash256.Of(Encoding.UTF8.GetBytes(tip)), _now);

    private IReadOnlyList<SyncAction> Headers(PeerId peer, HeaderNode[] chain, bool more, ulong claimed = 100_000)
    {
        Claim(peer, claimed);
        var ask = Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator(OurLocator, _now)));
        _asked = ask.Id;
        return _planner.OnHeaders(peer, ask.Id, Items(chain), more, _now);
    }

    private IReadOnlyList<SyncAction> Consider(PeerId peer, uint id, HeaderNode[] chain) =>
        _planner.OnConsidered(peer, id, chain[^1].Point, [.. chain.Select(node => node.Hash)], null, _now);

    private IReadOnlyList<SyncAction> Considered(PeerId peer, HeaderNode[] chain, ulong claimed = 100_000)
    {
        Headers(peer, chain, more: false, claimed);
        return Consider(peer, _asked, chain);
    }

    private IReadOnlyList<SyncAction> Body(PeerId peer, HeaderNode node) => _planner.OnKnownBody(
        peer, node.Hash, Verdict.Connected.Instance, default, _now);

    private IReadOnlyList<SyncAction> Came(PeerId peer, HeaderNode node) =>
        _planner.OnBody(peer, DrawnBlocks.Body(node), _now);

    private IReadOnlyList<SyncAction> TimeOut(int seconds)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_planner.OnTime(_now));
        _now = _now.Plus(TimeSpan.FromMilliseconds(1));
        return _planner.OnTime(_now);
    }

    private void AssertIdleAfter(IReadOnlyList<SyncAction> actions)
    {
        Assert.Empty(actions);
        Assert.True(_planner.IsIdle);
        Assert.Null(_planner.Deadline);
    }

    private static Hash256[] Hashes(HeaderNode[] chain, int from, int count) =>
        [.. chain.Skip(from).Take(count).Select(node => node.Hash)];

    private static IEnumerable<Hash256> Asked(SyncAction action) => ((SyncAction.AskBlocks)action).Hashes;

    private static ImmutableArray<Hash256> Bodies(IReadOnlyList<SyncAction> actions) =>
        Assert.IsType<SyncAction.AskBlocks>(Assert.Single(actions)).Hashes;

    private static ImmutableArray<HeaderItem> Items(IEnumerable<HeaderNode> chain) => [.. chain.Select(
        DrawnHeaders.Item)];
}
