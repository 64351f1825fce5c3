using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>docs/protocol.md, sync: the bodies of a chain after its headers won.</summary>
public sealed class SyncBodiesTests : PlannerStage
{
    [Fact]
    public void Each_body_is_requested_from_one_peer_and_those_of_a_peer_that_leaves_from_the_next()
    {
        var chain = DrawnBlocks.Chain(40);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        var asked = Planner.OnLocator(OurLocator, Now).Cast<SyncAction.AskHeaders>().ToDictionary(ask => ask.Peer);
        foreach (var peer in new[] { Ann, Ben })
            Planner.OnHeaders(peer, asked[peer].Id, Items(chain), more: false, Now);
        Assert.Equal(Hashes(chain, 0, 16), Bodies(Consider(Ann, asked[Ann].Id, chain)));
        Assert.Equal(Hashes(chain, 16, 16), Bodies(Consider(Ben, asked[Ben].Id, chain)));
        Assert.Equal([Ann, Ben], Planner.FetchingFrom);
        Body(Ann, chain[0]);
        Assert.Empty(Planner.OnPeerGone(Ann, Now)); // Ben owes as many as he may.
        for (var i = 16; i < 23; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 1, 8), Bodies(Came(Ben, chain[23])));
        Assert.Equal([Ben], Planner.FetchingFrom);
    }

    [Fact]
    public void If_no_body_comes_for_a_second_another_peer_is_asked_for_the_same()
    {
        var chain = DrawnBlocks.Chain(20);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        foreach (var ask in Planner.OnLocator(OurLocator, Now).Cast<SyncAction.AskHeaders>())
        {
            Planner.OnHeaders(ask.Peer, ask.Id, Items(chain), more: false, Now);
            Consider(ask.Peer, ask.Id, chain);
        }
        for (var i = 16; i < 20; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 0, 16), Bodies(TimeOut(1)));
        for (var i = 0; i < 15; i++) Assert.Empty(Body(Ben, chain[i]));
        Assert.Equal(
            Hashes(chain, 16, 4), Body(Ben, chain[15]).Select(action => ((SyncAction.Submit)action).Block.Hash));
        foreach (var node in chain[16..])
            Planner.OnJudged(node.Hash, Verdict.Connected.Instance, default, Now);
        Assert.Equal([Ann], Planner.FetchingFrom); // It still owes bodies.
    }

    [Fact]
    public void The_next_body_is_requested_twice_if_its_peer_sends_others_for_a_second()
    {
        var chain = DrawnBlocks.Chain(20);
        Claim(Ann, work: 100_000, tip: "a");
        Claim(Ben, work: 100_000, tip: "b");
        foreach (var ask in Planner.OnLocator(OurLocator, Now).Cast<SyncAction.AskHeaders>())
        {
            Planner.OnHeaders(ask.Peer, ask.Id, Items(chain), more: false, Now);
            Consider(ask.Peer, ask.Id, chain);
        }
        for (var i = 16; i < 20; i++) Came(Ben, chain[i]);
        for (var i = 0; i < 3; i++)
        {
            Now = Now.Plus(TimeSpan.FromSeconds(0.4));
            Assert.Equal(i < 2 ? [] : Hashes(chain, 2, 1), Planner.OnTime(Now).SelectMany(Asked));
            Assert.Equal(i < 2 ? [] : Hashes(chain, 3, 1), Body(Ann, chain[i]).SelectMany(Asked));
        }
    }

    [Fact]
    public void Peers_that_announce_the_chain_that_is_fetched_send_bodies_without_headers()
    {
        var chain = DrawnBlocks.Chain(60);
        Considered(Ann, chain);
        Assert.Equal(Hashes(chain, 16, 16), Bodies(Planner.OnClaim(Ben, chain[^1].Work, chain[^1].Hash, Now)));
        Assert.Empty(Planner.OnPeerGone(Ann, Now)); // Ben owes as many as he may.
        for (var i = 16; i < 23; i++) Assert.Empty(Came(Ben, chain[i]));
        Assert.Equal(Hashes(chain, 0, 8), Bodies(Came(Ben, chain[23])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_whose_chain_is_not_the_one_that_another_showed_is_asked_for_its_own_headers(bool hasMore)
    {
        var planner = new SyncPlanner(headersHeldMax: 20);
        planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, Now);
        var (liars, honest) = (DrawnBlocks.Chain(20), DrawnBlocks.Chain(40, branch: 1));
        // Ann announces Ben's tip and shows another chain.
        planner.OnClaim(Ann, new Work(100_000), honest[^1].Hash, Now);
        var ask = (SyncAction.AskHeaders)Assert.Single(planner.OnLocator(OurLocator, Now));
        planner.OnHeaders(Ann, ask.Id, Items(liars), hasMore, Now);
        var hashes = Hashes(liars, 0, 20);
        Assert.Equal(
            Hashes(liars, 0, 16), Bodies(planner.OnConsidered(Ann, ask.Id, liars[^1].Point, [.. hashes], null, Now)));
        var next = planner.OnClaim(Ben, honest[^1].Work, honest[^1].Hash, Now);
        if (hasMore)
        {
            Assert.Equal(Hashes(liars, 16, 4), Bodies(next));
            next = planner.OnNotFound(Ben, [liars[16].Hash], Now);
        }
        Assert.Equal([new SyncAction.AskLocator()], next);
        Assert.Equal([Ann], planner.FetchingFrom);
        Assert.Equal(
            Ben, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(planner.OnLocator(OurLocator, Now))).Peer);
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
    public void Headers_lead_to_bodies_in_order_sixteen_in_flight_and_on_at_half()
    {
        var chain = DrawnHeaders.Chain(40);
        var ids = Bodies(Considered(Ann, chain));
        Assert.Equal(chain.Take(16).Select(node => node.Hash), ids);
        for (var i = 0; i < 7; i++) Assert.Empty(Body(Ann, chain[i]));
        Assert.Equal(chain.Skip(16).Take(8).Select(node => node.Hash), Bodies(Body(Ann, chain[7])));
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(5)), Planner.Deadline);
    }

    [Fact]
    public void The_last_body_ends_the_sync()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Body(Ann, chain[0]);
        Planner.OnOurTip(chain[1].Work, chain[1].Hash, Now);
        AssertIdleAfter(Body(Ann, chain[1]));
    }

    [Fact]
    public void Bodies_are_waited_for_five_seconds_and_twice_as_long_after_each_time_out()
    {
        var chain = DrawnHeaders.Chain(2);
        foreach (var seconds in new[] { 5, 10, 20, 40, 60, 60 })
        {
            Considered(Ann, chain);
            Assert.Equal(Now.Plus(TimeSpan.FromSeconds(seconds)), Planner.Deadline);
            AssertIdleAfter(TimeOut(seconds));
            AssertIdleAfter(Body(Ann, chain[0])); // late, so it is no offence
        }
        Considered(Ann, chain);
        Now = Now.Plus(TimeSpan.FromSeconds(31));
        Body(Ann, chain[0]);
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(60)), Planner.Deadline); // it needs that patience
        Body(Ann, chain[1]);
        Considered(Ann, chain);
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(40)), Planner.Deadline);
    }

    [Fact]
    public void One_peers_slowness_makes_nobody_wait_longer_for_another()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        TimeOut(5);
        Considered(Ben, chain);
        Assert.Equal(Now.Plus(TimeSpan.FromSeconds(5)), Planner.Deadline);
    }

    [Fact]
    public void Not_found_ends_the_session_when_it_is_of_what_is_waited_for()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        Assert.Empty(Planner.OnNotFound(Ann, [Hash256.Zero], Now));
        Assert.Empty(Planner.OnNotFound(Ben, [chain[1].Hash], Now));
        Assert.Equal([Ann], Planner.FetchingFrom);
        AssertIdleAfter(Planner.OnNotFound(Ann, [chain[1].Hash], Now));
    }

    [Fact]
    public void A_not_found_of_an_earlier_session_does_not_end_the_next()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        TimeOut(5);
        Claim(Ann, work: 1000);
        Assert.Empty(Planner.OnNotFound(Ann, [chain[0].Hash], Now));
        Assert.Equal(
            Ann, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(Planner.OnLocator(OurLocator, Now))).Peer);
    }

    [Fact]
    public void An_invalid_body_ends_the_session()
    {
        var chain = DrawnHeaders.Chain(2);
        Considered(Ann, chain);
        AssertIdleAfter(Planner.OnKnownBody(
            Ann, chain[0].Hash, new Verdict.Invalid(Violation.Of(Rule.IndexFollows, 7, 2)), default, Now));
    }

    [Fact]
    public void Eight_peers_send_bodies_of_one_chain_at_one_time()
    {
        var chain = DrawnBlocks.Chain(300);
        Considered(Ann, chain);
        for (var i = 10; i < 30; i++) Planner.OnClaim(new PeerId(i), chain[^1].Work, chain[^1].Hash, Now);
        Assert.Equal(SyncLimits.SourcesMax, Planner.FetchingFrom.Count());
    }

    [Fact]
    public void Four_bodies_wait_for_the_chain_and_the_next_one_follows_each_verdict()
    {
        var chain = DrawnBlocks.Chain(16);
        Considered(Ann, chain);
        var submitted = chain.SelectMany(node => Came(Ann, node)).ToList();
        Assert.Equal(Hashes(chain, 0, SyncLimits.SubmittedMax), submitted.Select(Submitted));
        for (var i = 0; i < 12; i++)
        {
            var next = Planner.OnJudged(chain[i].Hash, Verdict.Connected.Instance, default, Now);
            Assert.Equal(Hashes(chain, i + SyncLimits.SubmittedMax, 1), next.Select(Submitted));
        }
    }

    [Fact]
    public void Bodies_beyond_the_room_for_staged_ones_are_dropped_and_requested_again_but_the_next_one_is_taken()
    {
        // An empty block counts two bytes.
        var planner = new SyncPlanner(stagedBytesMax: 2 * 4);
        planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, Now);
        var chain = DrawnBlocks.Chain(16);
        planner.OnClaim(Ann, chain[^1].Work, chain[^1].Hash, Now);
        var ask = (SyncAction.AskHeaders)Assert.Single(planner.OnLocator(OurLocator, Now));
        planner.OnHeaders(Ann, ask.Id, Items(chain), more: false, Now);
        planner.OnConsidered(Ann, ask.Id, chain[^1].Point, [.. Hashes(chain, 0, 16)], null, Now);
        var asked = chain[1..].SelectMany(node => planner.OnBody(Ann, DrawnBlocks.Body(node), Now)).ToList();
        Assert.Empty(asked); // There is no room for an answer.
        var actions = planner.OnBody(Ann, DrawnBlocks.Body(chain[0]), Now);
        Assert.Equal(Hashes(chain, 0, 4), actions.OfType<SyncAction.Submit>().Select(Submitted));
        var after = chain[..5].SelectMany(
            node => planner.OnJudged(node.Hash, Verdict.Connected.Instance, default, Now));
        Assert.Equal(Hashes(chain, 5, 4), after.OfType<SyncAction.AskBlocks>().SelectMany(Asked));
    }

    [Fact]
    public void Another_chain_waits_for_fifteen_seconds_at_most_while_bodies_of_one_come_fast()
    {
        var (first, second) = (DrawnHeaders.Chain(300), DrawnHeaders.Chain(40, branch: 1));
        Considered(Ann, first);
        Planner.OnClaim(Ben, second[^1].Work, second[^1].Hash, Now);
        var ask = (SyncAction.AskHeaders)Assert.Single(Planner.OnLocator(OurLocator, Now));
        Planner.OnHeaders(Ben, ask.Id, Items(second), more: false, Now);
        Consider(Ben, ask.Id, second);
        var begun = Now;
        for (var i = 0; !Planner.FetchingFrom.Contains(Ben); i++)
        {
            Now = Now.Plus(TimeSpan.FromSeconds(0.058));
            Body(Ann, first[i]);
            Planner.OnTime(Now);
        }
        Assert.InRange(Now.Since(begun), SyncLimits.TurnMax, SyncLimits.TurnMax + TimeSpan.FromSeconds(0.1));
    }

    private static Hash256 Submitted(SyncAction action) => ((SyncAction.Submit)action).Block.Hash;
}
