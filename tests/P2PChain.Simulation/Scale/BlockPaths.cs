using P2PChain.Core.Primitives;

namespace P2PChain.Simulation.Scale;

/// <summary>
/// The ways of blocks through a network: the links that each crossed until a node had it, and the time. A block that is
/// passed on counts one link for each node on its way, however many messages a link carried for it.
/// </summary>
/// <typeparam name="TNode">A node.</typeparam>
internal sealed class BlockPaths<TNode>
    where TNode : notnull
{
    private readonly Dictionary<Hash256, Path> _paths = [];

    /// <summary>A block reached a node that may not have it yet. The first sender counts.</summary>
    public void OnArrived(Hash256 block, TNode at, TNode from)
    {
        if (_paths.TryGetValue(block, out var path) && path.Hops.TryGetValue(from, out var hops))
            path.Hops.TryAdd(at, hops + 1);
    }

    /// <summary>A block joined a node's chain. The first such node has mined it.</summary>
    public void OnJoined(Hash256 block, TNode at, TimeSpan now)
    {
        if (!_paths.TryGetValue(block, out var path)) _paths.Add(block, path = new Path(now));
        path.Hops.TryAdd(at, 0);
        path.Joined.TryAdd(at, now - path.Since);
    }

    /// <summary>The links to the last node, or to the median one, that has a block, and the time.</summary>
    /// <param name="block">The block.</param>
    /// <param name="nodes">The nodes that should have it.</param>
    /// <param name="share">1 for the last node, 0.5 for the median.</param>
    /// <returns>Null if fewer nodes have it.</returns>
    public (int Hops, TimeSpan Time)? Reach(Hash256 block, int nodes, double share)
    {
        var rank = (int)Math.Ceiling(nodes * share) - 1;
        if (!_paths.TryGetValue(block, out var path) || path.Joined.Count <= rank) return null;
        var hops = path.Joined.Keys.Select(node => path.Hops[node]).Order().ElementAt(rank);
        return (hops, path.Joined.Values.Order().ElementAt(rank));
    }

    private sealed record Path(TimeSpan Since)
    {
        public Dictionary<TNode, int> Hops { get; } = [];

        public Dictionary<TNode, TimeSpan> Joined { get; } = [];
    }
}
