using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using P2PChain.Testing;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class PoolTextTests
{
    private static readonly Transaction Taken = new TransactionContent(
        TestKeys.Alice.PublicKey, Laptop, TransactionType.Request, Moved, Note: "for Anna").SignedBy(TestKeys.Alice);

    [Fact]
    public void Waiting_transactions_are_rows_and_the_rest_is_a_number()
    {
        var page = new LookupProtocol.PoolPage(
            [
                Waiting(PoolOrigin.Here, null),
                Waiting(PoolOrigin.Peer, Now.Plus(TimeSpan.FromSeconds(9))),
                Waiting(PoolOrigin.PlainPeer, null),
            ],
            1_203,
            TimeSpan.FromSeconds(119));
        var (by, id) = (TestKeys.Alice.PublicKey.Short, Taken.TxId.Short(12));
        Assert.Equal(
            [
                $"laptop-001\trequest\t{by}\t12:04\tthe next block\there\t{id}\tfor Anna",
                $"laptop-001\trequest\t{by}\t12:04\t12:30:09\ta peer\t{id}\tfor Anna",
                $"laptop-001\trequest\t{by}\t12:04\tthe next block\ta plain peer\t{id}\tfor Anna",
                "and 1,200 more, 1,203 in all",
            ],
            Answer(page));
    }

    [Fact]
    public void A_pool_that_no_node_mines_says_so() => Assert.Equal(
        "no block has come for 2 min: status names the cause",
        Answer(new LookupProtocol.PoolPage([Waiting(PoolOrigin.Here, null)], 1, TimeSpan.FromMinutes(2)))[^1]);

    [Fact]
    public void An_empty_pool_is_a_sentence() => Assert.Equal(
        ["no transaction waits for a block"], Answer(new LookupProtocol.PoolPage([], 0, null)));

    private static LookupProtocol.WaitingTransaction Waiting(PoolOrigin origin, UnixTime? until) =>
        new(1, Taken, origin, until);

    private static string[] Answer(LookupProtocol.PoolPage page) =>
        Lines(AnswerText.Of(new AnswerProtocol.Pool(page), Say));
}
