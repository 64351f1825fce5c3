using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>
/// docs/protocol.md, plain peers: what people are told of an item that two chains tell different stories of.
/// </summary>
public sealed class PlainDivergenceTests
{
    private static readonly Moment Start = new(1_766_650_000_000);
    private static readonly UnixTime Wall = new(Start.Milliseconds);
    private static readonly ChainBuilder Draw = new();
    private static readonly ItemId Laptop = ItemId.Parse("laptop");

    private readonly PlainPeer _peer = new(new PlainTimes());
    private readonly PlainDivergence _divergence = new(new PlainTimes(), KeyNames.None);

    [Fact]
    public void An_item_is_free_here_and_held_there_or_held_by_two()
    {
        var takes = Draw.Request(TestKeys.Alice, "laptop", 1);
        Read(takes, Draw.Request(TestKeys.Bob, "van", 1));
        var ours = After(takes, Draw.Release(TestKeys.Alice, "laptop", 2), Draw.Request(TestKeys.Carol, "van", 1));
        Assert.Equal(["laptop (free here, held there)", $"van (held by {TestKeys.Carol.PublicKey.Short} here, by another there)"], Lines(ours));
    }

    [Fact]
    public void What_carries_a_note_cannot_be_told_there()
    {
        Read();
        _divergence.OnNoted(Laptop);
        Assert.Equal(
            ["laptop (what moved it here carries a note, which that peer cannot read)"],
            Lines(After(Draw.Request(TestKeys.Alice, "laptop", 1))));
    }

    [Theory]
    [InlineData(100.2, "less than 1 s")]
    [InlineData(103, "3 s")]
    [InlineData(219, "119 s")]
    [InlineData(400, "5 min")]
    public void What_moved_it_there_is_older_where_its_clock_is_right(double seconds, string age)
    {
        var late = Draw.Release(TestKeys.Bob, "laptop", 100);
        Read(late);
        var ours = After(Draw.Request(TestKeys.Alice, "laptop", seconds));
        _divergence.OnMined((Start.Milliseconds / 1000.0) - 1.9, Wall); // not noticed
        _divergence.OnRefused(late, Refusal.Of(RefusalReason.Stale, Laptop, ours.Find(Laptop)), Wall);
        Assert.Equal([$"laptop (what moved it there is {age} older than what moved it here)"], Lines(ours));
    }

    [Theory]
    [InlineData(RefusalReason.Known)]
    [InlineData(RefusalReason.PoolFull)]
    [InlineData(RefusalReason.HeldBy)]
    public void A_refusal_that_is_no_clock_s_fault_leaves_the_plain_facts(RefusalReason reason)
    {
        var bobs = Draw.Request(TestKeys.Bob, "laptop", 3);
        Read(bobs);
        var ours = After(Draw.Request(TestKeys.Alice, "laptop", 2));
        _divergence.OnRefused(bobs, Refusal.Of(reason, Laptop, ours.Find(Laptop)), Wall);
        Assert.Equal([$"laptop (held by {TestKeys.Alice.PublicKey.Short} here, by another there)"], Lines(ours));
    }

    [Fact]
    public void Eight_are_named_and_the_others_counted()
    {
        Read();
        var ours = After([.. Enumerable.Range(1, 11).Select(i => Draw.Request(TestKeys.Alice, $"item-{i:00}", 1))]);
        var lines = Lines(ours);
        Assert.Equal(9, lines.Length);
        Assert.StartsWith("item-08 (", lines[7], StringComparison.Ordinal);
        Assert.Equal("and 3 more", lines[8]);
    }

    [Fact]
    public void The_moment_at_which_a_difference_is_told_is_known_before()
    {
        var ours = After(Draw.Request(TestKeys.Alice, "laptop", 1));
        Read();
        _divergence.Compare(ours, _peer, Start);
        Assert.Equal(Start.Plus(TimeSpan.FromSeconds(10)), _divergence.NextDue(Start));
        Assert.Empty(_divergence.Lines(ours, Start.Plus(TimeSpan.FromSeconds(9.999))));
        Assert.Single(_divergence.Lines(ours, _divergence.NextDue(Start)!.Value));
        Assert.Null(_divergence.NextDue(Start.Plus(TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public void A_difference_that_changes_is_not_told_until_it_lasts()
    {
        var ours = After(Draw.Request(TestKeys.Alice, "laptop", 1));
        Read();
        _divergence.Compare(ours, _peer, Start);
        var later = After(Draw.Request(TestKeys.Bob, "laptop", 2));
        _divergence.Compare(later, _peer, Start.Plus(TimeSpan.FromSeconds(9)));
        Assert.Empty(_divergence.Lines(later, Start.Plus(TimeSpan.FromSeconds(18))));
        Assert.Single(_divergence.Lines(later, Start.Plus(TimeSpan.FromSeconds(19))));
    }

    [Fact]
    public void A_chain_that_is_too_large_is_told()
    {
        var one = Draw.Request(TestKeys.Alice, "laptop", 1);
        Transaction[] many = [.. Enumerable.Range(0, 100_001).Select(
            i => new Transaction(one.Content with { Uid = ItemId.Parse($"item-{i}") }, one.Signature))];
        var large = new PlainPeer(new PlainTimes());
        ReadInto(large, new PlainBlock(0, Hash256.Zero, [.. many], 0, 1.5, Hash256.Zero));
        Assert.False(large.MayPush);
        _divergence.Compare(After(one), large, Start);
        Assert.Equal(
            ["more than 100000 items there: nothing is pushed"],
            _divergence.Lines(After(one), Start.Plus(TimeSpan.FromSeconds(10))).AsEnumerable());
    }

    /// <summary>What is told ten seconds later.</summary>
    private string[] Lines(CustodyState ours)
    {
        _divergence.Compare(ours, _peer, Start);
        return [.. _divergence.Lines(ours, Start.Plus(TimeSpan.FromSeconds(10)))];
    }

    private static CustodyState After(params Transaction[] transactions) =>
        transactions.Aggregate(
            CustodyState.Empty, (state, transaction) => state.With(CustodyRules.Apply(transaction, 1)));

    private void Read(params Transaction[] transactions) =>
        ReadInto(_peer, new PlainBlock(0, Hash256.Zero, [.. transactions], 0, 1.5, Hash256.Of("0"u8)));

    private static void ReadInto(PlainPeer peer, PlainBlock block)
    {
        peer.OnAsked(Start);
        peer.OnRead(block);
        peer.OnReadEnd(Start);
    }
}
