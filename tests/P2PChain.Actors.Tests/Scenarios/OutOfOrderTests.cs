using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>A peer sends what is right in an order that is not.</summary>
public sealed class OutOfOrderTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly string[] Names = ["a1", "a2", "a3"];

    private readonly ChainBuilder _draw = new();

    [Fact]
    public async Task Blocks_that_come_in_the_wrong_order_are_all_on_the_chain_at_once()
    {
        foreach (var (name, parent) in new[] { ("a1", "genesis"), ("a2", "a1"), ("a3", "a2") }) _draw.Add(name, parent);
        var node = await StartAsync();
        using var peer = await RawPeer.GreetAsync(node.Refs.Listens, TestKeys.Dave.PublicKey);
        foreach (var name in new[] { "a1", "a3", "a2" }) await peer.SendAsync(new Message.NewBlock(_draw[name]));
        var answers = AnswerAsync(peer);
        await AwaitAssertAsync(async () => Assert.Equal(3, (await node.TipAsync()).Height), TimeSpan.FromSeconds(5));
        peer.Reset();
        await answers;
    }

    [Fact]
    public async Task A_transaction_that_is_sent_just_before_the_connection_ends_is_taken()
    {
        var node = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var peer = await RawPeer.GreetAsync(node.Refs.Listens, TestKeys.Dave.PublicKey);
            await peer.SendAsync(new Message.NewTransaction(_draw.Request(TestKeys.Dave, $"item-{i}", i)));
            Assert.True(await peer.FinishAsync());
        }
        await AwaitAssertAsync(
            async () => Assert.Equal(20, (await node.ItemsAsync()).Length + (await node.StatusAsync()).Waiting),
            TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Blocks_without_parents_leave_nothing_behind()
    {
        const int count = 2_000;
        for (var i = 1; i <= count; i++) _draw.Add($"{i}", i == 1 ? "genesis" : $"{i - 1}");
        var node = await StartAsync();
        using var peer = await RawPeer.GreetAsync(node.Refs.Listens, TestKeys.Dave.PublicKey);
        var random = new Random(1);
        await SendAllAsync(peer, random);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < 4; round++) await SendAllAsync(peer, random);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);
        Assert.Equal(0, (await node.TipAsync()).Height);

        async Task SendAllAsync(RawPeer to, Random order)
        {
            // All but the first, whose child would follow.
            foreach (var i in Enumerable.Range(2, count - 1).OrderBy(_ => order.Next()))
                await to.SendAsync(new Message.NewBlock(_draw[$"{i}"]));
            await to.SendAsync(new Message.Ping(null));
            await to.HearAsync<Message.Pong>();
        }
    }

    /// <summary>Answers questions about the chain a3 until the connection ends.</summary>
    private async Task AnswerAsync(RawPeer peer)
    {
        try
        {
            while (true)
            {
                switch (await peer.HearAsync<Message>())
                {
                    case Message.GetHeaders ask:
                        var items = Names.Select(name => HeaderItem.Of(_draw[name]));
                        await peer.SendAsync(new Message.Headers(ask.Id, [.. items], More: false));
                        break;
                    case Message.GetBlocks(var id, var hashes):
                        foreach (var name in Names.Where(name => hashes.Contains(_draw[name].Hash)))
                            await peer.SendAsync(new Message.BlockMessage(id, _draw[name]));
                        break;
                    default: break;
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task<TestNode> StartAsync()
    {
        var node = await TestNode.StartAsync(Sys, "a", TestKeys.Alice);
        UnderTest(node.Refs.Node);
        return node;
    }
}
