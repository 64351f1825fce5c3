using System.Collections.Immutable;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Relay;

/// <summary>docs/protocol.md, transactions: told again after 30 s, doubling to ten minutes, with ± 20 %.</summary>
public sealed class RetellingTests
{
    private static readonly ChainBuilder Draw = new();

    private readonly Retelling _retelling = new(new Random(1));

    [Fact]
    public void What_goes_on_waiting_is_told_again_after_pauses_that_double_to_ten_minutes()
    {
        var waiting = Entries(1);
        var now = At(0);
        _retelling.OnTold(waiting[0].Transaction.TxId, now);
        foreach (var pause in new double[] { 30, 60, 120, 240, 480, 600, 600 })
        {
            var due = _retelling.NextDue!.Value;
            Assert.InRange(due.Since(now).TotalSeconds, pause * 0.8, pause * 1.2);
            Assert.Empty(_retelling.TakeDue(waiting, due.Plus(TimeSpan.FromMilliseconds(-1))));
            Assert.Single(_retelling.TakeDue(waiting, due));
            now = due;
        }
    }

    [Fact]
    public void An_own_transaction_is_told_again_until_a_block_holds_it()
    {
        var waiting = Entries(1);
        waiting = waiting.SetItem(0, waiting[0] with { Source = PoolSource.Own });
        _retelling.OnTold(waiting[0].Transaction.TxId, At(0));
        for (var i = 0; i < 200; i++) Assert.Single(_retelling.TakeDue(waiting, _retelling.NextDue!.Value));
        Assert.Empty(_retelling.TakeDue([], _retelling.NextDue!.Value));
        Assert.Null(_retelling.NextDue);
    }

    [Fact]
    public void What_waited_before_the_node_started_counts_as_told_when_it_is_seen_first()
    {
        var waiting = Entries(1);
        Assert.Empty(_retelling.TakeDue(waiting, At(100)));
        Assert.Empty(_retelling.TakeDue(waiting, At(123)));
        Assert.Single(_retelling.TakeDue(waiting, At(136)));
    }

    [Fact]
    public void A_new_peer_makes_the_pauses_short_again_and_never_puts_off_what_is_due()
    {
        var waiting = Entries(1);
        _retelling.TakeDue(waiting, At(0));
        foreach (var seconds in new double[] { 36, 108, 252, 540 }) Assert.NotEmpty(_retelling.TakeDue(waiting, At(seconds)));
        Assert.InRange(_retelling.NextDue!.Value.Since(At(540)).TotalSeconds, 384, 576);
        _retelling.OnPeer(At(550));
        var due = _retelling.NextDue.Value;
        Assert.InRange(due.Since(At(550)).TotalSeconds, 24, 36);
        _retelling.OnPeer(due.Plus(TimeSpan.FromSeconds(-1)));
        Assert.Equal(due, _retelling.NextDue);
    }

    [Fact]
    public void What_does_not_wait_any_more_is_forgotten()
    {
        _retelling.TakeDue(Entries(3), At(0));
        Assert.NotNull(_retelling.NextDue);
        Assert.Empty(_retelling.TakeDue([], At(40)));
        Assert.Null(_retelling.NextDue);
    }

    [Fact]
    public void This_node_s_own_come_first_then_the_pool_s_order_and_no_more_than_a_thousand_at_once()
    {
        var waiting = Entries(1_010);
        waiting = waiting.SetItem(1_009, waiting[1_009] with { Source = PoolSource.Own });
        _retelling.TakeDue(waiting, At(0));
        var first = _retelling.TakeDue(waiting, At(40));
        Assert.Equal([1_010, .. Enumerable.Range(1, 999)], first.Select(entry => (int)entry.Sequence));
        Assert.Equal(
            Enumerable.Range(1_000, 10), _retelling.TakeDue(waiting, At(45)).Select(entry => (int)entry.Sequence));
    }

    [Fact]
    public void Two_nodes_do_not_tell_in_step()
    {
        var other = new Retelling(new Random(2));
        var txId = Entries(1)[0].Transaction.TxId;
        _retelling.OnTold(txId, At(0));
        other.OnTold(txId, At(0));
        Assert.NotEqual(_retelling.NextDue, other.NextDue);
    }

    private static Moment At(double seconds) => new((long)(seconds * 1000));

    private static ImmutableArray<PoolEntry> Entries(int count) =>
        [.. Enumerable.Range(1, count).Select(
            i => new PoolEntry(Draw.Request(TestKeys.Alice, "laptop-001", i), i, PoolSource.From(new PeerId(1))))];
}
