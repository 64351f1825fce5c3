using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Testing;
using static P2PChain.Actors.Ledger.LookupProtocol;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class TransactionQueriesTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);
    private readonly Transaction _mine;
    private readonly Transaction _theirs;

    public TransactionQueriesTests()
    {
        _mine = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        _theirs = _draw.Request(TestKeys.Bob, "laptop-001", 2);
        _draw.Add("a1", "genesis", _mine);
        _draw.Add("a2", "a1");
        _draw.Add("b1", "genesis", _theirs);
        _draw.Add("b2", "b1");
    }

    [Fact]
    public void A_transaction_waits_is_confirmed_and_is_superseded_by_the_one_that_stands_in_its_way()
    {
        _ledger.Submit(_draw.Request(TestKeys.Bob, "camera", 3));
        _ledger.Submit(_mine);
        var waits = Assert.IsType<InPool>(Find(_mine.TxId.Short()).Fate);
        Assert.Equal((2, 2, _mine), (waits.Waiting.Place, waits.Total, waits.Waiting.Transaction));

        _ledger.Submit(_draw.Checked("a1"));
        Assert.Equal(new InBlock(1, _draw["a1"].Hash, 1), Find(_mine.TxId.Short()).Fate);

        foreach (var name in (string[])["b1", "b2"]) _ledger.Submit(_draw.Checked(name), isRequested: true);
        var record = Find(_mine.TxId.Short());
        Assert.Equal(_mine, record.Transaction);
        var refused = Assert.IsType<NotStanding>(record.Fate);
        Assert.Equal(
            (RefusalReason.HeldBy, true, 2L),
            (refused.Kept.Refusal.Reason, refused.Kept.WasConfirmed, refused.Kept.TipHeight));
        Assert.Equal(new ItemMove(1, _theirs), refused.Winner);
        Assert.Equal(new InBlock(1, _draw["b1"].Hash, 2), Find(_theirs.TxId.ToString()).Fate);
    }

    [Fact]
    public void A_waiting_transaction_that_another_s_block_refuses_is_told_with_that_and_stands_after_a_better_chain()
    {
        _ledger.Submit(_mine);
        foreach (var name in (string[])["b1", "b2"]) _ledger.Submit(_draw.Checked(name));
        var refused = Assert.IsType<NotStanding>(Find(_mine.TxId.Short()).Fate);
        Assert.Equal((false, _theirs), (refused.Kept.WasConfirmed, refused.Winner!.Transaction));
        _draw.Add("a3", "a2");
        foreach (var name in (string[])["a1", "a2", "a3"]) _ledger.Submit(_draw.Checked(name), isRequested: true);
        refused = Assert.IsType<NotStanding>(Find(_theirs.TxId.Short()).Fate);
        Assert.Equal(_mine, refused.Winner!.Transaction);
        Assert.Equal(new InBlock(1, _draw["a1"].Hash, 3), Find(_mine.TxId.Short()).Fate);
    }

    [Fact]
    public void A_block_that_the_view_does_not_have_yet_confirms_nothing()
    {
        _ledger.Submit(_mine);
        var before = _ledger.State.View;
        _ledger.Submit(_draw.Checked("a1"));
        using var archive = _ledger.Store.OpenArchive();
        var queries = new TransactionQueries(before, archive, new PoolQueries(before, _ledger.Now, TimeSpan.Zero));
        Assert.IsType<InPool>(queries.Record(new(HashPrefix.Of(_mine.TxId))).Fate);
    }

    [Fact]
    public void An_unknown_transaction_is_not_found()
    {
        var record = Find("ffffffff");
        Assert.Equal((null, null, false), (record.Transaction, record.Fate, record.IsAmbiguous));
    }

    private TransactionRecord Find(string digits)
    {
        using var archive = _ledger.Store.OpenArchive();
        var view = _ledger.State.View;
        return new TransactionQueries(view, archive, new PoolQueries(view, _ledger.Now, TimeSpan.Zero))
            .Record(new(HashPrefix.Parse(digits)!));
    }
}
