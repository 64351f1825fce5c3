using P2PChain.Core.Chain;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Two nodes that list each other, or are connected, may keep two tips for one reason only: the better chain is dated
/// ahead (docs/rules.md F4) from some block on. As far as it is not dated ahead, the other node follows it (L1).
/// </summary>
internal sealed class Followed(SimWorld world)
{
    /// <summary>Whether all nodes have one tip.</summary>
    public bool IsByAll => world.Nodes.Select(node => node.Watch.State.TipHash).Distinct().Count() == 1;

    /// <summary>A node that should have followed another, in words; null if there is none.</summary>
    /// <param name="within">The time for a block that became due.</param>
    public string? Missed(TimeSpan within)
    {
        var pairs =
            from node in world.Nodes from other in world.Nodes where AreNeighbours(node, other) select (node, other);
        return pairs.Select(pair => Missed(pair.node, pair.other, within)).FirstOrDefault(missed => missed is not null);
    }

    private string? Missed(SimNode node, SimNode other, TimeSpan within)
    {
        if (!other.Watch.State.Beats(node.Watch.State)) return null;
        var timely = Timely(other.Watch.State, within);
        if (!timely.Beats(node.Watch.State)) world.Findings.Mark("divided-by-a-date");
        else return $"{node.Name} does not follow {other.Name} to {timely.Height} {timely.TipHash[..8]}";
        return null;
    }

    /// <summary>Whether two nodes list each other or are connected.</summary>
    public static bool AreNeighbours(SimNode node, SimNode other) =>
        node != other && (Lists(node, other) || Lists(other, node) || node.Host.IsLinkedWith(other.Host.Address));

    private static bool Lists(SimNode node, SimNode other) => node.Peers.Contains(SimWorld.AddressOf(other.Host));

    /// <summary>The chain below its first block that is dated ahead, or became due a moment ago.</summary>
    private OracleState Timely(OracleState state, TimeSpan within)
    {
        var latest = (SimCore.Start + world.Core.Elapsed - within + ChainState.TimeAheadMax).ToUnixTimeMilliseconds();
        return state.BackToGenesis().First(each => each.LargestTimeMs <= latest);
    }
}
