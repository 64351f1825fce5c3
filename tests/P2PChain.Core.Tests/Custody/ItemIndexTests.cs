using System.Diagnostics;
using CsCheck;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Custody;

public sealed class ItemIndexTests
{
    private static readonly Gen<CustodyEntry> Entries =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 2]).Select(static (number, holder) => Entry(number, holder));

    private static readonly Gen<ItemFilter> Filters = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2]).Select(
        static (state, holder, text) => new ItemFilter(
            state switch { 0 => true, 1 => false, _ => null },
            holder == 0 ? TestKeys.Alice.PublicKey : null,
            text switch { 0 => "1", 1 => "ITEM", _ => null }));

    [Fact]
    public void The_pages_together_are_the_chosen_items_in_order() =>
        Gen.Select(Entries.Array[0, 80], Filters, Gen.Int[1, 9]).Sample((drawn, filter, count) =>
        {
            var items = drawn.DistinctBy(static entry => entry.Uid).ToList();
            var index = Index(items);
            var expected = items.Where(filter.Matches).OrderBy(static entry => entry.Uid).ToList();
            var read = new List<CustodyEntry>();
            ItemPage page;
            do
            {
                page = index.Page(filter, read.LastOrDefault()?.Uid, count);
                Assert.Equal(expected.Count, page.Total);
                Assert.InRange(page.Entries.Length, 0, count);
                read.AddRange(page.Entries);
            }
            while (page.HasMore);
            Assert.Equal(expected, read);
        });

    [Fact]
    public void It_follows_each_later_and_each_earlier_state() =>
        Gen.Select(Entries, Gen.Int[0, 3]).Array[0, 200].Sample(steps =>
        {
            var index = new ItemIndex();
            List<CustodyState> states = [CustodyState.Empty];
            foreach (var (entry, step) in steps)
            {
                states.Add(step switch
                {
                    0 => states[^1].Without(entry.Uid),
                    1 => states[entry.Uid.Text.Length % states.Count], // as after a reorganisation
                    _ => states[^1].With(entry),
                });
                if (step == 3) continue; // several steps at once
                index.Follow(states[^1]);
                Assert.Equal(states[^1].Entries.OrderBy(static one => one.Uid), index.Items);
            }
        });

    [Fact]
    public void The_changes_between_two_states_turn_the_one_into_the_other() =>
        Gen.Select(Entries.Array[0, 80], Entries.Array[0, 80]).Sample((before, after) =>
        {
            var (earlier, later) = (State(before), State(after));
            var changes = later.ChangesSince(earlier).ToList();
            foreach (var (from, to) in changes)
            {
                Assert.NotEqual(from, to);
                Assert.Equal(from, earlier.Find((from ?? to)!.Uid));
            }
            var made = changes.Aggregate(
                earlier,
                static (state, change) => change.After is { } entry
                    ? state.With(entry)
                    : state.Without(change.Before!.Uid));
            Assert.Equal(later.Root, made.Root);
            Assert.Equal(changes.Count, changes.DistinctBy(static one => (one.Before ?? one.After)!.Uid).Count());
        });

    [Fact]
    public void The_changes_of_one_item_among_many_are_found_without_a_walk_over_all()
    {
        var state = State([.. Enumerable.Range(0, 20_000).Select(static number => Entry(number, 2))]);
        var next = state.With(Entry(77, 0));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1_000; i++) Assert.Single(next.ChangesSince(state));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2); // 1,000 walks would visit 40 million nodes
    }

    [Fact]
    public void A_page_begins_after_an_id_that_is_no_item() => Assert.Equal(
        ["item-3"],
        Index([Entry(1, 0), Entry(3, 1)]).Page(new ItemFilter(), ItemId.Parse("item-2"), 10)
            .Entries.Select(static entry => entry.Uid.Text));

    [Fact]
    public void A_filter_compares_the_state_the_holder_and_a_part_of_the_id()
    {
        var (free, alices, bobs) = (Entry(11, 2), Entry(12, 0), Entry(13, 1));
        Assert.True(new ItemFilter().Matches(free));
        Assert.True(new ItemFilter(IsHeld: false).Matches(free));
        Assert.False(new ItemFilter(IsHeld: false).Matches(alices));
        Assert.True(new ItemFilter(Holder: TestKeys.Alice.PublicKey, Text: "TEM-12").Matches(alices));
        Assert.False(new ItemFilter(Holder: TestKeys.Alice.PublicKey).Matches(bobs));
        Assert.False(new ItemFilter(Text: "item-2").Matches(alices));
    }

    private static ItemIndex Index(IEnumerable<CustodyEntry> items)
    {
        var index = new ItemIndex();
        index.Follow(State(items));
        return index;
    }

    private static CustodyState State(IEnumerable<CustodyEntry> items) =>
        items.Aggregate(CustodyState.Empty, static (state, entry) => state.With(entry));

    private static CustodyEntry Entry(int number, int holder) => new(
        ItemId.Parse(FormattableString.Invariant($"item-{number}")),
        holder switch { 0 => TestKeys.Alice.PublicKey, 1 => TestKeys.Bob.PublicKey, _ => null },
        number,
        number,
        Hash256.Of([(byte)(number % 256)]));
}
