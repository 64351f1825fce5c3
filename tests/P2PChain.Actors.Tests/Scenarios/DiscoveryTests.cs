using System.Net;
using System.Text;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Tests.Net.Discovery;
using P2PChain.Core.Crypto;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Nodes that find each other.</summary>
public sealed class DiscoveryTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Nodes_that_know_one_node_in_common_find_each_other()
    {
        var nodes = await StarAsync(isOn: true, count: 4);
        await AwaitAssertAsync(
            async () =>
            {
                foreach (var node in nodes)
                    Assert.Equal(
                        Others(nodes, node), (await PeersAsync(node)).Connected.Select(peer => peer.Key!).Order());
            },
            Patience);
    }

    [Fact]
    public async Task When_the_node_in_common_is_gone_the_others_stay_connected()
    {
        var nodes = await StarAsync(isOn: true, count: 3);
        await ConnectedAsync(nodes[1], nodes[2]);
        StopsAmid(nodes[0].Refs.Node);
        await P2PNode.StopAsync(nodes[0].Refs, Patience);
        await AwaitAssertAsync(
            async () =>
            {
                var left = Assert.Single((await PeersAsync(nodes[1])).Connected);
                Assert.Equal(nodes[2].Signer.PublicKey, left.Key);
            },
            Patience);
    }

    [Fact]
    public async Task Nodes_without_discovery_dial_only_named_addresses()
    {
        var found = await StarAsync(isOn: true, count: 3);
        var alone = await StarAsync(isOn: false, count: 3, "alone");
        await ConnectedAsync(found[1], found[2]); // by then the others would have met too
        foreach (var node in alone[1..]) Assert.Single((await PeersAsync(node)).Connected);
    }

    [Fact]
    public async Task A_node_whose_peers_keep_the_best_chain_from_it_finds_that_chain_by_a_look()
    {
        // The node seeks no connection: it only looks.
        var settings = new NodeSettings { Discovery = new DiscoverySettings { IsOn = true, OutboundMax = 0 } };
        var alone = new NodeSettings();
        var (poor, rich) = (
            await TestNode.StartAsync(Sys, "poor", TestKeys.Number(1), alone, seed: 1),
            await TestNode.StartAsync(Sys, "rich", TestKeys.Number(2), alone, seed: 2));
        var screen = CreateTestProbe();
        rich.Tell(TestNode.Request(1, "laptop-001"), screen);
        await screen.FishForMessageAsync(
            message => message is ConsoleProtocol.Reply { Result: AnswerProtocol.Confirmed }, Patience);

        var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
        book.Add(Address(rich), UnixTime.From(Sys.Scheduler.Now), IPAddress.Loopback, UnixTime.From(Sys.Scheduler.Now));
        var node = await TestNode.StartAsync(
            Sys, "node", TestKeys.Number(3), settings with { Peers = [Address(poor)] }, seed: 3,
            addresses: new AddressesInMemory(Encoding.ASCII.GetString(AddressBookJson.Write(book))));
        foreach (var one in new[] { poor, rich, node }) UnderTest(one.Refs.Node);
        await AwaitAssertAsync(async () => Assert.Equal(1, (await node.TipAsync()).Height), Patience);
    }

    private static HostPort Address(TestNode node) =>
        new(node.Refs.Listens.Address.ToString(), node.Refs.Listens.Port);

    private async Task<TestNode[]> StarAsync(bool isOn, int count, string name = "node")
    {
        var settings = new NodeSettings { Discovery = new DiscoverySettings { IsOn = isOn } };
        var nodes = new TestNode[count];
        for (var i = 0; i < count; i++)
        {
            nodes[i] = await TestNode.StartAsync(Sys, $"{name}-{i}", TestKeys.Number(i), settings, seed: i + 1);
            UnderTest(nodes[i].Refs.Node);
            if (i > 0) Assert.IsType<AnswerProtocol.Connected>(await nodes[i].ConnectAsync(nodes[0].Refs.Listens));
        }

        return nodes;
    }

    private async Task ConnectedAsync(TestNode one, TestNode other) => await AwaitAssertAsync(
        async () => Assert.Contains((await PeersAsync(one)).Connected, peer => peer.Key == other.Signer.PublicKey),
        Patience);

    private static IEnumerable<PublicKey> Others(TestNode[] nodes, TestNode node) =>
        nodes.Where(other => other != node).Select(other => other.Signer.PublicKey).Order();

    private static async Task<AnswerProtocol.Peers> PeersAsync(TestNode node)
    {
        var answer = await node.Refs.Console.Ask<ConsoleProtocol.Reply>(new ConsoleProtocol.ListPeers(1), Patience);
        return Assert.IsType<AnswerProtocol.Peers>(answer.Result);
    }
}
