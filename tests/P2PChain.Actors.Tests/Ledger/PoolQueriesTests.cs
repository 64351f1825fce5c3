using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class PoolQueriesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);

    [Fact]
    public void Waiting_transactions_come_in_their_order_with_origin_and_the_time_of_those_that_are_dated_ahead()
    {
        var ahead = _draw.Request(TestKeys.Alice, "laptop-001", 3600 + 600);
        _ledger.Submit(ahead);
        _ledger.Now = ChainBuilder.ClockAt(3000);
        _ledger.Submit(_draw.Request(TestKeys.Bob, "camera", 2900), PoolSource.From(new PeerId(7)));
        var page = Page(0, 50);
        Assert.Equal(2, page.Total);
        Assert.Equal(
            [
                new LookupProtocol.WaitingTransaction(1, ahead, PoolOrigin.Here, ChainBuilder.ClockAt(3600)),
                new(2, page.Entries[1].Transaction, PoolOrigin.Peer, null),
            ],
            page.Entries.AsEnumerable());
    }

    [Fact]
    public void A_transaction_whose_block_was_undone_is_marked_and_comes_first()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "laptop-001", 1));
        _draw.Add("b1", "genesis");
        _draw.Add("b2", "b1");
        _ledger.Submit(_draw.Checked("a1"));
        _ledger.Submit(_draw.Request(TestKeys.Bob, "camera", 2));
        foreach (var name in (string[])["b1", "b2"]) _ledger.Submit(_draw.Checked(name), isRequested: true);
        Assert.Equal(
            [("laptop-001", true), ("camera", false)],
            Page(0, 50).Entries.Select(entry => (entry.Transaction.Uid.Text, entry.IsReturned)));
    }

    [Fact]
    public void A_page_tells_the_number_of_all_and_keeps_the_places()
    {
        for (var i = 0; i < 7; i++) _ledger.Submit(_draw.Request(TestKeys.Alice, $"item-{i}", i + 1));
        var page = Page(2, 3);
        Assert.Equal((7, 3), (page.Total, page.Entries.Length));
        Assert.Equal([(3, "item-2"), (4, "item-3"), (5, "item-4")], page.Entries.Select(
            entry => (entry.Place, entry.Transaction.Uid.Text)));
        Assert.Empty(Page(7, 50).Entries);
        Assert.Equal([1, 2], Page(-5, 2).Entries.Select(entry => entry.Place));
        Assert.Empty(Page(0, -1).Entries);
    }

    [Fact]
    public void The_time_without_a_block_is_that_of_the_ledger()
    {
        var view = _ledger.State.View with { UnminedSince = TimeSpan.FromSeconds(5) };
        var queries = new PoolQueries(view, _ledger.Now, TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(25), queries.Page(new(0, 50)).Unmined);
    }

    private LookupProtocol.PoolPage Page(int skip, int max) =>
        new PoolQueries(_ledger.State.View, _ledger.Now, TimeSpan.Zero).Page(new(skip, max));
}
