using P2PChain.Actors.Console;
using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class NewsTextTests
{
    [Fact]
    public void A_block_says_where_it_came_from_and_what_moved() => Assert.Equal(
        "block 2 from 127.0.0.1:6000: laptop-001 requested by 03bbbbbb…, laptop-002 released by me (02aaaaaa…)",
        News(new NewsProtocol.BlockNews(2, "127.0.0.1:6000", [
            Move("laptop-001"),
            new NewsProtocol.MoveView(ItemId.Parse("laptop-002"), TransactionType.Release, Me, null, IsOwn: true),
        ])));

    [Fact]
    public void A_block_of_ones_own_was_mined_here()
    {
        Assert.Equal("block 2 mined here: laptop-001 requested by 03bbbbbb…",
            News(new NewsProtocol.BlockNews(2, null, [Move("laptop-001")])));
        Assert.Equal("block 3 mined here: nothing moved", News(new NewsProtocol.BlockNews(3, null, [])));
    }

    [Fact]
    public void What_was_refused_and_stands_after_all_is_told() => Assert.Equal(
        "laptop-001: confirmed after all in block 1204",
        News(new NewsProtocol.ConfirmedNews(ItemId.Parse("laptop-001"), TransactionType.Request, default, 1204)));

    [Fact]
    public void Many_moves_are_counted() => Assert.EndsWith(
        "item-8 requested by 03bbbbbb… and 1,992 more",
        News(new NewsProtocol.BlockNews(2, null, [.. Enumerable.Range(1, 2000).Select(static n => Move($"item-{n}"))])),
        StringComparison.Ordinal);

    [Fact]
    public void A_note_stands_in_quotes_that_it_cannot_leave() => Assert.Equal(
        "block 2 mined here: laptop-001 requested by 03bbbbbb… \"für Anna' by me ?[31m\"",
        News(new NewsProtocol.BlockNews(2, null, [Move("laptop-001", "für Anna\" by me \u001b[31m")])));

    [Fact]
    public void A_better_chain_is_told_with_what_it_undid()
    {
        Assert.Equal("a better chain replaced 2 blocks with 3: height 7, tip 00ab12cd…",
            News(new NewsProtocol.ReorganisedNews(2, 3, ChainTip(7))));
        Assert.Equal("laptop-001: superseded: a better chain undid the request; held by 03bbbbbb… since block 3",
            News(new NewsProtocol.SupersededNews(
                TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other, 3, Moved))));
        Assert.Equal(
            "laptop-001: undone: a better chain undid the release; too many transactions wait for a block: try again after the next one",
            News(
                new NewsProtocol.SupersededNews(TransactionType.Release, new Refusal(RefusalReason.PoolFull, Laptop))));
        Assert.Equal("laptop-001: a better chain undid its block; the release is waiting for a block again",
            News(new NewsProtocol.ReturnedNews(Laptop, TransactionType.Release, Tip)));
    }

    [Fact] // rule F6
    public void A_deep_reorganisation_says_what_it_may_mean_and_what_to_look_at() => Assert.Equal(
        "look at this: 102 blocks after block 12 no longer stand, the oldest of 11:30. Either nodes were cut off from each other "
        + "for so long, or the ledger's past was rewritten: ask the other sites whether they were offline, compare the tip "
        + "in their status with yours, and see the present holders (items)",
        News(new NewsProtocol.RewriteNews(102, Now.Plus(-TimeSpan.FromHours(1)), 12, IsDeep: true, [])));

    [Fact] // rule F6
    public void Items_that_were_taken_are_counted_and_named()
    {
        var eleven = Enumerable.Range(10, 11).Select(static n => ItemId.Parse($"item-{n}")).ToArray();
        Assert.Equal(
            "look at this: 1 item was taken from its holder (item-10) by a better chain: 1 block after block 12 no longer stands, the oldest of "
            + "11:30; see the present holders (items), and tell the holders",
            News(new NewsProtocol.RewriteNews(1, Now.Plus(-TimeSpan.FromHours(1)), 12, IsDeep: false, [eleven[0]])));
        Assert.StartsWith(
            "look at this, 3 h ago: 11 items were taken from their holders (item-10, item-11, item-12, item-13, item-14, item-15, item-16, "
            + "item-17, item-18, item-19 and 1 more) by a better chain: 300 blocks after block 12",
            News(new NewsProtocol.RewriteNews(300, Now, 12, IsDeep: true, [.. eleven]) { Ago = TimeSpan.FromHours(3) }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_holder_reads_who_released_the_item() => Assert.Equal(
        "laptop-001: you held it; 03bbbbbb… released it in block 12", News(new NewsProtocol.ReleasedByOtherNews(
            Laptop, Other, 12)));

    [Theory]
    [InlineData(NewsProtocol.OwnOutcome.Confirmed, "6 of your requests and releases were confirmed after all: ")]
    [InlineData(
        NewsProtocol.OwnOutcome.Returned,
        "a better chain undid the blocks of 6 of your requests and releases, which wait for a block again: ")]
    [InlineData(
        NewsProtocol.OwnOutcome.Superseded, "superseded: a better chain undid 6 of your requests and releases: ")]
    [InlineData(NewsProtocol.OwnOutcome.Released, "others released 6 items that you held: ")]
    public void Many_own_outcomes_are_one_line(NewsProtocol.OwnOutcome outcome, string sentence) => Assert.StartsWith(
        sentence + "i-1, i-2, i-3, i-4, i-5 and 1 more",
        News(new NewsProtocol.ManyOwnNews(
            outcome, [.. Enumerable.Range(1, 6).Select(static n => ItemId.Parse($"i-{n}"))], [])),
        StringComparison.Ordinal);

    [Fact]
    public void A_sync_is_told_with_its_rate_and_the_remaining_time_and_its_result()
    {
        Assert.Equal("fetching blocks: height 5,000 of 20,000, 850 a second, about 18 s left",
            News(new NewsProtocol.SyncProgressNews(5_000, 20_000, 849.3, TimeSpan.FromSeconds(18))));
        Assert.Equal("fetched 20,000 blocks in 23 s: height 20,000",
            News(new NewsProtocol.SyncedNews(20_000, 20_000, 0, TimeSpan.FromSeconds(23))));
        Assert.Equal("fetched 50 blocks in 1 s: height 50; no more came for a while, 30 blocks are missing",
            News(new NewsProtocol.SyncedNews(50, 50, 30, TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public void Peers_come_and_go()
    {
        Assert.Equal("peer 127.0.0.1:6001 connected", News(new NewsProtocol.PeerNews("127.0.0.1:6001", true, "")));
        Assert.Equal("peer 127.0.0.1:6001 disconnected: it was silent for 45 s",
            News(new NewsProtocol.PeerNews("127.0.0.1:6001", false, "it was silent for 45 s")));
        Assert.Equal("peer 127.0.0.1:6001 disconnected", News(new NewsProtocol.PeerNews("127.0.0.1:6001", false, "")));
    }

    [Fact]
    public void A_clock_that_is_off_is_told_once_it_is_and_once_it_is_not()
    {
        Assert.Equal("your clock is 30 min slow by your peers' clocks: set it; until then this node signs nothing",
            News(new NewsProtocol.ClockNews(new ClockFinding(TimeSpan.FromMinutes(30), MaySign: false))));
        Assert.Equal("your clock is 3 min fast by your peers' clocks: set it",
            News(new NewsProtocol.ClockNews(new ClockFinding(-TimeSpan.FromMinutes(3), MaySign: true))));
        Assert.Equal("your clock is no longer found to be off", News(new NewsProtocol.ClockNews(null)));
    }

    [Fact]
    public void A_twin_is_told_with_its_address_and_the_next_step() => Assert.Equal(
        "look at this: another node uses this node's key, from 10.0.0.9:6000: stop one of the two, and give it a data directory of its own",
        News(new NewsProtocol.TwinNews("10.0.0.9:6000")));

    [Fact]
    public void Every_kind_of_news_has_words()
    {
        var kinds = typeof(NewsProtocol).GetNestedTypes()
            .Where(static type => type.IsAssignableTo(typeof(NewsProtocol.INews)) && !type.IsInterface)
            .Select(static type => type.Name).Order();
        Assert.Equal(["BlockNews", "ClockNews", "ConfirmedNews", "ManyOwnNews", "PeerNews", "ReleasedByOtherNews", "ReorganisedNews", "ReturnedNews", "RewriteNews", "SupersededNews", "SyncProgressNews", "SyncedNews", "TwinNews"], kinds);
    }

    private static NewsProtocol.MoveView Move(string item, string? note = null) =>
        new(ItemId.Parse(item), TransactionType.Request, Other, note, IsOwn: false);

    private static string News(NewsProtocol.INews news) => Assert.Single(Lines([NewsText.Of(news, Say)]));
}
