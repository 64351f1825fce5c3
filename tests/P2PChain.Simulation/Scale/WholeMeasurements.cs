using System.Collections.Immutable;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Scale;

/// <summary>Measures networks of whole nodes.</summary>
/// <param name="seed">Everything is drawn from it.</param>
/// <param name="log">Told the progress.</param>
internal sealed class WholeMeasurements(long seed, TextWriter log)
{
    private const int Bursts = 3;
    private const int RequestsPerBurst = 30;

    private static readonly TimeSpan FindPeers = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BurstEnds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WorkEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HealWithin = TimeSpan.FromMinutes(30);

    /// <summary>Lets nodes find each other, and measures how blocks and transactions spread.</summary>
    /// <param name="network">Its nodes have not started.</param>
    public static SpreadFigures Spread(WholeNetwork network)
    {
        network.Start();
        network.RunFor(FindPeers);
        network.Traffic.Counts = true;
        for (var i = 0; i < Bursts; i++)
        {
            network.Request(RequestsPerBurst, node => !node.Mines);
            network.RunFor(BurstEnds);
        }
        network.Traffic.Counts = false;
        var count = network.Nodes.Count;
        var figures = new SpreadFigures(count, IsWhole: true)
        {
            Paths = PathFigures.Of(network.Chain, network.Blocks, count),
            Copies = (double)network.Traffic.Transactions / (Bursts * RequestsPerBurst) / (count - 1),
            TransactionBytes = (double)network.Traffic.TransactionBytes / (Bursts * RequestsPerBurst) / count,
            BlockBytes = (double)network.Traffic.BlockBytes / network.Chain.Count / count,
            Reached = network.Reached(),
        };
        return figures.WithConnections(
            [.. network.Nodes.Select(node => node.Host.Address)],
            [.. network.Nodes.Select(node => WholeNetwork.Outbound(node).ToImmutableArray())]);
    }

    /// <summary>Cuts and joins networks, and lets configured peers die and return.</summary>
    public HealFigures Heal(int nodes)
    {
        var network = WholeNetwork.Found(nodes, seed);
        network.Start();
        network.RunFor(FindPeers);
        var halves = Partition(network, 0.5);
        var tenth = Partition(network, 0.1);
        var (reconnected, oneTip) = Return(nodes);
        return new HealFigures(nodes, halves, tenth, reconnected, oneTip);
    }

    /// <summary>For ten minutes people work on both sides of a cut.</summary>
    private TimeSpan? Partition(WholeNetwork network, double share)
    {
        network.Part(share);
        Work(network, node => !network.IsApart(node), network.IsApart);
        var wereTwo = !network.AreOne;
        network.Join();
        var healed = wereTwo ? network.RunUntil(() => network.AreOne, HealWithin) : null;
        log.WriteLine(FormattableString.Invariant(
            $"{network.Nodes.Count} nodes, {share:P0} cut off: one tip after {healed?.TotalSeconds:F1} s"));
        network.RunFor(Settle);
        return healed;
    }

    /// <summary>The hubs lose their power for ten minutes; the others work on, each alone.</summary>
    private (TimeSpan? Reconnected, TimeSpan? OneTip) Return(int nodes)
    {
        var network = WholeNetwork.Configured(nodes, seed, out var hubs);
        static bool IsConnected(SimNode node) => node.Host.Sockets.Any(socket => socket.IsOpenAtBothEnds);
        network.Start();
        network.RunFor(FindPeers);
        network.Request(1, node => node.Mines);
        network.RunFor(Settle);
        foreach (var hub in hubs) hub.LosePower();
        Work(network, node => !hubs.Contains(node) && node.Mines);
        var wereAlone = !network.AreOne && !network.Nodes.Any(IsConnected);
        foreach (var hub in hubs) hub.Start();
        var reconnected = wereAlone ? network.RunUntil(() => network.Nodes.All(IsConnected), HealWithin) : null;
        var oneTip = wereAlone ? network.RunUntil(() => network.AreOne, HealWithin) + reconnected : null;
        log.WriteLine(FormattableString.Invariant(
            $"{nodes} nodes, all configured peers back: connected after {reconnected?.TotalSeconds:F1} s")
            + FormattableString.Invariant($", one tip after {oneTip?.TotalSeconds:F1} s"));
        return (reconnected, oneTip);
    }

    private static void Work(WholeNetwork network, params Predicate<SimNode>[] sides)
    {
        for (var passed = TimeSpan.Zero; passed < Apart; passed += WorkEvery)
        {
            foreach (var side in sides) network.Request(1, side);
            network.RunFor(WorkEvery);
        }
    }
}
