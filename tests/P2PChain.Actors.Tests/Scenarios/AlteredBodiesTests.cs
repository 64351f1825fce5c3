using P2PChain.Core.Model;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Peers that send other transactions under the header of a good block.</summary>
public sealed class AlteredBodiesTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Ten_altered_bodies_before_the_true_one_cost_their_senders_the_connection_and_the_block_is_taken()
    {
        var draw = new ChainBuilder();
        var block = draw.Add("1", "genesis", draw.Request(TestKeys.Bob, "laptop-001", 10));
        var node = await TestNode.StartAsync(Sys, "a", TestKeys.Alice);
        UnderTest(node.Refs.Node);
        var liars = new List<RawPeer>();
        for (var i = 0; i < 10; i++)
            liars.Add(await RawPeer.GreetAsync(node.Refs.Listens, TestKeys.Number(i).PublicKey));
        using var honest = await RawPeer.GreetAsync(node.Refs.Listens, TestKeys.Number(10).PublicKey);
        for (var i = 0; i < 10; i++)
        {
            var other = draw.Request(TestKeys.Bob, $"altered-{i}", 10);
            await liars[i].SendAsync(new Message.NewBlock(new Block(block.Header, block.Seal, [other])));
        }
        // A copy that comes when the true block is kept is dropped unjudged.
        foreach (var liar in liars)
        {
            Assert.True(await liar.IsClosedWithinAsync(Patience));
            liar.Dispose();
        }
        await honest.SendAsync(new Message.NewBlock(block));
        await AwaitAssertAsync(async () => Assert.Equal(block.Hash, (await node.TipAsync()).Hash), Patience);
        await honest.SendAsync(new Message.Ping(null));
        await honest.HearAsync<Message.Pong>();
    }
}
