using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// Rule F5: forks of any depth are left for the better branch, and nothing of the abandoned one is lost.
/// </summary>
public sealed class ForkDepthTests
{
    private static readonly string[] Branch = ["b1", "b2"];

    [Theory] // rule F5
    [InlineData(1, 64 << 20)]
    [InlineData(6, 64 << 20)]
    [InlineData(100, 64 << 20)]
    [InlineData(1_000, 64 << 20)]
    [InlineData(1, 1)]
    [InlineData(6, 4 << 10)]
    [InlineData(100, 16 << 10)]
    [InlineData(1_000, 1 << 20)]
    public void A_fork_of_any_depth_is_left_and_every_transaction_waits_or_is_confirmed_or_is_refused_with_its_winner(
        int depth, long stepBytes)
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo, branches: new BranchLimits(StepBytesMax: stepBytes));
        // In block i Alice takes item i; every third of them Bob takes on the other branch, every fifth is in both.
        var alices = Enumerable.Range(0, depth).Select(i => draw.Request(TestKeys.Alice, $"item-{i}", i + 1)).ToList();
        var bobs = Enumerable.Range(0, depth).Where(i => i % 3 == 0).ToDictionary(
            i => i, i => draw.Request(TestKeys.Bob, $"item-{i}", i + 1));
        for (var i = 0; i < depth; i++)
        {
            draw.Add($"a{i}", i == 0 ? "genesis" : $"a{i - 1}", alices[i]);
            ledger.Submit(draw.Checked($"a{i}"));
            ledger.StageAll();
            Assert.Equal(draw[$"a{i}"].Hash, ledger.State.Tip.Hash);
        }
        ledger.ForgetEvents();
        for (var i = 0; i <= depth; i++)
        {
            Transaction[] body = i == depth ? [] : i % 3 == 0 ? [bobs[i]] : i % 5 == 0 ? [alices[i]] : [];
            draw.Add($"b{i}", i == 0 ? "genesis" : $"b{i - 1}", header => header with { Miner = TestKeys.Bob.PublicKey }, body);
            ledger.Submit(draw.Checked($"b{i}"), from: 1, isRequested: true);
        }
        ledger.StageAll();
        var told = ledger.Events.OfType<ChainEvents.TransactionRefused>().ToList();
        var abandoned = ledger.Events.OfType<ChainEvents.TipMoved>().Sum(moved => moved.Abandoned);
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
            Assert.Equal(
                (TestKeys.Bob.PublicKey, bobs[i].TxId), (one.Refused.Refusal.Holder, one.Refused.Refusal.Winner));
            Assert.True(one.Refused.WasConfirmed);
        }

        var again = new TestLedger(NetworkParameters.Demo, ledger.Store);
        Assert.Equal(ledger.Tip, again.Tip);
        Assert.Equal(
            state.Pool.Entries.Select(entry => entry.Transaction),
            again.State.Pool.Entries.Select(entry => entry.Transaction));
    }

    [Fact] // rule F6
    public void Old_blocks_that_have_only_just_come_are_left_without_an_alarm()
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo) { Now = ChainBuilder.ClockAt(86_400) };
        draw.Add("a1", "genesis");
        draw.Add("b1", "genesis", header => header with { Miner = TestKeys.Bob.PublicKey });
        draw.Add("b2", "b1");
        ledger.Submit(draw.Checked("a1"), from: 1, isRequested: true);
        ledger.Submit(draw.Checked("b1"), from: 2, isRequested: true);
        var told = ledger.Submit(draw.Checked("b2"), from: 2, isRequested: true).Events.OfType<ChainEvents.Reorganised>().ToList();
        Assert.All(told, one => Assert.False(one.IsDeep));
        Assert.Equal(draw["b2"].Hash, ledger.State.Tip.Hash);
    }

    [Fact] // rule F6
    public void After_a_restart_old_blocks_count_as_having_stood()
    {
        var draw = new ChainBuilder();
        var before = new TestLedger(NetworkParameters.Demo) { Now = ChainBuilder.ClockAt(86_400) };
        draw.Add("a1", "genesis");
        draw.Add("b1", "genesis", header => header with { Miner = TestKeys.Bob.PublicKey });
        draw.Add("b2", "b1");
        before.Submit(draw.Checked("a1"));
        var ledger = new TestLedger(NetworkParameters.Demo, before.Store) { Now = ChainBuilder.ClockAt(86_400) };
        ChainStep[] steps = [.. Branch.Select(name => ledger.Submit(draw.Checked(name), from: 1, isRequested: true))];
        Assert.True(Assert.Single(steps.SelectMany(step => step.Events).OfType<ChainEvents.Reorganised>()).IsDeep);
    }

    [Fact] // rule F6
    public void A_holder_whose_request_is_undone_is_named_and_whether_the_request_waits()
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo);
        draw.Add("fork", "genesis", draw.Request(TestKeys.Alice, "common", 1));
        var (taken, waits, both) = (
            draw.Request(TestKeys.Alice, "taken", 2),
            draw.Request(TestKeys.Alice, "waits", 2),
            draw.Request(TestKeys.Alice, "both", 2));
        var returned = draw.Request(TestKeys.Alice, "returned", 2);
        draw.Add("a1", "fork", taken, waits, both, returned, draw.Release(TestKeys.Alice, "returned", 3));
        draw.Add("b1", "fork", draw.Request(TestKeys.Bob, "taken", 2), both, draw.Release(TestKeys.Bob, "common", 3));
        draw.Add("b2", "b1");
        ledger.Submit(draw.Checked("fork"));
        ledger.Submit(draw.Checked("a1"));
        ChainStep[] steps = [.. Branch.Select(name => ledger.Submit(draw.Checked(name), from: 1, isRequested: true))];
        var told = Assert.Single(steps.SelectMany(step => step.Events).OfType<ChainEvents.Reorganised>());
        Assert.Equal<Unseated>(
            [
                new Unseated(taken.Uid, TestKeys.Alice.PublicKey, taken.TxId, Waits: false),
                new Unseated(waits.Uid, TestKeys.Alice.PublicKey, waits.TxId, Waits: true),
            ],
            told.Unseated);
        Assert.Equal((1, draw["fork"].Hash), (told.Abandoned, told.Fork.Hash));
    }

    [Fact]
    public void A_block_names_the_holders_whose_items_others_released()
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo);
        draw.Add("a1", "genesis", draw.Request(TestKeys.Alice, "van", 1), draw.Request(TestKeys.Alice, "own", 1));
        draw.Add(
            "a2", "a1", draw.Release(TestKeys.Bob, "van", 2), draw.Release(TestKeys.Alice, "own", 2),
            draw.Request(TestKeys.Bob, "same-block", 2), draw.Release(TestKeys.Alice, "same-block", 3));
        ledger.Submit(draw.Checked("a1"));
        var connected = Assert.Single(ledger.Submit(draw.Checked("a2")).Events.OfType<ChainEvents.BlockConnected>());
        Assert.Equal(
            [("van", TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey), ("same-block", TestKeys.Bob.PublicKey, TestKeys.Alice.PublicKey)],
            connected.ReleasedByOthers.Select(one => (one.Uid.Text, one.Holder, one.By)));
    }

    [Theory] // rule F6
    [InlineData(100, 300, false)]
    [InlineData(101, 300, true)]
    [InlineData(1, 3601, false)]
    [InlineData(1, 3601.001, true)]
    public void More_than_a_hundred_blocks_or_one_older_than_an_hour_are_an_alarm_for_people(
        int depth, double clock, bool isAlarm)
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo) { Now = ChainBuilder.ClockAt(1) };
        draw.Add("fork", "genesis", header => header with { TimeMs = ChainBuilder.ClockAt(0.5).Milliseconds });
        ledger.Submit(draw.Checked("fork"));
        for (var i = 1; i <= depth; i++)
        {
            draw.Add($"a{i}", i == 1 ? "fork" : $"a{i - 1}", header => header with { TimeMs = ChainBuilder.ClockAt(i).Milliseconds });
            ledger.Submit(draw.Checked($"a{i}"));
        }
        ledger.Now = ChainBuilder.ClockAt(clock);
        var alarms = new List<ChainEvents.Reorganised>();
        for (var i = 1; i <= depth + 1; i++)
        {
            draw.Add($"b{i}", i == 1 ? "fork" : $"b{i - 1}", header => header with { Miner = TestKeys.Bob.PublicKey });
            alarms.AddRange(ledger.Submit(draw.Checked($"b{i}"), from: 1, isRequested: true).Events.OfType<ChainEvents.Reorganised>().Where(one => one.IsDeep));
        }
        Assert.Equal(draw[$"b{depth + 1}"].Hash, ledger.State.Tip.Hash);
        Assert.Equal(
            isAlarm ? [(draw["fork"].Hash, depth, ChainBuilder.ClockAt(1))] : [],
            alarms.Select(alarm => (alarm.Fork.Hash, alarm.Abandoned, alarm.Oldest)));
    }
}
