using System.Net;
using P2PChain.Actors.Console;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Rules U1 and U2 among whole nodes: a height passes while they are connected.</summary>
public sealed class UpgradeTests(ITestOutputHelper output) : ActorSpec(output)
{
    private const long Boundary = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact] // rules U1, U2
    public async Task Upgraded_nodes_stay_together_and_the_one_that_is_not_parts_with_a_reason()
    {
        var one = await StartAsync("one", TestKeys.Alice, isUpgraded: true);
        var two = await StartAsync("two", TestKeys.Bob, isUpgraded: true, one.Refs.Listens);
        var old = await StartAsync("old", TestKeys.Carol, isUpgraded: false, one.Refs.Listens);
        await AwaitAssertAsync(async () => Assert.Equal(2, (await StatusAsync(one)).Peers.Length), Patience);
        await AwaitAssertAsync(async () => Assert.Single((await StatusAsync(old)).Peers), Patience);
        Assert.Equal(Boundary, Assert.Single((await StatusAsync(old)).Peers).SplitsAt); // told beforehand, on both sides
        Assert.Equal([Boundary, null], (await StatusAsync(one)).Peers.Select(peer => peer.SplitsAt).OrderDescending());

        for (var height = 1L; height < Boundary; height++) await ConfirmAsync(one, height, [one, two, old]);
        await ConfirmAsync(one, Boundary, [one, two]);
        Assert.Equal(2, one.Store.ReadBlock((await one.TipAsync()).Hash).Header.Version);
        await AwaitAssertAsync(async () => Assert.Empty((await StatusAsync(old)).Peers), Patience);
        var dial = Assert.Single((await StatusAsync(old)).Dials);
        Assert.EndsWith(
            $"the rules changed there at block {Boundary}: update", dial.LastFailure, StringComparison.Ordinal);
        Assert.Equal(Boundary - 1, (await old.TipAsync()).Height);

        await ConfirmAsync(two, Boundary + 1, [one, two]); // still connected
        Assert.Single((await StatusAsync(one)).Peers);
        // A node that starts now catches up over the height.
        var late = await StartAsync("late", TestKeys.Dave, isUpgraded: true, two.Refs.Listens);
        await AwaitAssertAsync(async () => Assert.Equal(Boundary + 1, (await late.TipAsync()).Height), Patience);
        Assert.All([one, two, old, late], node => Assert.False(node.Refs.Failed.IsCompleted));
    }

    [Fact] // rule U2
    public async Task A_node_that_passed_the_height_without_the_upgrade_is_refused_when_it_dials()
    {
        var old = await StartAsync("old", TestKeys.Carol, isUpgraded: false);
        for (var height = 1L; height <= Boundary; height++) await ConfirmAsync(old, height, [old]);
        var upgraded = await StartAsync("upgraded", TestKeys.Alice, isUpgraded: true);
        var failed = Assert.IsType<AnswerProtocol.NotConnected>(await upgraded.ConnectAsync(old.Refs.Listens));
        Assert.Contains("the rules did not change there at block 3", failed.Reason, StringComparison.Ordinal);
    }

    private async Task ConfirmAsync(TestNode by, long height, TestNode[] nodes)
    {
        var screen = CreateTestProbe();
        by.Tell(TestNode.Request(height, $"item-{by.Name}-{height}"), screen);
        Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        Assert.IsType<AnswerProtocol.Confirmed>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        foreach (var node in nodes)
            await AwaitAssertAsync(async () => Assert.Equal(height, (await node.TipAsync()).Height), Patience);
    }

    private async Task<AnswerProtocol.Status> StatusAsync(TestNode node)
    {
        var screen = CreateTestProbe();
        node.Tell(new ConsoleProtocol.GetStatus(9), screen);
        return Assert.IsType<AnswerProtocol.Status>(
            (await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
    }

    private async Task<TestNode> StartAsync(
        string name, DeterministicSigner signer, bool isUpgraded, IPEndPoint? peer = null)
    {
        var settings = new NodeSettings
        {
            Upgrades = isUpgraded ? [InventedRuleSet.UpgradeAt(Boundary)] : [],
            Peers = peer is null ? [] : [new HostPort(peer.Address.ToString(), peer.Port)],
        };
        var node = await TestNode.StartAsync(Sys, name, signer, settings);
        UnderTest(node.Refs.Node);
        return node;
    }
}
