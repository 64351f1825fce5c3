using P2PChain.Actors.Console;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Http.Nodes;
using P2PChain.Node.Hosting;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Http;

public sealed class MoveOutcomesTests
{
    private static readonly ScreenWords Words = new(TestKeys.Alice.PublicKey, KeyNames.None, TimeProvider.System);
    private static readonly ItemId A = ItemId.Parse("a");
    private static readonly ItemId B = ItemId.Parse("b");

    [Fact]
    public void One_refused_item_of_two_is_no_outcome_of_the_other()
    {
        var outcomes = new MoveOutcomes(Words, items: 2);
        outcomes.On(Refused(A));
        Assert.False(outcomes.AreKnown || outcomes.AreFinal);
        outcomes.On(Accepted(B));
        Assert.True(outcomes.AreKnown);
        Assert.False(outcomes.AreFinal || outcomes.AreRefused);
        outcomes.On(Confirmed(B));
        Assert.True(outcomes.AreFinal);
        Assert.Equal(["refused", "confirmed"], outcomes.Document.Moves.Select(static move => move.State));
    }

    [Fact]
    public void A_request_that_is_refused_as_a_whole_is_refused_by_its_one_reply()
    {
        var outcomes = new MoveOutcomes(Words, items: 2);
        outcomes.On(Refused(B));
        Assert.True(outcomes.AreRefused);
        Assert.Equal("pool-full", Assert.Single(outcomes.Document.Moves).Refusal?.Reason);
    }

    [Fact]
    public void A_transaction_that_is_refused_after_it_was_accepted_keeps_its_id()
    {
        var outcomes = new MoveOutcomes(Words, items: 1);
        outcomes.On(new AnswerProtocol.SimilarKnown(A, [B]));
        outcomes.On(Accepted(A));
        outcomes.On(Refused(A));
        var move = Assert.Single(outcomes.Document.Moves);
        Assert.Equal(("refused", Hash256.Of("a"u8).ToString()), (move.State, move.Txid));
        Assert.Equal("b", Assert.Single(move.Similar));
    }

    private static AnswerProtocol.Accepted Accepted(ItemId uid) => new(uid, TransactionType.Request, Hash256.Of("a"u8));

    private static AnswerProtocol.Confirmed Confirmed(ItemId uid) =>
        new(uid, TransactionType.Request, Hash256.Of("a"u8), 1);

    private static AnswerProtocol.Refused Refused(ItemId uid) =>
        new(TransactionType.Request, new Refusal(RefusalReason.PoolFull, uid));
}
