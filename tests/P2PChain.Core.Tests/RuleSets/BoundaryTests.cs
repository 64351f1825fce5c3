using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.RuleSets;

/// <summary>
/// Rule U1: the height decides which rule set a block keeps. The second set is <see cref="InventedRuleSet"/>.
/// </summary>
public sealed class BoundaryTests
{
    private const long Boundary = 4;

    private readonly RuleSchedule _rules = InventedRuleSet.From(Boundary);
    private readonly ChainBuilder _draw;
    private readonly TestLedger _ledger;
    private int _seconds = 10;

    public BoundaryTests()
    {
        _draw = new ChainBuilder(_rules);
        _ledger = new TestLedger(_rules);
    }

    /// <summary>What a block may hold, and the set whose blocks may hold it.</summary>
    public enum Body
    {
        Plain,
        LongNote,
        BareRelease,
        Renewal,
        FourTransactions,
        MinedByTheHolderOfPause,
    }

    [Fact] // rule U1
    public void A_chain_that_crosses_the_boundary_is_accepted_exactly_when_each_block_keeps_its_set() =>
        Gen.Select(Gen.Enum<Body>(), Gen.Bool).Array[1, 9].Sample(
            blocks => new BoundaryTests().Cross(blocks), iter: 60);

    [Theory] // rules H5, U4
    [InlineData(3, 1, null, false)]
    [InlineData(3, 2, Rule.VersionInForce, false)]
    [InlineData(4, 1, Rule.VersionInForce, false)]
    [InlineData(4, 2, null, false)]
    [InlineData(4, 3, Rule.VersionInForce, true)]
    public void The_version_is_that_of_the_set_in_force_and_an_unknown_one_condemns_nothing(
        long height, long version, Rule? rule, bool isUnknown)
    {
        Grow(height - 1);
        _draw.Add("x", Name(height - 1), header => header with { Version = version });
        var violation = _draw.ViolationOf(_draw["x"]);
        Assert.Equal((rule, isUnknown), (violation?.Rule, violation?.IsUnknownVersion ?? false));
        if (violation is not null) Assert.Equal(!isUnknown, violation.CondemnsHash);
    }

