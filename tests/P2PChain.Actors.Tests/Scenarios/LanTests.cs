using System.Net;
using Akka.Actor;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Dialling;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Nodes on one local network, without any address in their configuration.</summary>
public sealed class LanTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly NetworkParameters Office = NetworkParameters.Demo with { Name = "office" };

    [Fact]
    public async Task Nodes_of_one_network_find_each_other_and_not_those_of_another()
    {
        var segment = Sys.ActorOf(LanSegment.Props);
        var office = await StartAsync(segment, "office", Office, 3);
        var other = await StartAsync(segment, "other", Office with { Name = "other" }, 2);
        await MeshAsync(office);
        await MeshAsync(other);
    }

    [Fact]
    public async Task A_node_without_local_discovery_stays_alone()
    {
        var segment = Sys.ActorOf(LanSegment.Props);
        var alone = await StartAsync(segment, "alone", Office, 1, isOn: false);
        await MeshAsync(await StartAsync(segment, "office", Office, 3));
        Assert.Empty(await PeersAsync(alone[0]));
    }

    [Fact]
    public async Task Nodes_find_each_other_while_a_liar_floods_the_segment()
    {
        var segment = Sys.ActorOf(LanSegment.Props);
        var lie = new LanAnnouncement("office", Office.Genesis().Hash, 1024, 0);
        for (var i = 0; i < 2_000; i++)
            segment.Tell(new LanSegment.Sent(
                (lie with { Port = 1024 + i, Nonce = (ulong)i }).Encode(), IPAddress.Parse("127.0.0.66")));
        var office = await StartAsync(segment, "office", Office, 3);
        Sys.Scheduler.ScheduleTellRepeatedly(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(5), segment,
            new LanSegment.Sent(lie.Encode(), IPAddress.Parse("127.0.0.66")), ActorRefs.NoSender);
        await MeshAsync(office);
    }

    private async Task<TestNode[]> StartAsync(
        IActorRef segment, string name, NetworkParameters network, int count, bool isOn = true)
    {
        var settings = new NodeSettings { Network = network, Discovery = new DiscoverySettings { IsLanOn = isOn } };
        var nodes = new TestNode[count];
        for (var i = 0; i < count; i++)
        {
            nodes[i] = await TestNode.StartAsync(
                Sys, $"{name}-{i}", TestKeys.Number(i), settings, seed: i + 1, segment: segment);
            UnderTest(nodes[i].Refs.Node);
        }

        return nodes;
    }

    /// <summary>Each is connected with all others, and with no other node.</summary>
    private async Task MeshAsync(TestNode[] nodes) => await AwaitAssertAsync(
        async () =>
        {
            foreach (var node in nodes)
            {
                var others = nodes.Where(other => other != node).Select(other => other.Signer.PublicKey.Hex).Order();
                Assert.Equal(others, (await PeersAsync(node)).Order());
            }
        },
        Patience);

    private static async Task<string[]> PeersAsync(TestNode node)
    {
        var answer = await node.Refs.Console.Ask<Actors.Console.ConsoleProtocol.Reply>(
            new Actors.Console.ConsoleProtocol.ListPeers(1), Patience);
        var peers = Assert.IsType<Actors.Console.AnswerProtocol.Peers>(answer.Result);
        return [.. peers.Connected.Select(peer => peer.Key!.Hex)];
    }
}
