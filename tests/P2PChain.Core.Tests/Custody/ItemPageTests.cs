using CsCheck;
using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Custody;

public sealed class ItemPageTests
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
            var expected = items.Where(filter.Matches).OrderBy(static entry => entry.Uid).ToList();
            var read = new List<CustodyEntry>();
            ItemPage page;
            do
            {
                page = ItemPage.Of(items, filter, read.LastOrDefault()?.Uid, count);
                Assert.Equal(expected.Count, page.Total);
                Assert.InRange(page.Entries.Length, 0, count);
                read.AddRange(page.Entries);
            }
            while (page.HasMore);
            Assert.Equal(expected, read);
        });

    [Fact]
    public void A_page_begins_after_an_id_that_is_no_item() => Assert.Equal(
        ["item-3"],
        ItemPage.Of([Entry(1, 0), Entry(3, 1)], new ItemFilter(), ItemId.Parse("item-2"), 10)
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

    private static CustodyEntry Entry(int number, int holder) => new(
        ItemId.Parse(FormattableString.Invariant($"item-{number}")),
        holder switch { 0 => TestKeys.Alice.PublicKey, 1 => TestKeys.Bob.PublicKey, _ => null },
        number,
        number,
        Hash256.Of([(byte)number]));
}