    [Fact] // rule H9
    public void A_header_is_linked_without_the_state_and_its_block_is_refused_by_the_state()
    {
        Connect("a1", "genesis", _draw.Request(TestKeys.Alice, "pause", 5));
        Grow(Boundary - 1, from: "a1");
        _draw.Add("bad", Name(Boundary - 1));
        Assert.Null(HeaderLink.Of(_ledger.State, null, [(_draw["bad"].Header, _draw["bad"].Hash, null)]).Violation);
        var verdict = Assert.IsType<Verdict.Invalid>(
            _ledger.Submit(_draw.Checked("bad"), from: 1, isRequested: true).Verdict);
        Assert.Equal(Rule.MinerListed, verdict.Violation.Rule);
        Assert.Null(BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true));
        Assert.NotNull(BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Bob.PublicKey, mayBeEmpty: true));
    }

    [Fact] // rule U3
    public void What_the_next_rules_do_not_have_is_refused_at_the_boundary_with_the_reason_and_what_they_have_stays()
    {
        Grow(Boundary - 2);
        var taken = _draw.Request(TestKeys.Alice, "a", 1);
        var bare = _draw.Release(TestKeys.Alice, "a", 2);
        var again = _draw.Request(TestKeys.Bob, "a", 3);
        Assert.All([taken, bare, again], one => Assert.IsType<Admission.Accepted>(_ledger.Submit(one)));
        var step = Connect(Name(Boundary - 1), Name(Boundary - 2));
        var refused = step.Events.OfType<ChainEvents.TransactionRefused>().Select(one => one.Refused).ToList();
        Assert.Equal([bare, again], refused.Select(one => one.Transaction));
        Assert.Equal([RefusalReason.WrongForm, RefusalReason.HeldBy], refused.Select(one => one.Refusal.Reason));
        Assert.Equal(Boundary, refused[0].Refusal.Height);
        Assert.Equal([taken], Waiting(_ledger));
    }

    [Fact] // rule U3
    public void A_form_of_the_next_rules_is_too_early_with_its_height_and_accepted_once_the_next_block_may_hold_it()
    {
        Grow(Boundary - 2);
        var late = Noted(TestKeys.Alice, "a", TransactionType.Request, 1, new string('n', 300));
        var refusal = Assert.IsType<Admission.Refused>(_ledger.Submit(late)).Refusal;
        Assert.Equal((RefusalReason.TooEarly, Boundary, false), (refusal.Reason, refusal.Height, refusal.IsOffence));
        Connect(Name(Boundary - 1), Name(Boundary - 2));
        Assert.IsType<Admission.Accepted>(_ledger.Submit(late));
        Connect(Name(Boundary), Name(Boundary - 1), late);
        Assert.Equal(TestKeys.Alice.PublicKey, _ledger.State.Custody.Find(ItemId.Parse("a"))!.Holder);
        Assert.IsType<Admission.Refused>(
            _ledger.Submit(Noted(TestKeys.Bob, "b", TransactionType.Request, 1, new string('n', 513))));
    }

    [Fact] // rule M1
    public void A_template_keeps_the_rules_of_its_height_on_both_sides_of_the_boundary()
    {
        Grow(Boundary - 2);
        var all = Enumerable.Range(0, 8).Select(i => _draw.Request(TestKeys.Carol, $"item-{i}", 1)).ToList();
        foreach (var one in all.Take(4)) _ledger.Submit(one);
        Assert.Equal((1L, 4), Mine());
        foreach (var one in all.Skip(4)) _ledger.Submit(one);
        Assert.Equal((2L, InventedRuleSet.TransactionsMax), Mine());
        Assert.Equal((2L, 1), Mine());
        Assert.Equal(Boundary + 1, _ledger.State.Tip.Height);
    }

    [Theory] // rules F5, U1
    [InlineData(2, 6)]
    [InlineData(3, 4)]
    [InlineData(5, 6)]
    public void A_reorganisation_over_the_boundary_judges_each_block_by_its_set_and_undoes_exactly(int left, int right)
    {
        // On the left Alice takes the item; on the right Bob does, and renews it where that is allowed.
        Connect("a1", "genesis", _draw.Request(TestKeys.Alice, "a", 1));
        for (var i = 2; i <= left; i++) Connect($"a{i}", $"a{i - 1}");
        Draw("b", right, bad: null);
        Play("b", right);
        AssertIs($"b{right}");
        // And back again, with one more block than the right has.
        for (var i = left + 1; i <= right + 1; i++) _draw.Add($"a{i}", $"a{i - 1}");
        for (var i = left + 1; i <= right + 1; i++) _ledger.Submit(_draw.Checked($"a{i}"), from: 1, isRequested: true);
        AssertIs($"a{right + 1}");
        Assert.Equal(TestKeys.Alice.PublicKey, _ledger.State.Custody.Find(ItemId.Parse("a"))!.Holder);
    }

    [Fact] // rules F3, U1
    public void A_branch_with_a_block_of_the_wrong_rules_is_not_adopted_and_the_chain_stands()
    {
        Grow(3, from: "genesis");
        Draw("b", 6, bad: 3); // a renewal under rule set 1
        Play("b", 6);
        Assert.Equal(_draw[Name(3)].Hash, _ledger.State.Tip.Hash);
        Assert.NotNull(_ledger.State.CondemnedFor(_draw["b3"].Hash));
        Draw("c", 6, bad: null);
        Play("c", 6);
        AssertIs("c6");
    }

    [Theory] // rules F5, U3
    [InlineData(4)]
    [InlineData(5)]
    public void A_reorganisation_to_a_lower_tip_judges_the_pool_by_the_earlier_rules_again(long boundary)
    {
        var network = new NetworkParameters { InitialDifficulty = 1_000, Retarget = new Retarget(16_000, 1_000) };
        var rules = InventedRuleSet.From(boundary, network);
        var draw = new ChainBuilder(rules);
        var ledger = new TestLedger(rules) { Now = ChainBuilder.ClockAt(86_400) };
        for (var i = 1; i <= 4; i++)
        {
            draw.Add($"slow{i}", i == 1 ? "genesis" : $"slow{i - 1}", header => header with { TimeMs = At(i * 60) });
            Assert.IsType<Verdict.Connected>(ledger.Submit(draw.Checked($"slow{i}")).Verdict);
        }
        var taken = draw.Request(TestKeys.Alice, "a", 1);
        var renewed = draw.Request(TestKeys.Alice, "a", 2);
        Assert.IsType<Admission.Accepted>(ledger.Submit(taken));
        Assert.IsType<Admission.Accepted>(ledger.Submit(renewed)); // block 5 is of rule set 2
        var told = new List<ChainEvents.TransactionRefused>();
        for (var i = 1; i <= 3; i++)
        {
            draw.Add($"fast{i}", i == 1 ? "genesis" : $"fast{i - 1}", header => header with { TimeMs = At(1) + i });
            told.AddRange(ledger.Submit(draw.Checked($"fast{i}"), from: 1, isRequested: true).Events.OfType<ChainEvents.TransactionRefused>());
        }
        Assert.Equal((3, draw["fast3"].Hash), (ledger.State.Tip.Height, ledger.State.Tip.Hash));
        // With the boundary at 4 the next block is still of rule set 2.
        Assert.Equal(boundary == 4 ? [] : [renewed], told.Select(one => one.Refused.Transaction));
        Assert.Equal(boundary == 4 ? [taken, renewed] : [taken], Waiting(ledger));
    }

    [Theory] // rule U1
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void A_restart_at_the_boundary_reads_chain_and_pool_by_the_same_sets(int height)
    {
        Draw("b", height, bad: null);
        Play("b", height);
        var waits = height + 1 >= Boundary
            ? Noted(TestKeys.Bob, "z", TransactionType.Request, 1, new string('n', 400))
            : _draw.Request(TestKeys.Bob, "z", 1);
        Assert.IsType<Admission.Accepted>(_ledger.Submit(waits));
        var again = new TestLedger(_rules, _ledger.Store);
        Assert.Equal(_ledger.Tip, again.Tip);
        Assert.Equal([waits], Waiting(again));
        if (height + 1 < Boundary) return;
        // Without its upgrade the ledger is refused: what waits has no such form there.
        Assert.Throws<InvalidDataException>(() => new TestLedger(NetworkParameters.Demo, _ledger.Store));
    }

    [Fact] // rule T7
    public void Another_key_than_a_member_s_is_refused_as_an_offence_and_condemns_a_block()
    {
        var closed = new NetworkParameters { Members = [TestKeys.Alice.PublicKey] };
        var (draw, ledger) = (new ChainBuilder(closed), new TestLedger(closed));
        var strangers = draw.Request(TestKeys.Bob, "a", 1);
        var refusal = Assert.IsType<Admission.Refused>(ledger.Submit(strangers)).Refusal;
        Assert.Equal((RefusalReason.NotMember, true), (refusal.Reason, refusal.IsOffence));
        draw.Add("bad", "genesis", strangers);
        var verdict = Assert.IsType<Verdict.Invalid>(ledger.Submit(draw.Checked("bad"), from: 1).Verdict);
        Assert.Equal((Rule.RequesterIsMember, true), (verdict.Violation.Rule, verdict.Violation.CondemnsHash));
        Assert.IsType<Admission.Accepted>(ledger.Submit(draw.Request(TestKeys.Alice, "a", 1)));
    }

    [Fact] // rule U3
    public void Thousands_that_wait_for_one_item_follow_each_other_under_both_sets()
    {
        Grow(Boundary - 1);
        for (var i = 1; i <= 3_000; i++)
            Assert.IsType<Admission.Accepted>(_ledger.Submit(_draw.Request(TestKeys.Alice, "a", i))); // renewals
        Assert.Equal(ChainBuilder.At(3_000), _ledger.State.CustodyAfterPool.Find(ItemId.Parse("a"))!.Timestamp);
        Assert.Equal(
            RefusalReason.HeldBy, Assert.IsType<Admission.Refused>(_ledger.Submit(_draw.Request(TestKeys.Bob, "a", 3_001))).Refusal.Reason);
    }

    private void Cross((Body Body, bool IsOfSecondSet)[] blocks)
    {
        Connect(
            "start", "genesis", _draw.Request(TestKeys.Alice, "mine", 1), _draw.Request(TestKeys.Alice, "pause", 2));
        var tip = "start";
        foreach (var (body, isOfSecondSet) in blocks)
        {
            var height = _ledger.State.Tip.Height + 1;
            var name = $"x{_seconds}";
            // The custody root must be right in each case, so the block is drawn by the set that it claims.
            var claimed = new ChainBuilder(
                isOfSecondSet ? InventedRuleSet.From(1) : new RuleSchedule(NetworkParameters.Demo));
            for (var at = 1; at < height; at++) claimed.Put($"{at}", _draw[BlockAt(at)]);
            var miner = body == Body.MinedByTheHolderOfPause ? TestKeys.Alice : TestKeys.Bob;
            var block = claimed.Add(
                name, height == 1 ? "genesis" : $"{height - 1}", header => header with { Miner = miner.PublicKey }, Transactions(body));
            var isGood = isOfSecondSet == height >= Boundary && body switch
            {
                Body.Plain => true,
                Body.LongNote or Body.Renewal => isOfSecondSet,
                _ => !isOfSecondSet,
            };
            var isTaken = _draw.ViolationOf(block) is null
                && _ledger.Submit(_draw.Checked(block), from: 1, isRequested: true).Verdict is Verdict.Connected;
            Assert.Equal(isGood, isTaken);
            if (!isGood) continue;
            _draw.Put(name, block);
            _names[height] = name;
            tip = name;
        }
        Assert.Equal(_draw[tip].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(_ledger.State.Tip.Header.CustodyRoot, _ledger.State.Custody.Root);
    }

    private readonly Dictionary<long, string> _names = new() { [1] = "start" };

    private string BlockAt(long height) => _names[height];

    private Transaction[] Transactions(Body body)
    {
        var seconds = _seconds += 5;
        return body switch
        {
            Body.LongNote => [Noted(
                TestKeys.Carol, $"note-{seconds}", TransactionType.Request, seconds, new string('n', 257))],
            Body.BareRelease => [_draw.Request(TestKeys.Carol, $"r-{seconds}", seconds), _draw.Release(TestKeys.Carol, $"r-{seconds}", seconds + 1)],
            Body.Renewal => [_draw.Request(TestKeys.Alice, "mine", seconds)],
            Body.FourTransactions => [.. Enumerable.Range(0, 4).Select(
                i => _draw.Request(TestKeys.Carol, $"four-{seconds}-{i}", seconds))],
            _ => [_draw.Request(TestKeys.Carol, $"plain-{seconds}", seconds)],
        };
    }

    /// <summary>Draws a branch from genesis: Bob takes the item, and renews it in each block of rule set 2.</summary>
    private void Draw(string branch, int height, int? bad)
    {
        for (var i = 1; i <= height; i++)
        {
            Transaction[] body = i == 1 || i >= Boundary || i == bad ? [_draw.Request(TestKeys.Bob, "a", 100 + i)] : [];
            _draw.Add($"{branch}{i}", i == 1 ? "genesis" : $"{branch}{i - 1}", header => header with { Miner = TestKeys.Bob.PublicKey, TimeMs = header.TimeMs + branch[0] }, body);
        }
    }

    private void Play(string branch, int height)
    {
        for (var i = 1; i <= height; i++)
        {
            var verdict = _ledger.Submit(_draw.Checked($"{branch}{i}"), from: 1, isRequested: true).Verdict;
            if (verdict is Verdict.Invalid or Verdict.UnknownParent) return;
        }
    }

    private void AssertIs(string name)
    {
        Assert.Equal(_draw[name].Hash, _ledger.State.Tip.Hash);
        Assert.Equal(_draw.Custody(name).Entries, _ledger.State.Custody.Entries);
        Assert.Equal(_draw[name].Header.CustodyRoot, _ledger.State.Custody.Root);
    }

    private (long Version, int Count) Mine()
    {
        var template = BlockTemplate.On(_ledger.State, _ledger.Now, TestKeys.Alice.PublicKey, mayBeEmpty: true)!;
        Assert.IsType<Verdict.Connected>(_ledger.Submit(_draw.Checked(_draw.Mine(template))).Verdict);
        return (template.Header.Version, template.Transactions.Length);
    }

    private ChainStep Connect(string name, string parent, params Transaction[] body)
    {
        _draw.Add(name, parent, body);
        var step = _ledger.Submit(_draw.Checked(name));
        Assert.IsType<Verdict.Connected>(step.Verdict);
        return step;
    }

    private void Grow(long height, string from = "genesis")
    {
        for (var at = _draw.Node(from).Height + 1; at <= height; at++)
            Connect(Name(at), at == _draw.Node(from).Height + 1 ? from : Name(at - 1));
    }

    private static string Name(long height) => height == 0 ? "genesis" : $"n{height}";

    private static long At(double seconds) => (long)(ChainBuilder.At(seconds) * 1000);

    private static Transaction[] Waiting(TestLedger ledger) => [.. ledger.State.Pool.Entries.Select(
        entry => entry.Transaction)];

    private static Transaction Noted(DeterministicSigner who, string uid, TransactionType type, double seconds, string note) =>
        new TransactionContent(who.PublicKey, ItemId.Parse(uid), type, ChainBuilder.At(seconds), Note: note).SignedBy(
            who);
}
