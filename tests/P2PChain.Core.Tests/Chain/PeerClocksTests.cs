using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rules L1–L3: what the peers' clocks say of this node's.</summary>
public sealed class PeerClocksTests
{
    private readonly PeerClocks _clocks = new();
    private UnixTime _now = ChainBuilder.ClockAt(0);
    private TimeSpan _elapsed = TimeSpan.FromMinutes(1);

    [Theory] // rule L1
    [InlineData(120_000, null)]
    [InlineData(120_001, 120_001L)]
    [InlineData(-120_000, null)]
    [InlineData(-120_001, -120_001L)]
    public void A_clock_more_than_two_minutes_from_the_peers_median_is_off(long offsetMs, long? slowMs)
    {
        Peer(1, offsetMs);
        Peer(2, offsetMs);
        Assert.Equal(slowMs, Slow()?.TotalMilliseconds);
    }

    [Theory] // rule L1
    [InlineData(new[] { 30.0, 31, 90 }, 31)]
    [InlineData(new[] { 30.0, 90 }, 30)]
    [InlineData(new[] { 30.0, 0, 0 }, 0)]
    [InlineData(new[] { 30.0, 0 }, 0)]
    [InlineData(new[] { 30.0, -30 }, 0)]
    [InlineData(new[] { -30.0, -30, 600 }, -30)]
    public void The_middle_of_the_peers_decides_and_of_two_in_the_middle_what_both_say(double[] minutes, double slow)
    {
        for (var i = 0; i < minutes.Length; i++) Peer(i, Ms(minutes[i]));
        Assert.Equal(slow, Slow()?.TotalMinutes ?? 0);
    }

    [Fact] // rule L2
    public void One_peer_alone_counts_only_where_this_node_dialled_it()
    {
        Peer(1, Ms(30));
        Assert.Null(Slow());
        _clocks.OnPeerGone(new PeerId(1));
        Peer(2, Ms(30), isDialled: true);
        Assert.Equal(30, Slow()?.TotalMinutes);
    }

    [Fact] // rule L2
    public void Two_connections_with_one_key_are_one_voice_and_the_later_one_speaks()
    {
        Peer(1, Ms(30), key: 7);
        Pass(elapsedMinutes: 1, clockMinutes: 1);
        Peer(2, Ms(40), key: 7);
        Assert.Null(Slow());
        Peer(3, Ms(50));
        Assert.Equal(40, Slow()?.TotalMinutes);
    }

    [Fact] // rule L2
    public void Many_keys_of_strangers_do_not_outvote_the_peers_that_this_node_dialled()
    {
        Peer(1, 0, isDialled: true);
        for (var i = 2; i < 40; i++) Peer(i, Ms(600));
        Assert.Null(Slow());
        _clocks.OnPeerGone(new PeerId(1));
        Assert.Equal(600, Slow()?.TotalMinutes);
    }

    [Fact] // rule L1
    public void What_a_peer_said_is_forgotten_when_it_leaves()
    {
        Peer(1, Ms(30));
        Peer(2, Ms(30));
        Assert.NotNull(Slow());
        _clocks.OnPeerGone(new PeerId(2));
        Assert.Null(Slow());
    }

    [Theory] // rule L3
    [InlineData(600_000, true)]
    [InlineData(600_001, false)]
    [InlineData(-600_000, true)]
    [InlineData(-600_001, false)]
    public void Nothing_is_signed_by_a_clock_more_than_ten_minutes_off(long offsetMs, bool maySign)
    {
        Peer(1, offsetMs);
        Peer(2, offsetMs);
        Assert.Equal(maySign, Judge()!.MaySign);
    }

    [Fact] // rule L1
    public void Setting_the_clock_right_ends_the_finding_and_setting_it_wrong_begins_one()
    {
        Peer(1, Ms(-30));
        Peer(2, Ms(-30));
        Assert.Equal(-30, Slow()?.TotalMinutes);
        Pass(elapsedMinutes: 1, clockMinutes: -29);
        Assert.Null(Slow());
        Pass(elapsedMinutes: 1, clockMinutes: -19);
        Assert.Equal(20, Slow()?.TotalMinutes);
    }

    [Fact] // rule L1
    public void After_a_computer_slept_what_was_measured_before_proves_nothing()
    {
        Peer(1, 0);
        Peer(2, 0);
        Pass(elapsedMinutes: 0, clockMinutes: 480);
        Assert.Null(Slow());
        Peer(3, 0);
        Peer(4, 0);
        Pass(elapsedMinutes: 90, clockMinutes: 90);
        Assert.Null(Slow());
    }

