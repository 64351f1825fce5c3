using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.RuleSets;

/// <summary>
/// Rule U2: which nodes stay connected, by their upgrades. Each row is judged at a height of this node's tip.
/// </summary>
public sealed class UpgradeMatchTests
{
    private static readonly RuleSchedule None = Plan();
    private static readonly RuleSchedule Two = Plan((10, 2), (20, 3));

    [Theory]
    [InlineData(0, "[]", 10)]
    [InlineData(9, "[]", 10)]
    [InlineData(10, "[[10, 2]]", 20)]
    [InlineData(19, "[[10, 2]]", 20)]
    [InlineData(20, "[[10, 2], [20, 3]]", null)]
    [InlineData(9_000, "[[10, 2], [20, 3]]", null)]
    public void A_node_announces_the_upgrades_that_its_tip_has_passed_and_the_next_one(
        long tip, string passed, int? next)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(passed));
        Assert.Equal(new ForkId(Convert.ToUInt32(Convert.ToHexString(hash)[..8], 16), next), ForkId.Of(Two, tip));
    }

    [Fact]
    public void Without_upgrades_nothing_is_announced() => Assert.Equal(ForkId.NoUpgrades, ForkId.Of(None, 1_000));

    public static TheoryData<string, long, long> SameSchedule => new()
    {
        { "the same schedule, both before the first height", 9, 9 },
        { "the same schedule, both at the first height", 10, 10 },
        { "the same schedule, both after the last", 25, 1_000 },
        { "the peer is syncing, this node passed one", 10, 9 },
        { "the peer is syncing, this node passed both", 20, 9 },
        { "the peer is syncing from between", 20, 19 },
        { "this node is syncing, the peer passed one", 9, 10 },
        { "this node is syncing, the peer passed both", 0, 20 },
        { "this node is syncing from between", 19, 20 },
    };

    [Theory]
    [MemberData(nameof(SameSchedule))]
    public void Nodes_with_one_schedule_stay_connected_at_every_pair_of_heights(string what, long ours, long theirs)
    {
        Assert.NotEmpty(what);
        Assert.Equal(new UpgradeMatch(null, null), UpgradeMatch.Of(Two, ours, ForkId.Of(Two, theirs)));
    }

    [Fact]
    public void Every_pair_of_heights_and_of_schedules_gets_the_same_answer_from_the_table_of_the_design()
    {
        RuleSchedule[] schedules = [None, Plan((10, 2)), Two, Plan((10, 3), (20, 3)), Plan((12, 2), (20, 3)), Plan((10, 2), (25, 3))];
        foreach (var ours in schedules)
            foreach (var theirs in schedules)
                for (var tip = 0; tip <= 30; tip++)
                    for (var theirTip = 0; theirTip <= 30; theirTip++)
                    {
                        var fork = ForkId.Of(theirs, theirTip);
                        Assert.Equal(
                            MayStay(ours, tip, theirs, theirTip), UpgradeMatch.Of(ours, tip, fork).Fault is null);
                    }
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_peer_that_plans_nothing_is_parted_from_when_this_node_passes_its_upgrade(long tip, bool stays) =>
        AssertStays(stays, Plan((10, 2)), tip, ForkId.NoUpgrades, splitsAt: 10);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_peer_that_plans_an_upgrade_is_parted_from_when_this_node_passes_its_height_without_one(long tip, bool stays) =>
        AssertStays(stays, None, tip, ForkId.Of(Plan((10, 2)), 9), splitsAt: 10);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Of_two_planned_heights_the_earlier_one_parts(long tip, bool stays)
    {
        AssertStays(stays, Plan((10, 2)), tip, ForkId.Of(Plan((12, 2)), 9), splitsAt: 10);
        AssertStays(stays, Plan((12, 2)), tip, ForkId.Of(Plan((10, 2)), 9), splitsAt: 10);
    }

    [Fact]
    public void A_peer_that_passed_what_is_not_planned_here_is_refused_at_any_height()
    {
        AssertStays(false, None, 0, ForkId.Of(Plan((10, 2)), 10), splitsAt: null);
        AssertStays(false, Plan((10, 2)), 9, ForkId.Of(Plan((10, 3)), 10), splitsAt: null);
        AssertStays(false, Plan((10, 2)), 10, ForkId.Of(Plan((10, 3)), 10), splitsAt: null);
    }

    [Fact]
    public void A_refused_peer_hears_what_to_mend()
    {
        var fault = UpgradeMatch.Of(Plan((10, 2)), 10, ForkId.NoUpgrades).Fault!;
        Assert.Equal("another schedule of upgrades: it does not change rules at block 10", fault.ToString());
        Assert.Equal("the rules changed there at block 10: update", fault.Goodbye);
        Assert.Equal(TimeSpan.FromMinutes(1), fault.RetryAfter);
        RuleSchedule last = Plan((NetworkParameters.IntegerMax, 2)), none = Plan();
        foreach (var theirs in new[] { UpgradeMatch.Of(last, long.MaxValue, ForkId.NoUpgrades), UpgradeMatch.Of(none, long.MaxValue, ForkId.Of(last, 0)) })
            Assert.InRange(theirs.Fault!.Goodbye!.Length, 1, Message.Bye.ReasonCharsMax);
    }

    [Fact]
    public void Heights_that_do_not_rise_are_a_bug_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Plan((0, 2)));
        Assert.Throws<ArgumentException>(() => Plan((10, 2), (10, 3)));
        Assert.Throws<ArgumentException>(() => Plan((10, 2), (9, 3)));
    }

    /// <summary>The case table, written from its sentences: lists instead of hashes.</summary>
    private static bool MayStay(RuleSchedule ours, long tip, RuleSchedule theirs, long theirTip)
    {
        var (mine, other) = (Upgrades(ours), Upgrades(theirs));
        var passed = mine.Where(one => one.Height <= tip).ToList();
        var theirPassed = other.Where(one => one.Height <= theirTip).ToList();
        var theirNext = other.Skip(theirPassed.Count).Select(one => (long?)one.Height).FirstOrDefault();
        if (passed.SequenceEqual(theirPassed)) return !(theirNext <= tip);
        var isTheirsShorter = theirPassed.Count < passed.Count && mine.Take(theirPassed.Count).SequenceEqual(
            theirPassed);
        if (isTheirsShorter) return theirNext == mine[theirPassed.Count].Height;
        return theirPassed.Count > passed.Count && mine.Take(theirPassed.Count).SequenceEqual(theirPassed);
    }

    private static List<(long Height, long Version)> Upgrades(RuleSchedule schedule) =>
        [.. Enumerable.Range(0, schedule.Count).Select(i => schedule.HeightAfter(i)!.Value).Select(
            height => (height, schedule.At(height).Version))];

    private static void AssertStays(bool stays, RuleSchedule ours, long tip, ForkId theirs, long? splitsAt)
    {
        var match = UpgradeMatch.Of(ours, tip, theirs);
        Assert.Equal(stays ? null : PeerFaultCode.OtherUpgrades, match.Fault?.Code);
        Assert.Equal(stays ? splitsAt : null, match.SplitsAt);
    }

    private static RuleSchedule Plan(params (long Height, long Version)[] upgrades) => new(
        NetworkParameters.Demo, [.. upgrades.Select(
            one => new Upgrade(one.Height, network => new InventedRuleSet(network, one.Version)))]);
}
