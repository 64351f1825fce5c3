using System.Globalization;
using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Mining;

public sealed class MiningPolicyTests
{
    private static readonly Moment Start = new(1_766_620_800_000);

    private readonly MiningPolicy _policy = OnDemand(0.5);

    [Fact] // rule M2
    public void Own_transactions_are_mined_at_once_as_long_as_no_rival_is_about() =>
        Assert.Equal(Start, _policy.Start(Start, Waits(own: 1, others: 5), nodesKnown: 1_000));

    [Fact] // rules M2, M4
    public void Own_transactions_that_no_block_may_hold_yet_do_not_hurry_those_of_other_nodes()
    {
        var pool = new ChainEvents.PoolChanged(Own: 1, FromPlain: 1, Others: 5, FirstOwn: null);
        Assert.True(_policy.Start(Start, pool, nodesKnown: 3) >= Start.Plus(MiningPolicy.StrandedAfter));
    }

    [Fact] // rule M4
    public void The_pause_of_those_of_other_nodes_begins_anew_when_nothing_was_ready()
    {
        var pool = new ChainEvents.PoolChanged(Own: 1, FromPlain: 0, Others: 0, FirstOwn: null);
        Assert.NotNull(_policy.Start(Start, pool, nodesKnown: 3));
        _policy.OnNothingReady();
        var later = Start.Plus(TimeSpan.FromMinutes(5));
        Assert.True(
            _policy.Start(later, pool with { Others = 1 }, nodesKnown: 3) >= later.Plus(MiningPolicy.StrandedAfter));
    }

    [Theory] // rule M2
    [InlineData(MiningMode.OnDemand, 0, null)]
    [InlineData(MiningMode.Continuous, 0, 0L)]
    [InlineData(MiningMode.Off, 1, null)]
    public void The_mode_says_whether_anything_is_mined(MiningMode mode, int ownWaiting, long? after)
    {
        var start = new MiningPolicy(mode, new ScriptedRandom(0.5)).Start(Start, Waits(ownWaiting, 0), 3);
        Assert.Equal(after, start is { } at ? at.Milliseconds - Start.Milliseconds : null);
    }

