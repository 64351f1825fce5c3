using System.Net;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Mining;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Scale;

/// <summary>Whole nodes with all their actors, on links of 40 to 60 ms. About four of them mine.</summary>
internal sealed class WholeNetwork
{
    private const int Seeds = 3;
    private const int Miners = 4;
    private const int HubsOfEach = 3;
    private const int NodesPerHub = 20;

    private static readonly TimeSpan LatencyMin = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<IPAddress, SimNode> _byAddress;
    private readonly HashSet<SimNode> _apart = [];
    private readonly Random _random;
    private long _requests;

    private WholeNetwork(int nodes, long seed)
    {
        World = new SimWorld(seed);
        World.Core.StepsTakeTime = false;
        _random = World.Core.NewRandom("scale");
        World.Network.Usual = (LatencyMin, Jitter);
        foreach (var address in PublicAddresses.Draw(nodes, _random)) World.AddNode(address);
        _byAddress = World.Nodes.ToDictionary(node => node.Host.Address);
        Traffic = new Traffic
        {
            OnBlock = (at, from, block) => Blocks.OnArrived(block, NodeAt(at.Address), NodeAt(from)),
        };
        World.Network.OnDelivered = Traffic.OnDelivered;
        World.Network.IsCut = (from, to) =>
            _apart.Contains(NodeAt(from.Address)) != _apart.Contains(NodeAt(to.Address));
        foreach (var node in World.Nodes)
        {
            node.Mining = node.Number % Math.Max(1, nodes / Miners) == 0 ? MiningMode.OnDemand : MiningMode.Off;
            node.Watch.Connected = block => Blocks.OnJoined(block.Hash, node, World.Core.Elapsed);
        }
    }

    public SimWorld World { get; }

    public Traffic Traffic { get; }

    public BlockPaths<SimNode> Blocks { get; } = new();

    public IReadOnlyList<SimNode> Nodes => World.Nodes;

    /// <summary>The blocks of the best chain, the genesis block left out.</summary>
    public IReadOnlyList<Hash256> Chain
    {
        get
        {
            var best = Nodes.Select(node => node.Watch.State).Aggregate(
                (left, right) => right.Beats(left) ? right : left);
            return [.. best.BackToGenesis().SkipLast(1).Select(state => Hash256.Parse(state.TipHash))];
        }
    }

    /// <summary>Whether all nodes have the same tip.</summary>
    public bool AreOne => Nodes.All(node => node.Watch.State.TipHash == Nodes[0].Watch.State.TipHash);

    /// <summary>Nodes that know three addresses, and find the others themselves.</summary>
    public static WholeNetwork Found(int nodes, long seed)
    {
        var network = new WholeNetwork(nodes, seed);
        foreach (var node in network.Nodes)
        {
            var seeds = network.Nodes.Take(Seeds).Where(other => other != node);
            node.Discovery = new DiscoverySettings
            {
                IsOn = true,
                Seeds = [.. seeds.Select(other => SimWorld.AddressOf(other.Host))],
            };
        }
        return network;
    }

    /// <summary>Nodes that dial the three hubs of their configuration and nothing else.</summary>
    /// <param name="nodes">Their number, hubs included.</param>
    /// <param name="seed">Everything is drawn from it.</param>
    /// <param name="hubs">The hubs.</param>
    public static WholeNetwork Configured(int nodes, long seed, out IReadOnlyList<SimNode> hubs)
    {
        var network = new WholeNetwork(nodes, seed);
        var all = network.Nodes.Take(Math.Max(HubsOfEach, nodes / NodesPerHub)).ToArray();
        foreach (var node in network.Nodes)
        {
            network._random.Shuffle(all);
            var peers = all.Where(hub => hub != node).Take(HubsOfEach);
            node.Peers = [.. peers.Select(hub => SimWorld.AddressOf(hub.Host))];
        }
        hubs = all;
        return network;
    }

    /// <summary>Starts the nodes one after the other.</summary>
    public void Start()
    {
        foreach (var node in Nodes) World.Core.After(BetweenStarts * node.Number, node.Start);
    }

    public void RunFor(TimeSpan span) => World.Run(World.Core.Elapsed + span);

    /// <summary>Lets time pass until something holds.</summary>
    /// <returns>The time that it took; null if it did not hold within the limit.</returns>
    public TimeSpan? RunUntil(Func<bool> holds, TimeSpan within)
    {
        var since = World.Core.Elapsed;
        while (World.Core.Elapsed - since < within && World.Findings.Violation is null)
        {
            if (holds()) return World.Core.Elapsed - since;
            RunFor(Glance);
        }
        return holds() ? World.Core.Elapsed - since : null;
    }

    /// <summary>People at drawn nodes request items, a new one each, all within a second.</summary>
    public void Request(int count, Predicate<SimNode> at)
    {
        var people = Nodes.Where(node => at(node)).ToList();
        for (var i = 0; i < count; i++)
        {
            var node = people[_random.Next(people.Count)];
            var item = ItemId.Parse(FormattableString.Invariant($"item-{++_requests}"));
            var request = new ConsoleProtocol.Request(_requests, [item]);
            World.Core.After(
                TimeSpan.FromMilliseconds(_random.Next(1000)),
                () => node.Refs?.Console.Tell(request, ActorRefs.NoSender));
        }
    }

    /// <summary>Cuts a part of the nodes off. Both sides have one that mines.</summary>
    /// <param name="share">The share of the smaller side, more than 0.</param>
    public void Part(double share)
    {
        var drawn = Nodes.ToArray();
        _random.Shuffle(drawn);
        var miners = drawn.Where(node => node.Mines).Take(2).ToList();
        _apart.Add(miners[0]);
        _apart.UnionWith(drawn.Except(miners).Take((int)(drawn.Length * share) - 1));
    }

    /// <summary>The side of a node while the network is cut.</summary>
    public bool IsApart(SimNode node) => _apart.Contains(node);

    public void Join() => _apart.Clear();

    /// <summary>The hosts that a node dialled and is connected with.</summary>
    public static IEnumerable<IPAddress> Outbound(SimNode node) =>
        from socket in node.Host.Sockets
        where socket.IsOpenAtBothEnds && socket.Remote.Port == SimWorld.Port
        select socket.Remote.Address;

    /// <summary>Nodes that the first one reaches over connections, itself included.</summary>
    public int Reached()
    {
        var (seen, todo) = (new HashSet<SimNode>(), new Queue<SimNode>([Nodes[0]]));
        while (todo.TryDequeue(out var node))
            if (seen.Add(node))
                foreach (var socket in node.Host.Sockets.Where(socket => socket.IsOpenAtBothEnds))
                    todo.Enqueue(NodeAt(socket.Remote.Address));
        return seen.Count;
    }

    private SimNode NodeAt(IPAddress address) => _byAddress[address];
}
