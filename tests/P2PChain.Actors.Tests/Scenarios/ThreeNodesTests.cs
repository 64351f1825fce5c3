using P2PChain.Actors.Console;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>The story the project is about: three sites, one ledger.</summary>
public sealed class ThreeNodesTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_request_on_one_node_is_confirmed_on_all_and_released_from_another()
    {
        var (a, b, c) = await ConnectedAsync();
        var screen = CreateTestProbe();
        a.Tell(TestNode.Request(1, "laptop-001"), screen);
        Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>()).Result);
        var confirmed = await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        Assert.True(confirmed.IsLast);
        Assert.Equal(1, Assert.IsType<AnswerProtocol.Confirmed>(confirmed.Result).Height);
        await OneTipAsync(1, a, b, c);
        Assert.Equal(a.Signer.PublicKey, (await c.HeldAsync())["laptop-001"]);
        c.Tell(new ConsoleProtocol.Release(2, ItemId.Parse("laptop-001")), screen);
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        await OneTipAsync(2, a, b, c);
        Assert.Empty(await a.HeldAsync());
        Assert.Empty(await b.HeldAsync());
    }

    [Fact]
    public async Task A_request_of_a_held_item_is_refused_with_holder_and_height()
    {
        var (a, b, c) = await ConnectedAsync();
        var screen = CreateTestProbe();
        a.Tell(TestNode.Request(1, "laptop-001", "key-7", "van-2"), screen);
        for (var i = 0; i < 6; i++) await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        var before = await a.TipAsync();
        await OneTipAsync(before.Height, a, b, c);
        b.Tell(TestNode.Request(2, "free-1", "laptop-001"), screen);
        var reply = await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        Assert.True(reply.IsLast);
        var refusal = Assert.IsType<AnswerProtocol.Refused>(reply.Result).Refusal;
        Assert.Equal((RefusalReason.HeldBy, a.Signer.PublicKey), (refusal.Reason, refusal.Holder));
        Assert.Equal((await a.ItemsAsync()).Single(entry => entry.Uid.Text == "laptop-001").Since, refusal.Height);
        Assert.Equal(before, await b.TipAsync());
    }

    [Fact]
    public async Task A_node_that_was_alone_catches_up_when_it_connects()
    {
        var a = await StartAsync("a", TestKeys.Alice);
        var screen = CreateTestProbe();
        for (var i = 0; i < 40; i++)
        {
            a.Tell(TestNode.Request(i, $"item-{i}"), screen);
            await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
            await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        }
        var b = await StartAsync("b", TestKeys.Bob);
        b.Tell(TestNode.Request(1, "other"), screen);
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>();
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
        // b's own block lost to the longer chain; its transaction waits again, and is mined on top.
        await OneTipAsync(41, a, b);
        Assert.Equal(b.Signer.PublicKey, (await a.HeldAsync())["other"]);
    }

    [Fact]
    public async Task What_a_node_that_may_not_mine_accepted_while_it_was_alone_is_confirmed_when_it_meets_a_miner()
    {
        var a = await StartAsync("a", TestKeys.Alice, new NodeSettings { Mining = MiningMode.Off });
        var screen = CreateTestProbe();
        a.Tell(TestNode.Request(1, "laptop-001", "key-7"), screen);
        for (var i = 0; i < 2; i++) Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>()).Result);
        a.Tell(new ConsoleProtocol.Release(2, ItemId.Parse("key-7")), screen); // it stands only after its request
        Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>()).Result);
        var b = await StartAsync("b", TestKeys.Bob);
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(b.Refs.Listens));
        for (var i = 0; i < 3; i++) Assert.IsType<AnswerProtocol.Confirmed>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        Assert.Equal(["laptop-001"], (await b.HeldAsync()).Keys);
    }

    [Fact]
    public async Task A_dial_where_nobody_listens_says_so()
    {
        using var taken = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)); // bound, so nobody else takes it; not listening
        var a = await StartAsync("a", TestKeys.Alice);
        var result = Assert.IsType<AnswerProtocol.NotConnected>(
            await a.ConnectAsync((System.Net.IPEndPoint)taken.LocalEndPoint!));
        Assert.Equal("nobody listens there, or it cannot be reached", result.Reason);
    }

    private async Task<(TestNode A, TestNode B, TestNode C)> ConnectedAsync()
    {
        var (a, b, c) = (
            await StartAsync("a", TestKeys.Alice),
            await StartAsync("b", TestKeys.Bob),
            await StartAsync("c", TestKeys.Carol));
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
        Assert.IsType<AnswerProtocol.Connected>(await c.ConnectAsync(a.Refs.Listens));
        return (a, b, c);
    }

    private async Task<TestNode> StartAsync(string name, Core.Crypto.ISigner signer, NodeSettings? settings = null)
    {
        var node = await TestNode.StartAsync(Sys, name, signer, settings);
        UnderTest(node.Refs.Node);
        return node;
    }

    private async Task OneTipAsync(long height, params TestNode[] nodes) => await AwaitAssertAsync(
        async () =>
        {
            var tips = await Task.WhenAll(nodes.Select(node => node.TipAsync()));
            Assert.All(tips, tip => Assert.Equal((height, tips[0].Hash), (tip.Height, tip.Hash)));
        },
        Patience);
}
