using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Ledger;

public sealed class ItemQueriesTests
{
    [Fact]
    public void An_answer_tells_no_move_that_its_holder_does_not_know_yet()
    {
        var draw = new ChainBuilder();
        var ledger = new TestLedger(NetworkParameters.Demo);
        draw.Add("a1", "genesis", draw.Request(TestKeys.Alice, "laptop-001", 1));
        draw.Add("a2", "a1", draw.Release(TestKeys.Alice, "laptop-001", 2));
        ledger.Submit(draw.Checked("a1"));
        var before = ledger.State.View;
        ledger.Submit(draw.Checked("a2"));
        using var archive = ledger.Store.OpenArchive();

        var record = new ItemQueries(before, archive).Record(new ChainProtocol.GetItem(ItemId.Parse("laptop-001"), 9));
        Assert.Equal(TestKeys.Alice.PublicKey, record.Entry!.Holder);
        Assert.Equal([1L], record.Moves.Select(move => move.Height));
        record = new ItemQueries(ledger.State.View, archive).Record(new(ItemId.Parse("laptop-001"), 9));
        Assert.Null(record.Entry!.Holder);
        Assert.Equal([2L, 1L], record.Moves.Select(move => move.Height));
    }
}