    [Fact] // rule M3
    public void The_pause_doubles_with_each_rival_from_50_ms_to_2_s()
    {
        foreach (var milliseconds in new[] { 50, 100, 200, 400, 800, 1_600, 2_000, 2_000 })
        {
            _policy.OnRival(Start);
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _policy.Interval);
            Assert.Equal(Start.Plus(TimeSpan.FromMilliseconds(milliseconds)), _policy.Start(Start, Waits(1, 0), 3));
        }
    }

    [Theory] // rule M3
    [InlineData(0.0, 200)]
    [InlineData(0.25, 300)]
    [InlineData(0.999999, 599)]
    public void The_wait_lies_between_half_and_one_and_a_half_intervals(double fraction, int milliseconds)
    {
        var policy = OnDemand(fraction);
        for (var rival = 0; rival < 4; rival++) policy.OnRival(Start);
        Assert.Equal(Start.Plus(TimeSpan.FromMilliseconds(milliseconds)), policy.Start(Start, Waits(1, 0), 3));
    }

    [Fact] // rule M3
    public void Each_foreign_block_that_extends_the_chain_takes_a_tenth_off_until_nothing_is_left_below_50_ms()
    {
        Rivals(2);
        foreach (var milliseconds in new[] { 90, 81, 72.9, 65.61, 59.049, 53.1441, 0, 0 })
        {
            _policy.OnForeignBlock(Start);
            Assert.Equal(milliseconds, _policy.Interval.TotalMilliseconds, 3);
        }
    }

    [Theory] // rule M3
    [InlineData(59_999, 100)]
    [InlineData(60_000, 0)]
    public void A_minute_without_a_foreign_block_ends_the_pause(long quietMs, int milliseconds)
    {
        Rivals(2);
        var later = new Moment(Start.Milliseconds + quietMs);
        Assert.Equal(later.Plus(TimeSpan.FromMilliseconds(milliseconds)), _policy.Start(later, Waits(1, 0), 3));
    }

    [Fact] // rule M3
    public void A_foreign_block_within_the_minute_keeps_the_pause_alive()
    {
        Rivals(6);
        _policy.OnForeignBlock(After(40));
        _ = _policy.Start(After(99), Waits(1, 0), 3);
        Assert.Equal(1_440, _policy.Interval.TotalMilliseconds, 3);
    }

    [Fact] // rule M3
    public void A_rival_after_a_quiet_minute_starts_from_50_ms_again_though_nobody_asked_in_between()
    {
        Rivals(6);
        _policy.OnRival(After(60));
        Assert.Equal(50, _policy.Interval.TotalMilliseconds);
    }

    [Fact] // rule M3
    public void A_foreign_block_after_a_quiet_minute_finds_no_pause_to_shorten()
    {
        Rivals(6);
        _policy.OnForeignBlock(After(60));
        Assert.Equal(TimeSpan.Zero, _policy.Interval);
    }

    [Fact] // rule M3
    public void A_start_once_drawn_stands_until_a_rival_comes_or_the_tip_moves()
    {
        Rivals(6);
        var drawn = _policy.Start(Start, Waits(1, 0), 3);
        Assert.Equal(drawn, _policy.Start(After(1), Waits(2, 3), 3));
        _policy.OnTipMoved();
        Assert.Equal(After(2.6), _policy.Start(After(1), Waits(1, 0), 3));
        _policy.OnRival(After(2));
        Assert.Equal(After(4), _policy.Start(After(2), Waits(1, 0), 3));
    }

    [Fact] // rule M3
    public void A_continuous_miner_s_start_stands_too_though_nothing_waits()
    {
        var policy = new MiningPolicy(MiningMode.Continuous, new ScriptedRandom(0.5));
        for (var rival = 0; rival < 6; rival++) policy.OnRival(Start);
        Assert.Equal(After(1.6), policy.Start(Start, Waits(0, 0), 3));
        Assert.Equal(After(1.6), policy.Start(After(1), Waits(0, 0), 3));
    }

    [Theory] // rule M4
    [InlineData(1, 0, 0.0, 2_000)]
    [InlineData(1, 0, 0.5, 2_100)]
    [InlineData(2, 0, 0.0, 2_400)]
    [InlineData(2, 1, 0.0, 2_000)]
    [InlineData(3, 0, 0.0, 2_800)]
    [InlineData(4, 0, 0.0, 2_800)]
    [InlineData(5, 0, 0.0, 3_200)]
    [InlineData(1_000, 0, 0.0, 6_000)]
    [InlineData(1_000, 3, 0.25, 4_850)]
    [InlineData(1_000, 10, 0.999999, 2_199)]
    [InlineData(1_000, 11, 0.0, 2_000)]
    public void A_stranded_transaction_waits_longer_the_fewer_heads_were_thrown(
        int nodes, int heads, double fraction, int milliseconds)
    {
        var policy = new MiningPolicy(MiningMode.OnDemand, new ScriptedRandom(fraction, heads));
        var drawn = policy.Start(Start, Waits(0, 1), nodes);
        Assert.Equal(Start.Plus(TimeSpan.FromMilliseconds(milliseconds)), drawn);
        Assert.Equal(drawn, policy.Start(After(1), Waits(0, 9), nodes));
        Assert.Null(policy.Start(After(1), Waits(0, 0), nodes));
    }

    [Theory] // rule M4
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void About_one_and_a_half_nodes_mine_a_stranded_transaction_whatever_the_size_of_the_network(int nodes)
    {
        const int rounds = 400;
        var random = new Random(7);
        var miners = 0;
        for (var round = 0; round < rounds; round++)
        {
            var starts = Enumerable.Range(0, nodes)
                .Select(_ => new MiningPolicy(MiningMode.OnDemand, random).Start(Start, Waits(0, 1), nodes)!.Value.Milliseconds).ToArray();
            // Whoever starts within the 100 ms that a block takes to everybody mines it as well.
            miners += starts.Count(start => start < starts.Min() + 100);
        }
        var average = (double)miners / rounds;
        Assert.True(average is >= 1.0 and <= 2.2, average.ToString(CultureInfo.InvariantCulture));
    }

    [Theory] // rule M2
    [InlineData(0.0, 0)]
    [InlineData(0.5, 250)]
    [InlineData(0.999999, 499)]
    public void A_plain_peer_s_transactions_are_mined_up_to_half_a_second_later(double fraction, int milliseconds)
    {
        var policy = OnDemand(fraction);
        Assert.Equal(
            Start.Plus(TimeSpan.FromMilliseconds(milliseconds)), policy.Start(Start, Waits(0, 3, fromPlain: 1), 3));
        Assert.Equal(
            Start.Plus(TimeSpan.FromMilliseconds(milliseconds)),
            policy.Start(After(0.1), Waits(0, 3, fromPlain: 2), 3));
        Assert.Equal(Start, OnDemand(fraction).Start(Start, Waits(1, 3, fromPlain: 1), 3));
    }

    [Fact] // rules M2, M3
    public void A_plain_peer_s_transactions_wait_after_a_rival_too_and_one_submitted_here_does_not_put_them_off()
    {
        Rivals(6);
        Assert.Equal(After(1.85), _policy.Start(Start, Waits(0, 0, fromPlain: 1), 3));
        Assert.Equal(After(1.85), _policy.Start(After(1), Waits(1, 0, fromPlain: 1), 3));
        Assert.Equal(After(2.6), _policy.Start(After(1), Waits(1, 0), 3));
    }

    [Fact] // rule M5
    public void Rivals_that_never_cease_keep_an_own_transaction_waiting_for_four_seconds_at_most()
    {
        Rivals(6);
        Moment? start = null;
        for (var second = 0; second < 60 && (start is null || After(second) < start); second++)
        {
            _policy.OnRival(After(second));
            _policy.OnTipMoved();
            start = _policy.Start(After(second), Waits(1, 0), 3);
        }
        Assert.Equal(After(4), start);
        Assert.Equal(After(4), _policy.Start(After(5), Waits(1, 0), 3)); // until it is mined
    }

    [Fact] // rule M6
    public void A_node_that_catches_up_does_not_mine_until_no_block_came_for_two_seconds()
    {
        for (var block = 1; block < 16; block++) Assert.False(_policy.OnFetched(After(block)));
        Assert.Equal(After(15), _policy.Start(After(15), Waits(1, 0), 3));
        Assert.True(_policy.OnFetched(After(16)));
        Assert.Equal(After(18), _policy.Start(After(17), Waits(1, 0), 3));
        Assert.True(_policy.OnFetched(After(17)));
        Assert.Equal(After(19), _policy.Start(After(17), Waits(1, 0), 3));
        Assert.True(_policy.Start(After(19), Waits(1, 0), 3) <= After(19));
    }

    [Fact] // rule M6
    public void Blocks_fetched_now_and_then_are_no_catching_up()
    {
        for (var block = 1; block < 50; block++) Assert.False(_policy.OnFetched(After(2 * block)));
        Assert.Equal(After(100), _policy.Start(After(100), Waits(1, 0), 3));
    }

    [Fact] // rule M5
    public void The_next_own_transaction_waits_anew()
    {
        Rivals(6);
        _ = _policy.Start(Start, Waits(2, 0), 3);
        _policy.OnRival(After(3.5));
        Assert.Equal(After(4), _policy.Start(After(3.5), Waits(2, 0), 3));
        _policy.OnTipMoved();
        Assert.Equal(After(5.5), _policy.Start(After(3.5), Waits(1, 0, first: "the second"), 3));
        Assert.Null(_policy.Start(After(3.5), Waits(0, 0), 3));
        Assert.Equal(After(7.5), _policy.Start(After(5.5), Waits(1, 0, first: "the second"), 3));
    }

    [Fact] // rules M3, M5
    public void A_continuous_miner_with_nothing_of_its_own_keeps_out_of_the_way_of_rivals()
    {
        var policy = new MiningPolicy(MiningMode.Continuous, new ScriptedRandom(0.5));
        for (var second = 0; second < 60; second++)
        {
            policy.OnRival(After(second));
            Assert.True(policy.Start(After(second), Waits(0, 5), 3) > After(second));
        }
    }

    private static ChainEvents.PoolChanged Waits(int own, int others, int fromPlain = 0, string first = "the first") =>
        new(own, fromPlain, others, own + fromPlain == 0 ? null : Hash256.Of(Encoding.ASCII.GetBytes(first)));

    private static MiningPolicy OnDemand(double fraction) => new(MiningMode.OnDemand, new ScriptedRandom(fraction));

    private static Moment After(double seconds) => Start.Plus(TimeSpan.FromSeconds(seconds));

    private void Rivals(int count)
    {
        for (var rival = 0; rival < count; rival++) _policy.OnRival(Start);
    }
}
