using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

/// <summary>Rule P3: how far ahead a transaction may be dated, to the millisecond.</summary>
public sealed class PoolClockTests
{
    private const long TenMinutesMs = 600_000;

    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    [Theory] // rule P3
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void It_may_be_dated_ten_minutes_after_the_clock_and_not_a_millisecond_more(long clockMs, bool isTaken)
    {
        var ahead = _draw.Request(TestKeys.Alice, "a", 5_000);
        _ledger.Now = new UnixTime(ahead.TimestampMs - TenMinutesMs + clockMs);
        Check(ahead, isTaken);
    }

    [Theory] // rule P3
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    public void It_may_be_dated_ten_minutes_and_a_millisecond_after_the_largest_time_of_the_last_eleven_blocks(
        long blockMs, bool isTaken)
    {
        var ahead = _draw.Request(TestKeys.Alice, "a", 5_000);
        Early(12);
        Connect(ahead.TimestampMs - TenMinutesMs + blockMs);
        Early(10);
        _ledger.Now = ChainBuilder.ClockAt(0);
        Check(ahead, isTaken);
    }

    [Fact] // rule P3
    public void The_time_of_the_twelfth_last_block_gives_no_leave()
    {
        var ahead = _draw.Request(TestKeys.Alice, "a", 5_000);
        Early(12);
        Connect(ahead.TimestampMs - TenMinutesMs);
        Early(11);
        _ledger.Now = ChainBuilder.ClockAt(0);
        Check(ahead, isTaken: false);
    }

    [Fact] // rule P3
    public void It_may_follow_its_item_s_last_confirmed_transaction_by_a_millisecond_however_far_that_is_ahead()
    {
        var confirmed = new CustodyEntry(
            ItemId.Parse("a"), TestKeys.Alice.PublicKey, 1, ChainBuilder.At(5_000), Hash256.Zero);
        var clock = new PoolClock(ChainBuilder.ClockAt(0), ChainBuilder.ClockAt(100).Milliseconds);
        Assert.Null(clock.NotBefore(_draw.Release(TestKeys.Alice, "a", 5_000.0005), confirmed));
        Assert.Null(clock.NotBefore(_draw.Release(TestKeys.Alice, "a", 5_000.0015), confirmed));
        Assert.Equal(
            ChainBuilder.ClockAt(4_400).Milliseconds + 2,
            clock.NotBefore(_draw.Release(TestKeys.Alice, "a", 5_000.0025), confirmed)!.Value.Milliseconds);
        Assert.NotNull(clock.NotBefore(_draw.Release(TestKeys.Alice, "a", 5_000.0005), null));
    }

    [Fact] // rule P3
    public void What_only_waits_gives_no_leave_to_be_dated_ahead()
    {
        _ledger.Now = ChainBuilder.ClockAt(0);
        Check(_draw.Request(TestKeys.Alice, "a", 600), isTaken: true);
        Check(_draw.Release(TestKeys.Alice, "a", 600.0025), isTaken: false);
    }

    /// <summary>Blocks as early as the median allows.</summary>
    private void Early(int count)
    {
        for (var i = 0; i < count; i++) Connect(_ledger.State.Tip.MedianTimeMs() + 1);
    }

    private void Connect(long timeMs)
    {
        var (height, name) = (_ledger.State.Tip.Height, $"{_ledger.State.Tip.Height + 1}");
        _draw.Add(name, height == 0 ? "genesis" : $"{height}", header => header with { TimeMs = timeMs });
        _ledger.Now = ChainBuilder.ClockAt(50_000);
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked(name)).Verdict);
    }

    private void Check(Transaction transaction, bool isTaken)
    {
        var admission = _ledger.Submit(transaction);
        Assert.Equal(isTaken, admission is Admission.Accepted);
        if (admission is not Admission.Refused(var refusal)) return;
        Assert.Equal(RefusalReason.TooEarly, refusal.Reason);
        Assert.Equal(transaction.TimestampMs - TenMinutesMs, refusal.NotBefore.Milliseconds);
    }
}
