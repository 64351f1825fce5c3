using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>docs/protocol.md, limits: the headers and bodies that a peer gets.</summary>
public sealed class PeerAnswerRateTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly Block Block = Drawn.Parameters.Genesis();

    [Fact]
    public void A_stranger_gets_a_burst_of_headers_and_then_so_many_bytes_a_second()
    {
        StartReady();
        var bytes = AskForBurst();
        AskForHeaders(99);
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass((double)(bytes + AnswerBudget.LeaseBytes) / Limits.AnswerBytesPerSecond);
        Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
    }

    [Fact]
    public void A_peer_on_this_machine_gets_all_that_it_asks_for()
    {
        RemoteEnd = "127.0.0.1:50123";
        StartReady();
        AskForBurst();
        AskForHeaders(99);
        Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
    }

    [Fact]
    public void All_strangers_together_get_no_more_than_the_rate_of_the_node()
    {
        AnswerBytesPerSecond = 65_536;
        StartReady();
        AskForHeaders(1);
        Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
        var items = Headers();
        Peer.Tell(new ChainProtocol.HeadersAfter(1, items, More: true), Chain);
        Heard();
        var owed = MessageCodec.Encode(new Message.Headers(1, items, More: true), null).Length;
        AskForHeaders(2);
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(((owed + AnswerBudget.LeaseBytes) / 65_536.0) - AnswerRate.Burst.TotalSeconds + 0.1);
        Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
    }

    [Fact]
    public void Each_kind_of_answer_takes_of_the_allowance_and_waits_for_it()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory, LocalNode.Pool]);
        AskForBurst();
        Say(new Message.PoolDigest(7, 1, [.. new ulong[SaltedPool.BucketCount]]));
        Say(new Message.GetTransactions(8, [Hash256.Of("x"u8)]));
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(2);
        Chain.ExpectMsg<PoolProtocol.GetDiffering>();
        Assert.Equal(8u, Assert.IsType<Message.Transactions>(Heard()).Id);
    }

    [Fact]
    public void More_than_sixteen_requests_that_wait_for_the_allowance_are_ignored()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Inventory]);
        AskForBurst();
        Say([.. Enumerable.Range(1, 20).Select(id => new Message.GetTransactions((uint)id, [Hash256.Of("x"u8)]))]);
        AwaitEverythingRead();
        Pass(2);
        for (var id = 1; id <= 16; id++) Assert.Equal((uint)id, Assert.IsType<Message.Transactions>(Heard()).Id);
        Say(new Message.GetTransactions(99, [Hash256.Of("x"u8)]));
        Assert.Equal(99U, Assert.IsType<Message.Transactions>(Heard()).Id);
    }

    /// <summary>Answers more bytes than a stranger gets at once.</summary>
    /// <returns>The bytes of the last answer.</returns>
    private int AskForBurst()
    {
        var items = Headers();
        var bytes = MessageCodec.Encode(new Message.Headers(1, items, More: true), null).Length;
        for (uint id = 1; id <= (AnswerRate.Burst.TotalSeconds * Limits.AnswerBytesPerSecond / bytes) + 1; id++)
        {
            AskForHeaders(id);
            Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
            Peer.Tell(new ChainProtocol.HeadersAfter(id, items, More: true), Chain);
            Heard();
        }
        return bytes;
    }

    private static ImmutableArray<HeaderItem> Headers() =>
        [.. Enumerable.Repeat(HeaderItem.Of(Block), Message.Headers.CountMax)];

    private void AskForHeaders(uint id) => Say(new Message.GetHeaders(id, [Block.Hash], Message.Headers.CountMax));
}
