using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using P2PChain.Testing.Networks;

namespace P2PChain.Simulation.Scale;

/// <summary>
/// Measures networks of nodes that are only the rules of Core for finding peers and for passing on. That is cheap
/// enough for ten thousand.
/// </summary>
/// <param name="seed">Everything is drawn from it.</param>
internal sealed class RuleMeasurements(long seed)
{
    private const int Seeds = 3;
    private const int StartsPerSecond = 50;
    private const int Transactions = 30;
    private const int Blocks = 5;
    private const int Port = 6000;

    private static readonly TimeSpan FindPeers = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Measures the spread of blocks, transactions and connections.</summary>
    public SpreadFigures Spread(int nodes)
    {
        var random = new Random((int)seed);
        var addresses = PublicAddresses.Draw(nodes, random);
        var search = new PeerSearchWorld(
            addresses.Select(address => new HostPort(address.ToString(), Port)), (int)seed, Seeds, StartsPerSecond);
        search.Run(TimeSpan.FromSeconds(nodes / StartsPerSecond) + FindPeers);
        var paths = new BlockPaths<RelayNode>();
        var relay = Relay(search, paths);
        var blocks = Mine(relay, random);
        Request(relay, random);
        var figures = new SpreadFigures(nodes, IsWhole: false)
        {
            Paths = PathFigures.Of(blocks, paths, nodes),
            Copies = relay.Nodes.Sum(node => (double)node.Received) / Transactions / (nodes - 1),
            Reached = search.Reached(),
        };
        return figures.WithConnections(
            addresses, [.. search.Nodes.Select(node => node.Outbound.Select(peer => peer.Ip).ToImmutableArray())]);
    }

    private RelayWorld Relay(PeerSearchWorld search, BlockPaths<RelayNode> paths)
    {
        RelayWorld world = null!;
        world = new RelayWorld((int)seed)
        {
            BlockArrived = (block, at, from) => paths.OnArrived(block, at, from),
            BlockJoined = (block, at) => paths.OnJoined(block, at, TimeSpan.FromMilliseconds(world.Now.Milliseconds)),
        };
        var nodes = search.Nodes.ToDictionary(node => node, _ => world.AddNode());
        foreach (var (node, relay) in nodes)
            foreach (var peer in node.Outbound)
                if (!relay.Knows(nodes[peer])) relay.Dial(nodes[peer]);
        return world;
    }

    private static ImmutableArray<Hash256> Mine(RelayWorld world, Random random)
    {
        var blocks = ImmutableArray.CreateBuilder<Hash256>();
        for (var i = 0; i < Blocks; i++)
        {
            var block = Hash256.Of(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
            blocks.Add(block);
            world.Nodes[random.Next(world.Nodes.Count)].Join(block);
            world.Run(Pause);
        }
        return blocks.ToImmutable();
    }

    private static void Request(RelayWorld world, Random random)
    {
        var draw = new ChainBuilder();
        for (var i = 0; i < Transactions; i++)
        {
            var transaction = draw.Request(TestKeys.Alice, FormattableString.Invariant($"item-{i}"), i + 1);
            var node = world.Nodes[random.Next(world.Nodes.Count)];
            world.After(
                TimeSpan.FromMilliseconds(random.Next(1000)),
                () => node.Admit(new PoolEntry(transaction, 1, PoolSource.Own)));
        }
        world.Run(Pause);
    }
}
