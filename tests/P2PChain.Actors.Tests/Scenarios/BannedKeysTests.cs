using System.Net;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Bans of proven keys, over real sockets of one machine: its nodes differ by their keys only.</summary>
public sealed class BannedKeysTests(ITestOutputHelper output) : ActorSpec(output)
{
    private const string Refusal = "it refuses this node: banned: ask the operator there to unban your key";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _starts;

    [Fact]
    public async Task A_node_that_is_banned_by_its_address_on_this_machine_is_refused_and_its_neighbour_is_not()
    {
        var (a, b, c) = (
            await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Bob), await StartAsync(TestKeys.Carol));
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
        await AwaitAssertAsync(async () => Assert.Single((await PeersAsync(a)).Connected), Patience);
        var ban = await BanAsync(a, b.Refs.Listens.ToString());
        Assert.Equal(
            (TestKeys.Bob.PublicKey.Hex, b.Refs.Listens.ToString()),
            (ban.Made?.Target.ToString(), ban.Disconnected.Single()));
        await AwaitAssertAsync(
            async () => Assert.Equal(
                Refusal.Replace("it refuses this node", "it said goodbye", StringComparison.Ordinal),
                (await PeersAsync(b)).Dialling.Single().LastFailure),
            Patience);
        Assert.Equal(Refusal, Assert.IsType<AnswerProtocol.NotConnected>(await b.ConnectAsync(a.Refs.Listens)).Reason);
        Assert.IsType<AnswerProtocol.Connected>(await c.ConnectAsync(a.Refs.Listens));
        Assert.Equal(1, (await PeersAsync(a)).Bans);
        Assert.NotNull((await UnbanAsync(a, TestKeys.Bob.PublicKey.Short)).Lifted);
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
    }

    [Fact]
    public async Task A_listed_address_whose_node_has_a_banned_key_is_dialled_once_and_again_after_the_unban()
    {
        var b = await StartAsync(TestKeys.Bob);
        var a = await StartAsync(TestKeys.Alice);
        await BanAsync(a, TestKeys.Bob.PublicKey.Hex);
        var refused = Assert.IsType<AnswerProtocol.NotConnected>(await a.ConnectAsync(b.Refs.Listens));
        Assert.Equal("banned here", refused.Reason);
        Assert.True((await PeersAsync(a)).Dialling.Single().IsBanned);
        await AwaitAssertAsync(async () => Assert.Empty((await PeersAsync(b)).Connected), Patience);
        Assert.NotNull((await UnbanAsync(a, b.Refs.Listens.ToString())).Lifted);
        await AwaitAssertAsync(
            async () => Assert.True(Assert.Single((await PeersAsync(a)).Connected).IsProven), Patience);
    }

    [Fact]
    public async Task The_first_digits_of_a_connected_key_are_enough()
    {
        var (a, b) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Bob));
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(b.Refs.Listens));
        var ban = await BanAsync(a, TestKeys.Bob.PublicKey.Short);
        Assert.Equal(TestKeys.Bob.PublicKey.Hex, ban.Made?.Target.ToString());
        await AwaitAssertAsync(async () => Assert.Empty((await PeersAsync(a)).Connected), Patience);
        Assert.True((await PeersAsync(a)).Dialling.Single().IsBanned);
    }

    private static async Task<BanProtocol.BanResult> BanAsync(TestNode node, string target) =>
        (await AskAsync<AnswerProtocol.Banned>(
            node, new ConsoleProtocol.MakeBan(1, new BanProtocol.MakeBan(BanName.Parse(target)!, null, "")))).Result;

    private static async Task<BanProtocol.UnbanResult> UnbanAsync(TestNode node, string target) =>
        (await AskAsync<AnswerProtocol.Unbanned>(
            node, new ConsoleProtocol.LiftBan(1, new BanProtocol.LiftBan(BanName.Parse(target)!)))).Result;

    private static Task<AnswerProtocol.Peers> PeersAsync(TestNode node) =>
        AskAsync<AnswerProtocol.Peers>(node, new ConsoleProtocol.ListPeers(1));

    private static async Task<T> AskAsync<T>(TestNode node, ConsoleProtocol.Command command) =>
        Assert.IsType<T>((await node.Refs.Console.Ask<ConsoleProtocol.Reply>(command, Patience)).Result);

    private async Task<TestNode> StartAsync(ISigner signer)
    {
        var settings = new NodeSettings { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        var node = await TestNode.StartAsync(Sys, $"node-{++_starts}", signer, settings, seed: _starts);
        UnderTest(node.Refs.Node);
        return node;
    }
}
