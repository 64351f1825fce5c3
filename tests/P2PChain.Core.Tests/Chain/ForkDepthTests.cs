using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rule F5: forks of any depth are left for the better branch, and nothing of the abandoned one is lost.</summary>
public sealed class ForkDepthTests
{
    [Theory] // rule F5
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void A_fork_of_any_depth_is_left_and_every_transaction_waits_or_is_confirmed_or_is_refused_with_its_winner(int depth)
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo);
        // In block i Alice takes item i; every third of them Bob takes on the other branch, every fifth is in both.
        var alices = Enumerable.Range(0, depth).Select(i => draw.Request(TestKeys.Alice, $"item-{i}", i + 1)).ToList();
        var bobs = Enumerable.Range(0, depth).Where(i => i % 3 == 0).ToDictionary(i => i, i => draw.Request(TestKeys.Bob, $"item-{i}", i + 1));
        for (var i = 0; i < depth; i++)
        {
            draw.Add($"a{i}", i == 0 ? "genesis" : $"a{i - 1}", alices[i]);
            Assert.IsType<Verdict.Connected>(ledger.Submit(draw.Checked($"a{i}")).Verdict);
        }
        ChainEvents.TransactionRefused[] told = [];
        var abandoned = 0;
        for (var i = 0; i <= depth; i++)
        {
            Transaction[] body = i == depth ? [] : i % 3 == 0 ? [bobs[i]] : i % 5 == 0 ? [alices[i]] : [];
            draw.Add($"b{i}", i == 0 ? "genesis" : $"b{i - 1}", header => header with { Miner = TestKeys.Bob.PublicKey }, body);
            var step = ledger.Submit(draw.Checked($"b{i}"), from: 1, isRequested: true);
            told = [.. told, .. step.Events.OfType<ChainEvents.TransactionRefused>()];
            abandoned += step.Change.Disconnected.Length;
        }
        var state = ledger.State;
        Assert.Equal(draw[$"b{depth}"].Hash, state.Tip.Hash);
        Assert.Equal(draw.Custody($"b{depth}").Entries, state.Custody.Entries);
        Assert.Equal(state.Tip.Header.CustodyRoot, state.Custody.Root);
        Assert.True(abandoned >= depth);

        var waiting = Enumerable.Range(0, depth).Where(i => i % 3 != 0 && i % 5 != 0).Select(i => alices[i].TxId);
        Assert.Equal(waiting, state.Pool.Entries.Select(entry => entry.Transaction.TxId));
        Assert.Equal(bobs.Keys.Select(i => alices[i].TxId), told.Select(one => one.Refused.Transaction.TxId));
        foreach (var (one, i) in told.Zip(bobs.Keys))
        {
            Assert.Equal((RefusalReason.HeldBy, i + 1L), (one.Refused.Refusal.Reason, one.Refused.Refusal.Height));
            Assert.Equal((TestKeys.Bob.PublicKey, bobs[i].TxId), (one.Refused.Refusal.Holder, one.Refused.Refusal.Winner));
            Assert.True(one.Refused.WasConfirmed);
        }

        var again = new TestLedger(NetworkParameters.Demo, ledger.Store);
        Assert.Equal(ledger.Tip, again.Tip);
        Assert.Equal(state.Pool.Entries.Select(entry => entry.Transaction), again.State.Pool.Entries.Select(entry => entry.Transaction));
    }

    [Theory] // rule F6
    [InlineData(100, 300, false)]
    [InlineData(101, 300, true)]
    [InlineData(1, 3601, false)]
    [InlineData(1, 3601.001, true)]
    public void More_than_a_hundred_blocks_or_one_older_than_an_hour_are_an_alarm_for_people(int depth, double clock, bool isAlarm)
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo) { Now = ChainBuilder.ClockAt(clock) };
        draw.Add("fork", "genesis", header => header with { TimeMs = ChainBuilder.ClockAt(0.5).Milliseconds });
        ledger.Submit(draw.Checked("fork"));
        for (var i = 1; i <= depth; i++)
        {
            draw.Add($"a{i}", i == 1 ? "fork" : $"a{i - 1}", header => header with { TimeMs = ChainBuilder.ClockAt(i).Milliseconds });
            ledger.Submit(draw.Checked($"a{i}"));
        }
        var alarms = new List<ChainEvents.DeepReorganisation>();
        for (var i = 1; i <= depth + 1; i++)
        {
            draw.Add($"b{i}", i == 1 ? "fork" : $"b{i - 1}", header => header with { Miner = TestKeys.Bob.PublicKey });
            alarms.AddRange(ledger.Submit(draw.Checked($"b{i}"), from: 1, isRequested: true).Events.OfType<ChainEvents.DeepReorganisation>());
        }
        Assert.Equal(draw[$"b{depth + 1}"].Hash, ledger.State.Tip.Hash);
        Assert.Equal(
            isAlarm ? [(draw["fork"].Hash, depth, ChainBuilder.ClockAt(1))] : [],
            alarms.Select(alarm => (alarm.Fork.Hash, alarm.Abandoned, alarm.Oldest)));
    }
}
