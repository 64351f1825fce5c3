using System.Net;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Crypto;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>A node without a free slot, over real sockets.</summary>
public sealed class NoSlotTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _starts;

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // an older node
    public async Task A_peer_that_is_refused_hears_why_and_does_not_read_that_it_is_connected(bool provesKey)
    {
        var full = await StartAsync(TestKeys.Alice, slots: 1);
        var first = await StartAsync(TestKeys.Bob);
        var refused = await StartAsync(TestKeys.Carol, provesKey: provesKey);
        Assert.IsType<AnswerProtocol.Connected>(await first.ConnectAsync(full.Refs.Listens));
        var screen = CreateTestProbe();
        refused.Refs.Console.Tell(ConsoleProtocol.Watch.Instance, screen);
        for (var i = 0; i < 3; i++)
            Assert.Equal(
                "it refuses this node: no slot",
                Assert.IsType<AnswerProtocol.NotConnected>(await refused.ConnectAsync(full.Refs.Listens)).Reason);
        await screen.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_refused_node_with_discovery_joins_by_the_addresses_that_it_is_told()
    {
        var full = await StartAsync(TestKeys.Alice, slots: 1, hasDiscovery: true);
        var first = await StartAsync(TestKeys.Bob, hasDiscovery: true);
        Assert.IsType<AnswerProtocol.Connected>(await first.ConnectAsync(full.Refs.Listens));
        var refused = await StartAsync(TestKeys.Carol, hasDiscovery: true);
        Assert.IsType<AnswerProtocol.NotConnected>(await refused.ConnectAsync(full.Refs.Listens));
        await AwaitAssertAsync(
            async () =>
            {
                var peers = await refused.Refs.Console.Ask<ConsoleProtocol.Reply>(
                    new ConsoleProtocol.ListPeers(1), Patience);
                Assert.Equal(
                    first.Signer.PublicKey,
                    Assert.Single(Assert.IsType<AnswerProtocol.Peers>(peers.Result).Connected).Key);
            },
            Patience);
    }

    private async Task<TestNode> StartAsync(
        ISigner signer, int slots = 64, bool provesKey = true, bool hasDiscovery = false)
    {
        var settings = new NodeSettings
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Peering = new PeerSettings { InboundMax = slots },
            Discovery = new DiscoverySettings { IsOn = hasDiscovery },
        };
        var node = await TestNode.StartAsync(
            Sys, $"node-{++_starts}", signer, settings, seed: _starts, provesKey: provesKey);
        UnderTest(node.Refs.Node);
        return node;
    }
}
