using System.Diagnostics;
using Akka.IO;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Mining;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Many nodes in one process, over real sockets.</summary>
public sealed class ManyNodesTests(ITestOutputHelper output) : ActorSpec(output)
{
    private readonly ITestOutputHelper _output = output;

    private static readonly int Count = TestScale.Times(40);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nodes_that_know_one_node_in_common_agree_on_a_request_of_each_tenth()
    {
        // On a busy machine a dial is answered after it was given up.
        Expected(static letter => letter.Message is Tcp.Connected);
        var clock = Stopwatch.StartNew();
        var nodes = new List<TestNode>();
        for (var i = 0; i < Count; i++) nodes.Add(await StartAsync(i, nodes.FirstOrDefault()));
        _output.WriteLine($"{Count} nodes after {clock.Elapsed.TotalSeconds:0.0} s");

        var screen = CreateTestProbe();
        for (var i = 0; i < Count; i += 10) nodes[i].Tell(TestNode.Request(i, $"item-{i}"), screen);
        foreach (var node in nodes)
            await AwaitAssertAsync(
                async () => Assert.Equal((Count + 9) / 10, (await node.HeldAsync()).Count), Patience);
        _output.WriteLine($"one ledger after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.All(nodes, node => Assert.False(node.Refs.Failed.IsCompleted));
    }

    private async Task<TestNode> StartAsync(int number, TestNode? first)
    {
        var settings = new NodeSettings
        {
            Discovery = new DiscoverySettings { IsOn = true },
            Mining = number == 0 ? MiningMode.OnDemand : MiningMode.Off,
            Peers = first is null ? [] : [new(first.Refs.Listens.Address.ToString(), first.Refs.Listens.Port)],
        };
        var node = await TestNode.StartAsync(Sys, $"node-{number}", TestKeys.Number(number), settings, seed: number + 1);
        UnderTest(node.Refs.Node);
        return node;
    }
}
