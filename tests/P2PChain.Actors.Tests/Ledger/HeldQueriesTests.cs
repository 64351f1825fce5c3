using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class HeldQueriesTests
{
    private static readonly PublicKey Alice = TestKeys.Alice.PublicKey;

    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    public HeldQueriesTests()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "x", 1), _draw.Request(TestKeys.Bob, "y", 2));
        _draw.Add("a2", "a1", _draw.Release(TestKeys.Alice, "x", 3), _draw.Request(TestKeys.Alice, "z", 4));
        foreach (var name in (string[])["a1", "a2"]) _ledger.Submit(_draw.Checked(name));
    }

    [Fact]
    public void Without_a_holder_and_a_time_all_held_items_are_told_as_of_the_last_block()
    {
        var found = Find(null, null);
        Assert.Equal(["y", "z"], found.Items.Select(entry => entry.Uid.Text));
        Assert.Equal((_draw.Node("a2").Point, 2L), (found.AsOf!.Value, found.TipHeight));
    }

    [Fact]
    public void A_holder_is_found_by_the_first_digits_of_the_key()
    {
        foreach (var by in (KeyPrefix[])[KeyPrefix.Parse(Alice.Short)!, KeyPrefix.Of(Alice)])
        {
            var found = Find(by, null);
            Assert.Equal((Alice, "z"), (found.By, Assert.Single(found.Items).Uid.Text));
        }
    }

    [Fact]
    public void A_whole_key_that_holds_nothing_is_a_holder_of_nothing_and_a_part_of_one_is_unknown()
    {
        var carol = TestKeys.Number(7).PublicKey;
        var found = Find(KeyPrefix.Of(carol), null);
        Assert.Equal((carol, 0), (found.By, found.Items.Length));
        Assert.Null(Find(KeyPrefix.Parse(carol.Short), null).By);
    }

    [Fact]
    public void The_past_is_told_by_height_and_by_time_with_its_last_block()
    {
        var found = Find(KeyPrefix.Of(Alice), new AsOf.Height(1));
        Assert.Equal(("x", _draw.Node("a1").Point), (Assert.Single(found.Items).Uid.Text, found.AsOf!.Value));
        var before = new UnixTime(_draw["a2"].Header.TimeMs - 1);
        Assert.Equal(["x", "y"], Find(null, new AsOf.Time(before)).Items.Select(entry => entry.Uid.Text));
        Assert.Equal(2, Find(null, new AsOf.Time(before.Plus(TimeSpan.FromDays(9)))).AsOf!.Value.Height);
        Assert.Empty(Find(null, new AsOf.Time(default)).Items);
    }

    [Fact]
    public void A_height_above_the_tip_is_no_state()
    {
        var found = Find(null, new AsOf.Height(3));
        Assert.Equal((null, 2L, 0), (found.AsOf, found.TipHeight, found.Items.Length));
    }

    private LookupProtocol.HeldItems Find(KeyPrefix? by, AsOf? at)
    {
        using var archive = _ledger.Store.OpenArchive();
        var items = new ItemIndex();
        items.Follow(_ledger.State.View.Custody);
        return new HeldQueries(_ledger.State.View, () => items, archive).Record(new(by, at));
    }
}