    [Fact] // rule L1
    public void A_peer_that_contradicted_this_clock_is_heard_again_and_its_block_is_kept()
    {
        Peer(1, Ms(30));
        Peer(2, Ms(30));
        foreach (var id in new[] { 1, 2 }) Ahead(id, minutes: 30);
        Assert.False(Judge()!.MaySign);
        Peer(2, Ms(1));
        Assert.True(Judge()!.MaySign);
        Assert.Equal(30, Slow()?.TotalMinutes); // by the blocks
    }

    [Fact] // rule L1
    public void A_clock_of_a_peer_that_leaves_this_one_later_proves_nothing()
    {
        Peer(1, 0, isDialled: true);
        Peer(1, Ms(30), isDialled: true);
        Assert.Null(Slow());
    }

    [Fact] // rule L1
    public void After_a_computer_slept_its_peers_are_heard_again()
    {
        Peer(1, 0, isDialled: true);
        Pass(elapsedMinutes: 0, clockMinutes: 480);
        Peer(1, Ms(-480), isDialled: true);
        Assert.Equal(-480, Slow()?.TotalMinutes);
        Pass(elapsedMinutes: 1, clockMinutes: -479);
        Assert.Null(Slow());
    }

    [Fact] // rule L1
    public void Blocks_ahead_of_the_clock_from_two_peers_say_that_it_is_slow()
    {
        Peer(1, 0);
        Peer(2, 0);
        Ahead(1, minutes: 30);
        Ahead(1, minutes: 31);
        Assert.Null(Slow());
        Ahead(2, minutes: 40);
        Assert.Equal(31, Slow()?.TotalMinutes);
        Pass(elapsedMinutes: 21, clockMinutes: 21);
        Assert.Null(Slow());
    }

    [Fact] // rule L1
    public void Blocks_of_two_connections_with_one_key_come_from_one_peer_and_those_of_strangers_from_nobody()
    {
        Peer(1, 0, key: 7);
        Peer(2, 0, key: 7);
        foreach (var id in new[] { 1, 2, 3, 4 }) Ahead(id, minutes: 30);
        Assert.Null(Slow());
    }

    [Fact] // rule L3
    public void Blocks_stop_the_signing_only_where_no_announced_time_contradicts_them_and_no_good_clock_takes_them()
    {
        Peer(1, 0);
        Peer(2, 0);
        foreach (var id in new[] { 1, 2 }) Ahead(id, minutes: 60);
        Assert.True(Judge()!.MaySign);
        Pass(elapsedMinutes: 0, clockMinutes: 2);
        Assert.False(Judge()!.MaySign);
        foreach (var id in new[] { 1, 2 }) Ahead(id, minutes: 20);
        Assert.True(Judge()!.MaySign);
    }

    [Fact] // rule L1
    public void A_claim_of_a_key_does_not_take_that_key_s_voice()
    {
        Peer(1, Ms(5), isDialled: true, key: 1);
        Pass(elapsedMinutes: 1, clockMinutes: 1);
        Peer(2, 0, key: 1, isProven: false);
        Peer(3, Ms(5), key: 2);
        Assert.Equal(TimeSpan.FromMinutes(5), Slow());
    }

    private static long Ms(double minutes) => (long)(minutes * 60_000);

    private void Peer(int id, long aheadMs, bool isDialled = false, int? key = null, bool isProven = true) => _clocks.OnPeer(
        new PeerId(id), TestKeys.Number(key ?? id).PublicKey, isProven, isDialled, TimeSpan.FromMilliseconds(aheadMs), _now, _elapsed);

    private void Ahead(int id, int minutes)
    {
        var time = _now.Plus(TimeSpan.FromMinutes(minutes));
        _clocks.OnBlockAhead(new PeerId(id), time.Milliseconds, time.Plus(-TimeSpan.FromMinutes(10)), _now);
    }

    private void Pass(double elapsedMinutes, double clockMinutes)
    {
        _elapsed += TimeSpan.FromMinutes(elapsedMinutes);
        _now = _now.Plus(TimeSpan.FromMinutes(clockMinutes));
    }

    private ClockFinding? Judge() => _clocks.Judge(_now, _elapsed);

    private TimeSpan? Slow() => Judge()?.Slow;
}
