using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Model;
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
        Pass((double)bytes / Limits.AnswerBytesPerSecond);
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

    /// <summary>Answers more bytes than a stranger gets at once.</summary>
    /// <returns>The bytes of the last answer.</returns>
    private int AskForBurst()
    {
        ImmutableArray<HeaderItem> items = [.. Enumerable.Repeat(HeaderItem.Of(Block), Message.Headers.CountMax)];
        var bytes = MessageCodec.Encode(new Message.Headers(1, items, More: true), null).Length;
        for (uint id = 1; id <= (Limits.AnswerBurstBytes / bytes) + 1; id++)
        {
            AskForHeaders(id);
            Chain.ExpectMsg<ChainProtocol.GetHeadersAfter>();
            Peer.Tell(new ChainProtocol.HeadersAfter(id, items, More: true), Chain);
            Heard();
        }
        return bytes;
    }

    private void AskForHeaders(uint id) => Say(new Message.GetHeaders(id, [Block.Hash], Message.Headers.CountMax));
}
