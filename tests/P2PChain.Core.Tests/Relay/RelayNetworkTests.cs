using P2PChain.Core.Pool;
using P2PChain.Testing;
using P2PChain.Testing.Networks;
using Xunit.Abstractions;

namespace P2PChain.Core.Tests.Relay;

/// <summary>A hundred nodes with eight peers each pass transactions on.</summary>
public sealed class RelayNetworkTests(ITestOutputHelper output)
{
    private const int Nodes = 100;
    private const int PeersEach = 8;
    private const int Transactions = 60;

    private readonly Random _random = new(11);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_node_receives_a_transaction_at_most_1_3_times_on_average(int silent)
    {
        var world = Build(silent);
        var draw = new ChainBuilder();
        for (var i = 0; i < Transactions; i++)
        {
            var entry = new PoolEntry(draw.Request(TestKeys.Alice, $"laptop-{i}", i + 1), i, PoolSource.Own);
            var wait = TimeSpan.FromMilliseconds(_random.Next(5_000));
            world.After(wait, () => world.Nodes[_random.Next(Nodes)].Admit(entry));
        }
        world.Run(TimeSpan.FromSeconds(60));

        var honest = world.Nodes.Where(node => !node.IsSilent).ToList();
        Assert.All(honest, node => Assert.Equal(Transactions, node.Transactions));
        var average = honest.Average(node => (double)node.Received / Transactions);
        output.WriteLine($"{average:F3} times, the last one after {honest.Max(node => node.Slowest).TotalSeconds:F2} s");
        Assert.InRange(average, 0.9, 1.3);
    }

    private RelayWorld Build(int silent)
    {
        var world = new RelayWorld(seed: 11);
        for (var i = 0; i < Nodes; i++) world.AddNode(isSilent: i < silent);
        foreach (var node in world.Nodes)
        {
            var others = world.Nodes.Where(other => other != node && other.Peers < PeersEach).ToList();
            while (node.Peers < PeersEach && others.Count > 0)
            {
                var other = others[_random.Next(others.Count)];
                others.Remove(other);
                if (!node.Knows(other)) node.Dial(other);
            }
        }
        return world;
    }
}
