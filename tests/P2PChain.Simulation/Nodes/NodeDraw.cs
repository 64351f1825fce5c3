using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Mining;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Faults;

namespace P2PChain.Simulation.Nodes;

/// <summary>Draws what differs from node to node: bounds, features, discovery.</summary>
/// <param name="core">The world's seed.</param>
/// <param name="scenario">The draw of the whole world.</param>
/// <param name="random">The randomness of the run, for the age of a node.</param>
internal sealed class NodeDraw(SimCore core, Scenario scenario, Random random)
{
    // Five blocks or so: more than two nodes that mine at once, less than a long partition makes.
    private const long LittleRoom = 8 * 1024;
    private const long ShortStep = 4 * 1024;

    /// <summary>The features that came after the proof of keys.</summary>
    private static readonly string[] Newer = [LocalNode.Compact, LocalNode.Inventory, LocalNode.Pool];

    // One seed in two pushes nothing whole; in one of eight the nodes find each other too.
    private readonly bool _pushesNothing = core.NewRandom("announces").Next(2) == 0;
    private readonly bool _finds = core.NewRandom("discovery").Next(8) == 0;

    public void Set(SimNode node, MiningMode mining)
    {
        node.Mining = mining;
        if (scenario.HasSmallPools)
            node.Pool = new PoolLimits(CountMax: 6, CountPerPeerMax: 3, ReturnedBytesMax: 4_000);
        if (scenario.HasLittleRoom) node.Branches = node.Branches with { SideBytesMax = LittleRoom };
        if (scenario.HasShortSteps)
            node.Branches = node.Branches with { StepBytesMax = ShortStep, StagePause = scenario.StagePause };
        if (scenario.HasOldNodes) node.ProvesKey = random.Next(2) == 0;
        var features = core.NewRandom("features " + node.Name);
        if (features.Next(4) == 0) node.Lacks = [.. Newer.Where(_ => features.Next(2) == 0)];
        // Enough for every other node and for the rest, each once; half of it is soon taken.
        if (scenario.HasFewSlots) node.Peering = new PeerSettings { InboundMax = scenario.Nodes + 2 };
        if (_pushesNothing) node.Peering = node.Peering with { FewPeers = 0, CompactFromBytes = 0 };
        if (_finds) node.Discovery = new DiscoverySettings { IsOn = true };
    }
}
