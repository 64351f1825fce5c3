using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>Rule F7: the bytes of side branches are bounded, and those with the least work go first.</summary>
public sealed class SideBranchTests
{
    private const int HeaderBytes = 1024;
    private const int EmptyBlockBytes = HeaderBytes + 2;

    private readonly ChainBuilder _draw = new();

    [Fact]
    public void The_bound_is_256_MiB() => Assert.Equal(268_435_456, new BranchLimits().SideBytesMax);

    [Fact]
    public void The_side_leaf_with_the_least_work_makes_room()
    {
        var ledger = Ledger(roomFor: 3);
        Add(ledger, "a", 5);
        Add(ledger, "b", 2);
        Add(ledger, "c", 1);
        Assert.Equal(["b1", "b2", "c1"], Kept(ledger, "b1", "b2", "c1"));
        Add(ledger, "d", 1);
        Assert.Equal(["b1", "b2", "d1"], Kept(ledger, "b1", "b2", "c1", "d1"));
        Assert.Equal(3 * EmptyBlockBytes, ledger.State.Tree.SideBytes);
        Assert.IsType<Verdict.OnSideBranch>(ledger.Submit(_draw.Checked("c1"), from: 1, isRequested: true).Verdict);
    }

    [Fact]
    public void A_branch_that_is_being_fetched_never_makes_room_for_itself_and_takes_as_much_as_it_needs()
    {
        var ledger = Ledger(roomFor: 3);
        Add(ledger, "a", 5);
        Add(ledger, "b", 3);
        _draw.Add("b4", "b3");
        Assert.IsType<Verdict.OnSideBranch>(ledger.Submit(_draw.Checked("b4"), from: 1, isRequested: true).Verdict);
        Assert.Equal(["b1", "b2", "b3", "b4"], Kept(ledger, "b1", "b2", "b3", "b4"));
        _draw.Add("a6", "a5");
        ledger.Submit(_draw.Checked("a6"));
        Assert.Equal(["b1", "b2", "b3", "b4"], Kept(ledger, "b1", "b2", "b3", "b4"));
        Add(ledger, "c", 1);
        Assert.Equal(["b1", "b2", "c1"], Kept(ledger, "b1", "b2", "b3", "b4", "c1"));
    }

    [Fact]
    public void The_good_blocks_of_a_branch_that_proves_invalid_make_room_at_the_next_block()
    {
        var ledger = Ledger(roomFor: 3);
        Add(ledger, "a", 7);
        Add(ledger, "b", 4);
        _draw.Add("b5", "b4", header => header with { CustodyRoot = Hash256.Of("another state"u8) });
        for (var i = 6; i <= 8; i++) _draw.Add($"b{i}", $"b{i - 1}");
        string[] rest = ["b5", "b6", "b7", "b8"];
        foreach (var name in rest) ledger.Submit(_draw.Checked(name), from: 1, isRequested: true);
        Assert.Equal(["b1", "b2", "b3", "b4"], Kept(ledger, [.. rest, "b1", "b2", "b3", "b4"]));
        _draw.Add("a8", "a7");
        ledger.Submit(_draw.Checked("a8"));
        Assert.Equal(["b1", "b2", "b3"], Kept(ledger, "b1", "b2", "b3", "b4"));
    }

    [Fact]
    public void More_than_one_block_goes_where_one_does_not_make_enough_room()
    {
        _draw.Add(
            "d1", "genesis", [.. Enumerable.Range(0, 5).Select(i => _draw.Request(TestKeys.Dave, $"item-{i}", 1))]);
        var ledger = new TestLedger(
            NetworkParameters.Demo, branches: new BranchLimits(HeaderBytes + _draw["d1"].TransactionBytes));
        Add(ledger, "a", 7);
        Add(ledger, "b", 1);
        Add(ledger, "c", 1);
        Assert.Equal(["b1", "c1"], Kept(ledger, "b1", "c1"));
        Assert.IsType<Verdict.OnSideBranch>(ledger.Submit(_draw.Checked("d1"), from: 1, isRequested: true).Verdict);
        Assert.Equal(["d1"], Kept(ledger, "b1", "c1", "d1"));
        Assert.Equal(HeaderBytes + _draw["d1"].TransactionBytes, ledger.State.Tree.SideBytes);
        Restarted(ledger);
    }

    [Fact]
    public void What_a_reorganisation_abandons_is_bounded_too()
    {
        var ledger = new TestLedger(NetworkParameters.Demo, branches: new BranchLimits((2 * HeaderBytes) + 700));
        for (var i = 1; i <= 3; i++)
        {
            _draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}", _draw.Request(TestKeys.Alice, $"item-{i}", 1));
            ledger.Submit(_draw.Checked($"a{i}"));
        }
        Add(ledger, "b", 4);
        Assert.Equal(_draw["b4"].Hash, ledger.State.Tip.Hash);
        Assert.Equal(["a1", "a2"], Kept(ledger, "a1", "a2", "a3"));
        Assert.Equal(
            ["item-1", "item-2", "item-3"], ledger.State.Pool.Entries.Select(entry => entry.Transaction.Uid.Text));
        Restarted(ledger);
    }

    [Fact]
    public void A_node_that_keeps_more_than_its_bound_makes_room_as_soon_as_it_must()
    {
        var wide = new TestLedger(NetworkParameters.Demo);
        Add(wide, "a", 9);
        Add(wide, "b", 8);
        Assert.Equal(8, wide.State.Tree.SideCount);
        var ledger = new TestLedger(
            NetworkParameters.Demo, wide.Store, branches: new BranchLimits(4 * EmptyBlockBytes));
        Add(ledger, "c", 3, "a7");
        Assert.Equal(_draw["c3"].Hash, ledger.State.Tip.Hash);
        Assert.True(ledger.State.Tree.SideBytes <= 4 * EmptyBlockBytes);
        Restarted(ledger);
    }

    private static TestLedger Ledger(int roomFor) => new(
        NetworkParameters.Demo, branches: new BranchLimits(roomFor * EmptyBlockBytes));

    private static void Restarted(TestLedger ledger)
    {
        var again = new TestLedger(NetworkParameters.Demo, ledger.Store);
        Assert.Equal(ledger.Tip, again.Tip);
        Assert.Equal(
            (ledger.State.Tree.SideCount, ledger.State.Tree.SideBytes),
            (again.State.Tree.SideCount, again.State.Tree.SideBytes));
    }

    private void Add(TestLedger ledger, string branch, int length, string parent = "genesis")
    {
        for (var i = 1; i <= length; i++)
        {
            var miner = TestKeys.All[branch[0] - 'a'].PublicKey;
            _draw.Add($"{branch}{i}", i == 1 ? parent : $"{branch}{i - 1}", header => header with { Miner = miner });
            ledger.Submit(_draw.Checked($"{branch}{i}"), from: 1, isRequested: true);
        }
    }

    private string[] Kept(TestLedger ledger, params string[] names) =>
        [.. names.Where(name => ledger.State.Tree.TryGet(_draw[name].Hash, out _))];
}
