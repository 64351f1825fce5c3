using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Mining;

/// <summary>Rule M1: what a template holds, and its time.</summary>
public sealed class BlockTemplateTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    [Fact] // rule M1
    public void Its_time_is_the_clock_s() => Assert.Equal(_ledger.Now.Milliseconds, Template().Header.TimeMs);

    [Fact] // rules M1, H8
    public void Where_the_clock_is_behind_its_time_is_a_millisecond_after_the_median()
    {
        _draw.Add("a1", "genesis", header => header with { TimeMs = ChainBuilder.ClockAt(500).Milliseconds });
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Now = ChainBuilder.ClockAt(3);
        Assert.Equal(ChainBuilder.ClockAt(500).Milliseconds + 1, Template().Header.TimeMs);
    }

    [Fact] // rules M1, B6
    public void A_transaction_dated_ahead_waits_until_the_clock_is_ten_minutes_before_it_and_the_others_do_not()
    {
        _ledger.Submit(_draw.Request(TestKeys.Alice, "ahead", 3_600 + 600));
        _ledger.Submit(_draw.Request(TestKeys.Alice, "a", 90));
        _ledger.Now = ChainBuilder.ClockAt(3_599);
        Assert.Equal(["a"], Template().Transactions.Select(transaction => transaction.Uid.Text));
        Assert.Equal(ChainBuilder.ClockAt(3_599).Milliseconds, Template().Header.TimeMs);
        var (first, from) = _ledger.State.View.Pool.FirstAhead(_ledger.State.PoolClock(_ledger.Now))!.Value;
        Assert.Equal(("ahead", ChainBuilder.ClockAt(3_600)), (first.Transaction.Uid.Text, from));

        _ledger.Now = ChainBuilder.ClockAt(3_600);
        Assert.Equal(["ahead", "a"], Template().Transactions.Select(transaction => transaction.Uid.Text));
        Assert.Equal(ChainBuilder.ClockAt(3_600).Milliseconds, Template().Header.TimeMs);
        Assert.Null(_ledger.State.View.Pool.FirstAhead(_ledger.State.PoolClock(_ledger.Now)));
    }

    [Fact] // rules M1, F4: a block so dated is never kept aside
    public void A_transaction_that_fits_a_millisecond_after_the_latest_block_does_not_wait()
    {
        _draw.Add("a1", "genesis", header => header with { TimeMs = ChainBuilder.ClockAt(3_600).Milliseconds });
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Submit(_draw.Request(TestKeys.Alice, "a", 3_600 + 600));
        _ledger.Now = ChainBuilder.ClockAt(3);
        var block = _draw.Mine(Template());
        Assert.Single(block.Transactions);
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked(block), from: 1).Verdict);
    }

    [Fact] // rule H1
    public void A_clock_past_the_last_time_that_a_header_may_have_makes_no_template()
    {
        _ledger.Submit(_draw.Request(TestKeys.Alice, "a", 90));
        _ledger.Now = new UnixTime(NetworkParameters.TimeMsMax + 1);
        Assert.Null(BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true));
    }

    [Fact] // rule M1
    public void It_takes_what_waits_in_order_whoever_submitted_it()
    {
        _ledger.Submit(_draw.Request(TestKeys.Bob, "b", 2), PoolSource.From(new PeerId(1)));
        _ledger.Submit(_draw.Request(TestKeys.Alice, "a", 1));
        Assert.Equal(["b", "a"], Template().Transactions.Select(transaction => transaction.Uid.Text));
    }

    [Fact] // rule M1
    public void Without_transactions_there_is_none_unless_an_empty_block_is_wanted()
    {
        Assert.Null(BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: false));
        Assert.Empty(Template().Transactions);
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked(_draw.Mine(Template()))).Verdict);
    }

    [Theory] // rules M1, B2
    [InlineData(65_536, 20)]
    [InlineData(65_537, 19)]
    public void It_fills_the_block_to_the_last_byte_and_no_further(int bytes, int taken)
    {
        var network = new NetworkParameters { MaxBlockBytes = 65_536 };
        var ledger = new TestLedger(network);
        var left = bytes;
        for (var i = 1; i <= 19; i++) left -= Submit(ledger, i, string.Concat(Enumerable.Repeat("😀", 256)));
        // Each character of the last note is twelve bytes, or one; signatures differ by a byte or two, so the item is
        // varied.
        for (var i = 20; left > 0; i++)
        {
            var plain = Noted(i, "n").CanonicalBytes.Length + 2 - 1;
            var (wide, narrow) = Math.DivRem(left - plain, 12);
            var note = string.Concat(Enumerable.Repeat("😀", wide)) + new string('n', narrow);
            if (wide > 0 && Noted(i, note).CanonicalBytes.Length + 2 == left) left -= Submit(ledger, i, note);
        }
        Assert.Equal(20, ledger.State.Pool.Count);
        var template = BlockTemplate.On(ledger.State, ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true)!;
        Assert.Equal(taken, template.Transactions.Length);
    }

    private static Transaction Noted(int item, string note) => new TransactionContent(
        TestKeys.Alice.PublicKey, ItemId.Parse($"item-{item:000}"), TransactionType.Request, ChainBuilder.At(1), Note: note).SignedBy(TestKeys.Alice);

    private static int Submit(TestLedger ledger, int item, string note)
    {
        var transaction = Noted(item, note);
        Assert.IsType<Admission.Accepted>(ledger.Submit(transaction));
        return transaction.CanonicalBytes.Length + 2;
    }

    private BlockTemplate Template() => BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true)!;
}
