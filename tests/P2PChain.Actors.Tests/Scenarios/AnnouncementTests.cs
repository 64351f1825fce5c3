using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Four nodes in a row, each of which announces transactions and sends compact blocks.</summary>
public sealed class AnnouncementTests(ITestOutputHelper output) : ActorSpec(output)
{
    // Pools are compared after 24 s at the earliest.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Requests_and_their_releases_reach_the_far_end_while_no_node_mines()
    {
        var nodes = await RowAsync(MiningMode.Off);
        var screen = CreateTestProbe();
        string[] items = [.. Enumerable.Range(0, 200).Select(i => $"item-{i}")];
        nodes[0].Tell(TestNode.Request(1, items), screen);
        for (var i = 0; i < items.Length; i++) await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        foreach (var item in items) nodes[0].Tell(new ConsoleProtocol.Release(2, ItemId.Parse(item)), screen);
        await AwaitAssertAsync(
            async () => Assert.Equal(2 * items.Length, (await nodes[^1].StatusAsync()).Waiting), Patience);
    }

    [Fact]
    public async Task A_block_of_announced_transactions_reaches_the_far_end()
    {
        var nodes = await RowAsync(MiningMode.OnDemand);
        var screen = CreateTestProbe();
        nodes[0].Tell(TestNode.Request(1, [.. Enumerable.Range(0, 200).Select(i => $"item-{i}")]), screen);
        await AwaitAssertAsync(async () => Assert.Equal(200, (await nodes[^1].HeldAsync()).Count), Patience);
        await AwaitAssertAsync(
            async () => Assert.Equal((await nodes[0].TipAsync()).Hash, (await nodes[^1].TipAsync()).Hash), Patience);
    }

    private async Task<TestNode[]> RowAsync(MiningMode first)
    {
        TestNode[] nodes =
        [
            await StartAsync("a", TestKeys.Alice, first),
            await StartAsync("b", TestKeys.Bob, MiningMode.Off),
            await StartAsync("c", TestKeys.Carol, MiningMode.Off),
            await StartAsync("d", TestKeys.Dave, MiningMode.Off),
        ];
        for (var i = 1; i < nodes.Length; i++)
            Assert.IsType<AnswerProtocol.Connected>(await nodes[i].ConnectAsync(nodes[i - 1].Refs.Listens));
        return nodes;
    }

    private async Task<TestNode> StartAsync(string name, DeterministicSigner signer, MiningMode mining)
    {
        var settings = new NodeSettings
        {
            Mining = mining,
            Peering = new PeerSettings { FewPeers = 0, CompactFromBytes = 0 },
        };
        var node = await TestNode.StartAsync(Sys, name, signer, settings);
        UnderTest(node.Refs.Node);
        return node;
    }
}
