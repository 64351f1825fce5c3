using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class ChainStateTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    [Fact]
    public void A_block_on_the_tip_is_connected_and_its_custody_holds()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        var step = _ledger.Submit(_draw.Checked("a1"), from: 7);
        Assert.IsType<Verdict.Connected>(step.Verdict);
        Assert.Equal(_draw["a1"].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(TestKeys.Alice.PublicKey, _ledger.State.Custody.Find(ItemId.Parse("laptop-001"))!.Holder);
        Assert.Collection(
            step.Events,
            one => Assert.Equal(new PeerId(7), Assert.IsType<ChainEvents.BlockConnected>(one).From),
            two => Assert.Equal(0, Assert.IsType<ChainEvents.TipMoved>(two).Abandoned));
    }

    [Fact]
    public void A_block_seen_twice_is_known_and_changes_nothing()
    {
        _draw.Add("a1", "genesis");
        _ledger.Submit(_draw.Checked("a1"));
        var again = _ledger.Submit(_draw.Checked("a1"), from: 1);
        Assert.IsType<Verdict.AlreadyKnown>(again.Verdict);
        Assert.True(again.Change.IsNone);
        Assert.Empty(again.Events);
    }

    [Fact]
    public void A_block_whose_parent_is_not_here_is_not_kept()
    {
        _draw.Add("a1", "genesis");
        _draw.Add("a2", "a1");
        Assert.IsType<Verdict.UnknownParent>(_ledger.Submit(_draw.Checked("a2")).Verdict);
        Assert.Equal(0, _ledger.State.Tip.Height);
    }

    [Theory] // rule F2
    [InlineData(false)]
    [InlineData(true)]
    public void At_equal_work_the_smaller_tip_hash_wins_in_either_order(bool reversed)
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Bob, "b", 1));
        var smaller = _draw["a1"].Hash < _draw["b1"].Hash ? "a1" : "b1";
        foreach (var name in reversed ? new[] { "b1", "a1" } : ["a1", "b1"]) _ledger.Submit(_draw.Checked(name), from: 1);
        Assert.Equal(_draw[smaller].Hash, _ledger.State.Tip.Hash);
    }

    [Fact] // rule F1
    public void Most_work_wins_over_more_blocks()
    {
        var parameters = new NetworkParameters { Retarget = new Retarget(16_000, 1_000), InitialDifficulty = 600 };
        var draw = new ChainBuilder(parameters);
        var ledger = new TestLedger(parameters) { Now = ChainBuilder.ClockAt(36_000) };
        // Slow blocks fall to the floor of 256; three quick ones stay at 600 and outweigh four of those.
        draw.Add("s1", "genesis");
        for (var i = 2; i <= 6; i++) draw.Add($"s{i}", $"s{i - 1}", h => h with { TimeMs = h.TimeMs + 60_000 });
        for (var i = 1; i <= 6; i++) ledger.Submit(draw.Checked($"s{i}"));
        Assert.Equal(6, ledger.State.Tip.Height);
        draw.Add("q2", "s1");
        for (var i = 3; i <= 5; i++) draw.Add($"q{i}", $"q{i - 1}");
        for (var i = 2; i <= 5; i++) ledger.Submit(draw.Checked($"q{i}"), isRequested: true);
        Assert.True(draw.Node("q5").Work > draw.Node("s6").Work, $"{draw.Node("q5").Work} {draw.Node("s6").Work}");
        Assert.Equal(draw["q5"].Hash, ledger.State.Tip.Hash);
    }

    [Fact] // rule F5
    public void A_better_branch_returns_abandoned_transactions_and_names_what_superseded_the_others()
    {
        var aliceTakes = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        var bobTakes = _draw.Request(TestKeys.Bob, "laptop-001", 2);
        var aliceTakesKey = _draw.Request(TestKeys.Alice, "key-7", 3);
        Assert.IsType<Admission.Accepted>(_ledger.Submit(aliceTakes));
        Assert.IsType<Admission.Accepted>(_ledger.Submit(aliceTakesKey));
        _draw.Add("a1", "genesis", aliceTakes, aliceTakesKey);
        _ledger.Submit(_draw.Checked("a1"));
        Assert.Equal(0, _ledger.State.Pool.Count);
        _draw.Add("b1", "genesis", bobTakes);
        _draw.Add("b2", "b1");
        _ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true);
        var step = _ledger.Submit(_draw.Checked("b2"), from: 1, isRequested: true);
        Assert.Equal(_draw["b2"].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(TestKeys.Bob.PublicKey, _ledger.State.Custody.Find(ItemId.Parse("laptop-001"))!.Holder);
        Assert.Null(_ledger.State.Custody.Find(ItemId.Parse("key-7")));
        var returned = Assert.Single(_ledger.State.Pool.Entries);
        Assert.Equal(aliceTakesKey.TxId, returned.Transaction.TxId);
        Assert.True(returned.Source.IsOwn);
        if (_draw["b1"].Hash < _draw["a1"].Hash) return; // then b1 alone won already, and its step told it
        var refused = Assert.Single(step.Events.OfType<ChainEvents.TransactionRefused>()).Refused;
        Assert.Equal(RefusalReason.HeldBy, refused.Refusal.Reason);
        Assert.Equal(TestKeys.Bob.PublicKey, refused.Refusal.Holder);
        Assert.Equal(bobTakes.TxId, refused.Refusal.Winner);
        Assert.True(refused.WasConfirmed);
    }

    [Fact] // rule F3
    public void A_branch_with_an_invalid_block_leaves_everything_as_it_was_and_is_condemned_whole()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        _ledger.Submit(_draw.Checked("a1"));
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Bob, "b", 1));
        _draw.Add("b2", "b1", _draw.Request(TestKeys.Carol, "b", 2));
        _draw.Add("b3", "b2");
        _draw.Add("b4", "b3");
        foreach (var name in new[] { "b1", "b2", "b3" }) _ledger.Submit(_draw.Checked(name), from: 1, isRequested: true);
        Assert.NotNull(_ledger.State.CondemnedFor(_draw["b2"].Hash));
        var late = Assert.IsType<Verdict.Invalid>(
            _ledger.Submit(_draw.Checked("b4"), from: 1, isRequested: true).Verdict);
        Assert.Equal(Rule.AncestorValid, late.Violation.Rule);
        Assert.True(_ledger.State.Tip.Height == 1, "one of the two valid blocks of height 1 stands");
        Assert.Equal(_ledger.State.Tip.Header.CustodyRoot, _ledger.State.Custody.Root);
    }

    [Theory] // rules H4, H7, H8
    [InlineData(Rule.IndexFollows)]
    [InlineData(Rule.DifficultyRequired)]
    [InlineData(Rule.TimeAfterMedian)]
    [InlineData(Rule.CustodyRoot)]
    public void A_block_that_breaks_a_rule_on_its_parent_is_refused_by_that_name(Rule rule)
    {
        _draw.Add("a1", "genesis");
        _ledger.Submit(_draw.Checked("a1"));
        _draw.Add("bad", "a1", header => rule switch
        {
            Rule.IndexFollows => header with { Index = 3 },
            Rule.DifficultyRequired => header with { Difficulty = 257 },
            Rule.TimeAfterMedian => header with { TimeMs = _draw.Node("a1").MedianTimeMs() },
            _ => header with { CustodyRoot = Hash256.Of("x"u8) },
        });
        var verdict = Assert.IsType<Verdict.Invalid>(_ledger.Submit(_draw.Checked("bad")).Verdict);
        Assert.Equal(rule, verdict.Violation.Rule);
        Assert.IsType<Verdict.Invalid>(_ledger.Submit(_draw.Checked("bad")).Verdict);
        Assert.Equal(1, _ledger.State.Tip.Height);
    }

    [Fact] // rule F4
    public void A_block_ahead_of_the_clock_waits_until_it_is_due()
    {
        _draw.Add("a1", "genesis", header => header with { TimeMs = header.TimeMs + 1_000_000 });
        _ledger.Now = new UnixTime(_draw["a1"].Header.TimeMs - 600_001);
        var ahead = Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("a1"), from: 1).Verdict);
        Assert.True(ahead.IsKept);
        Assert.Empty(_ledger.State.Parked.TakeDue(_ledger.Now));
        _ledger.Now = ahead.Due;
        var parked = Assert.Single(_ledger.State.Parked.TakeDue(_ledger.Now));
        Assert.IsType<Verdict.Connected>(_ledger.Submit(parked.Block).Verdict);
    }

    [Fact] // rule F4
    public void A_block_one_millisecond_after_the_last_eleven_is_never_delayed()
    {
        _draw.Add("a1", "genesis", header => header with { TimeMs = header.TimeMs + 1_000_000 });
        _draw.Add("a2", "a1", header => header with { TimeMs = _draw["a1"].Header.TimeMs + 1 });
        _draw.Add("a3", "a1", header => header with { TimeMs = _draw["a1"].Header.TimeMs + 2 });
        _ledger.Now = new UnixTime(_draw["a1"].Header.TimeMs - 600_000);
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked("a1")).Verdict);
        Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("a3")).Verdict);
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked("a2")).Verdict);
    }

    [Fact]
    public void A_losing_block_is_kept_only_when_it_was_asked_for_and_counts_as_a_rival_when_foreign()
    {
        _draw.Add("a1", "genesis");
        _draw.Add("a2", "a1");
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Submit(_draw.Checked("a2"));
        var pushed = _ledger.Submit(_draw.Checked("b1"), from: 1);
        Assert.IsType<Verdict.NotKept>(pushed.Verdict);
        Assert.Single(pushed.Events.OfType<ChainEvents.RivalSeen>());
        Assert.Equal(0, _ledger.State.Tree.SideCount);
        Assert.IsType<Verdict.OnSideBranch>(_ledger.Submit(_draw.Checked("b1"), from: 1, isRequested: true).Verdict);
        Assert.Equal(1, _ledger.State.Tree.SideCount);
    }

    [Fact] // a file may hold anything
    public void A_stored_transaction_that_waits_and_cannot_stand_is_damage()
    {
        var confirmed = _draw.Request(TestKeys.Alice, "a", 1);
        _draw.Add("a1", "genesis", confirmed);
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Store.Commit(
            new ChainChange { Pool = new PoolChange([], [new PoolEntry(confirmed, 1, PoolSource.Own)], []) });
        var error = Assert.Throws<InvalidDataException>(() => new TestLedger(NetworkParameters.Demo, _ledger.Store));
        Assert.Contains("cannot stand: known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_best_chain_with_a_gap_is_damage()
    {
        _draw.Add("a1", "genesis");
        _draw.Add("a2", "a1");
        foreach (var name in new[] { "a1", "a2" }) _ledger.Submit(_draw.Checked(name));
        var stored = _ledger.Store.Load();
        var gap = stored with { Headers = [stored.Headers[0] with { IsOnBestChain = false }, stored.Headers[1]] };
        Assert.Throws<InvalidDataException>(
            () => new ChainState(new RuleSchedule(NetworkParameters.Demo), gap, _ledger.Store));
    }

    [Fact] // rule F4
    public void A_block_made_here_and_found_ahead_of_a_clock_that_was_set_back_is_not_kept()
    {
        _draw.Add("a1", "genesis", header => header with { TimeMs = ChainBuilder.ClockAt(7_200).Milliseconds });
        var own = Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("a1"), isRequested: true).Verdict);
        Assert.False(own.IsKept);
        Assert.Equal(0, _ledger.State.Parked.Count);
        Assert.IsType<Verdict.AheadOfClock>(_ledger.Submit(_draw.Checked("a1"), from: 1).Verdict);
        Assert.Equal(1, _ledger.State.Parked.Count);
    }

    [Fact]
    public void A_stored_ledger_comes_back_as_it_was()
    {
        _ledger.Submit(_draw.Request(TestKeys.Bob, "waits", 9));
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        _draw.Add("b1", "genesis", _draw.Request(TestKeys.Bob, "b", 1));
        _draw.Add("b2", "b1", _draw.Release(TestKeys.Carol, "b", 2));
        foreach (var name in new[] { "a1", "b1", "b2" }) _ledger.Submit(_draw.Checked(name), isRequested: true);
        var again = new TestLedger(NetworkParameters.Demo, _ledger.Store);
        Assert.Equal(_ledger.Tip, again.Tip);
        Assert.Equal(_ledger.State.Custody.Root, again.State.Custody.Root);
        Assert.Equal(_ledger.State.Tree.SideCount, again.State.Tree.SideCount);
        Assert.Equal(
            _ledger.State.Pool.Entries.Select(e => e.Transaction.Wid),
            again.State.Pool.Entries.Select(e => e.Transaction.Wid));
        var known = Assert.IsType<Admission.Refused>(again.Submit(_draw.Request(TestKeys.Bob, "b", 1)));
        Assert.Equal((RefusalReason.Known, 1), (known.Refusal.Reason, known.Refusal.Height));
    }
}
