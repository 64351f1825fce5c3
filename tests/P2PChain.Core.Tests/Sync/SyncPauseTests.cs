using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>A sync that meets a block which this node cannot keep yet.</summary>
public sealed class SyncPauseTests
{
    private static readonly PeerId Ann = new(1);
    private static readonly PeerId Ben = new(2);
    private static readonly UnixTime Wall = new(1_766_620_800_000);
    private static readonly HeaderNode[] Chain = DrawnHeaders.Chain(40);

    private readonly SyncPlanner _planner = new();
    private Moment _now = new(5_000);

    public SyncPauseTests() => _planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now);

    [Fact]
    public void No_block_above_one_that_is_ahead_of_our_clock_is_requested()
    {
        FetchFrom(Ann);
        Assert.Empty(Body(Ann, 0, Ahead(seconds: 7)));
        Assert.True(_planner.IsIdle);
        for (var late = 1; late < 16; late++) Assert.Empty(Body(Ann, late, Verdict.UnknownParent.Instance));
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void The_chain_is_followed_again_when_the_block_is_due()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        AssertPausedFor(7);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(86_400)]
    public void The_chain_is_followed_again_after_ten_seconds_at_the_latest_because_the_clock_may_be_set(int seconds)
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds));
        AssertPausedFor(10);
    }

    [Fact]
    public void A_pause_takes_a_second_at_least()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: -5));
        AssertPausedFor(1);
    }

    [Fact]
    public void The_chain_is_followed_again_at_once_when_our_tip_moves()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnOurTip(Chain[0].Work, Chain[0].Hash, _now));
        AssertAsked(Ann);
    }

    [Fact]
    public void A_chain_that_our_tip_beats_meanwhile_is_not_followed_again()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Empty(_planner.OnOurTip(new Work(1_000_000), Hash256.Zero, _now));
        Assert.Null(_planner.Deadline);
    }

    [Fact]
    public void A_claim_during_the_pause_waits_for_its_end()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Empty(_planner.OnClaim(Ann, new Work(200_000), Hash256.Zero, _now));
        Assert.Empty(_planner.OnUnknownParent(Ann, _now));
        AssertPausedFor(7);
    }

    [Fact]
    public void Another_peer_is_followed_during_the_pause()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnClaim(Ben, new Work(90_000), Hash256.Zero, _now));
        AssertAsked(Ben);
    }

    [Fact]
    public void A_chain_of_unknown_work_is_not_followed_again_by_itself()
    {
        _planner.OnUnknownParent(Ann, _now);
        Follow(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Null(_planner.Deadline);
    }

    [Fact]
    public void The_pause_of_a_peer_ends_with_its_connection()
    {
        FetchFrom(Ann);
        Body(Ann, 0, Ahead(seconds: 7));
        Assert.Empty(_planner.OnPeerGone(Ann, _now));
        Assert.Null(_planner.Deadline);
    }

    [Fact]
    public void After_a_body_that_is_not_kept_the_chain_is_asked_for_again_after_ever_longer_pauses()
    {
        foreach (var (verdict, seconds) in new (Verdict, int)[]
        {
            (Verdict.UnknownParent.Instance, 1), (Verdict.NotKept.Instance, 2), (Verdict.UnknownParent.Instance, 4),
            (Verdict.UnknownParent.Instance, 8), (Verdict.NotKept.Instance, 10),
        })
        {
            FetchFrom(Ann);
            Assert.Empty(Body(Ann, 0, verdict));
            Assert.Equal(_now.Plus(TimeSpan.FromSeconds(seconds)), _planner.Deadline);
            _now = _planner.Deadline!.Value;
            _planner.OnPeerGone(Ben, _now);
        }
    }

    [Fact]
    public void A_block_that_is_ahead_of_our_clock_pauses_all_peers_that_would_send_it_next()
    {
        _planner.OnClaim(Ann, new Work(100_000), Hash256.Of("a"u8), _now);
        _planner.OnClaim(Ben, new Work(100_000), Hash256.Of("b"u8), _now);
        foreach (var ask in _planner.OnLocator([DrawnHeaders.Genesis.Hash], _now).Cast<SyncAction.AskHeaders>())
        {
            _planner.OnHeaders(ask.Peer, ask.Id, [.. Chain.Select(DrawnHeaders.Item)], more: false, _now);
            _planner.OnConsidered(ask.Peer, ask.Id, Chain[^1].Point, [.. Chain.Select(node => node.Hash)], null, _now);
        }
        Assert.Empty(Body(Ann, 0, Ahead(seconds: 7)));
        Assert.True(_planner.IsIdle);
        Assert.Equal(_now.Plus(TimeSpan.FromSeconds(7)), _planner.Deadline);
    }

    private static Verdict.AheadOfClock Ahead(int seconds) =>
        new(Wall.Plus(TimeSpan.FromSeconds(seconds)), IsKept: true);

    private IReadOnlyList<SyncAction> Body(PeerId peer, int number, Verdict verdict) =>
        _planner.OnKnownBody(peer, Chain[number].Hash, verdict, Wall, _now);

    private void FetchFrom(PeerId peer)
    {
        _planner.OnClaim(peer, new Work(100_000), Chain[^1].Hash, _now);
        Follow(peer);
    }

    private void Follow(PeerId peer)
    {
        var ask = Assert.IsType<SyncAction.AskHeaders>(
            Assert.Single(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now)));
        _planner.OnHeaders(peer, ask.Id, [.. Chain.Select(DrawnHeaders.Item)], more: false, _now);
        var bodies = _planner.OnConsidered(
            peer, ask.Id, Chain[^1].Point, [.. Chain.Select(node => node.Hash)], null, _now);
        Assert.IsType<SyncAction.AskBlocks>(Assert.Single(bodies));
    }

    private void AssertAsked(PeerId peer) => Assert.Equal(
        peer, Assert.IsType<SyncAction.AskHeaders>(Assert.Single(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now))).Peer);

    private void AssertPausedFor(int seconds)
    {
        Assert.True(_planner.IsIdle);
        var end = _now.Plus(TimeSpan.FromSeconds(seconds));
        Assert.Equal(end, _planner.Deadline);
        Assert.Empty(_planner.OnTime(end.Plus(TimeSpan.FromMilliseconds(-1))));
        Assert.Equal([new SyncAction.AskLocator()], _planner.OnTime(end));
        AssertAsked(Ann);
    }
}
