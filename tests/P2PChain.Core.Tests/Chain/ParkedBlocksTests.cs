using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rule F4: blocks ahead of the clock.</summary>
public sealed class ParkedBlocksTests
{
    private const long DayMs = 24 * 60 * 60 * 1000;

    private readonly ChainBuilder _draw = new(new NetworkParameters { MaxBlockBytes = 1 << 20 });
    private readonly TestLedger _ledger;
    private readonly UnixTime _now = new(1_766_620_800_000);

    public ParkedBlocksTests() => _ledger = new TestLedger(_draw.Parameters) { Now = _now };

    [Theory] // rule F4
    [InlineData(600_000, null)]
    [InlineData(600_001, true)]
    [InlineData(DayMs, true)]
    [InlineData(DayMs + 1, false)]
    public void A_block_up_to_ten_minutes_ahead_is_taken_up_to_a_day_ahead_is_kept_and_beyond_is_not(
        long aheadMs, bool? isKept)
    {
        var verdict = Submit(1, _now.Milliseconds + aheadMs);
        Assert.Equal(isKept, (verdict as Verdict.AheadOfClock)?.IsKept);
        Assert.Equal(isKept is null, verdict is Verdict.Connected);
        if (verdict is not Verdict.AheadOfClock ahead) return;
        Assert.Equal(_now.Milliseconds + aheadMs - 600_000, ahead.Due.Milliseconds);
        Assert.Equal(isKept == true ? ahead.Due : null, _ledger.State.Parked.NextDue);
    }

    [Fact] // rule F4
    public void Sixteen_blocks_wait_and_no_more_and_the_same_one_counts_once()
    {
        for (var i = 1; i <= 16; i++) Assert.True(Ahead(i, minutes: 60 - i).IsKept);
        Assert.True(Again(3).IsKept);
        Assert.False(Ahead(17, minutes: 60).IsKept);
        Assert.Equal(16, _ledger.State.Parked.Count);
        Assert.Equal(_now.Plus(TimeSpan.FromMinutes(34)), _ledger.State.Parked.NextDue);
        var due = _ledger.State.Parked.TakeDue(_now.Plus(TimeSpan.FromMinutes(36)));
        Assert.Equal([_draw["16"].Hash, _draw["15"].Hash, _draw["14"].Hash], due.Select(parked => parked.Block.Hash));
        Assert.True(Again(17).IsKept);
    }

    [Fact] // rule F4
    public void A_block_that_is_due_sooner_takes_the_place_of_the_one_that_is_due_last()
    {
        for (var i = 1; i <= 16; i++) Assert.True(Ahead(i, minutes: 60 - i).IsKept);
        Assert.True(Ahead(17, minutes: 11).IsKept);
        Assert.Equal(16, _ledger.State.Parked.Count);
        Assert.False(_ledger.State.Parked.Contains(_draw["1"].Hash));
        Assert.Equal(_now.Plus(TimeSpan.FromMinutes(1)), _ledger.State.Parked.NextDue);
        Assert.False(Again(1).IsKept);
        Assert.True(_ledger.State.Parked.Contains(_draw["2"].Hash));
    }

    [Fact] // rule F4
    public void Eight_mebibytes_of_transactions_wait_and_no_more()
    {
        var note = string.Concat(Enumerable.Repeat("😀", 256));
        var large = Enumerable.Range(0, 305)
            .Select(i => new TransactionContent(
                TestKeys.Alice.PublicKey, ItemId.Parse($"item-{i}"), TransactionType.Request, ChainBuilder.At(1), Note: note))
            .Select(content => content.SignedBy(TestKeys.Alice)).ToArray();
        for (var i = 1; i <= 8; i++) Assert.True(Ahead(i, minutes: 20 + i, large).IsKept);
        Assert.InRange(8 * _draw["1"].TransactionBytes, 8_388_608 - 1_000_000, 8_388_608);
        Assert.False(Ahead(9, minutes: 40, large).IsKept);
        Assert.True(Ahead(10, minutes: 41).IsKept);
        Assert.True(Ahead(11, minutes: 15, large).IsKept);
        Assert.Equal(8, _ledger.State.Parked.Count);
        Assert.False(_ledger.State.Parked.Contains(_draw["10"].Hash));
        Assert.False(_ledger.State.Parked.Contains(_draw["8"].Hash));
    }

    [Fact] // rule F4
    public void A_block_whose_parent_is_not_here_is_not_kept_however_far_ahead()
    {
        _draw.Add("1", "genesis", header => header with { TimeMs = _now.Milliseconds + 700_000 });
        _draw.Add("2", "1");
        Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("1"), from: 1).Verdict);
        Assert.IsType<Verdict.UnknownParent>(_ledger.Submit(_draw.Checked("2")).Verdict);
        Assert.Equal(1, _ledger.State.Parked.Count);
    }

    private Verdict Submit(int number, long timeMs, params Transaction[] transactions)
    {
        _draw.Add($"{number}", "genesis", header => header with { TimeMs = timeMs }, transactions);
        return _ledger.Submit(_draw.Checked($"{number}"), from: 1).Verdict;
    }

    private Verdict.AheadOfClock Ahead(int number, int minutes, params Transaction[] transactions) =>
        Assert.IsType<Verdict.AheadOfClock>(
            Submit(number, _now.Plus(TimeSpan.FromMinutes(minutes)).Milliseconds, transactions));

    private Verdict.AheadOfClock Again(int number) =>
        Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked($"{number}"), from: 2).Verdict);
}
