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
    public void Where_a_transaction_is_dated_ahead_its_time_is_ten_minutes_before_that()
    {
        _ledger.Submit(_draw.Request(TestKeys.Alice, "a", 3_600 + 600));
        _ledger.Now = ChainBuilder.ClockAt(100);
        Assert.Equal(ChainBuilder.ClockAt(3_600).Milliseconds, Template().Header.TimeMs);
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

    private BlockTemplate Template() => BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true)!;
}
