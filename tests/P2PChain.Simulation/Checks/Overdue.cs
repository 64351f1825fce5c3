using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// The transactions that should have been mined (L2): each that waits, is not dated ahead, and can reach a node that
/// mines. A pool with an item's transaction that is dated ahead refuses the earlier ones (docs/rules.md C4), so its
/// node neither mines nor relays them.
/// </summary>
/// <param name="pools">Each node's pool.</param>
/// <param name="areNeighbours">Whether two nodes, by their place in that list, talk to each other.</param>
/// <param name="isAhead">Whether a time, Unix milliseconds, is too far ahead for a block.</param>
internal sealed class Overdue(
    IReadOnlyList<Overdue.Pool> pools, Func<int, int, bool> areNeighbours, Func<long, bool> isAhead)
{
    /// <summary>The transactions that should be mined in a world, each once.</summary>
    public static IReadOnlyList<Transaction> In(SimWorld world)
    {
        var nodes = world.Nodes;
        var pools = nodes.Select(node =>
            new Pool(node.Mines, [.. node.Watch.Pool.Waiting.Select(entry => entry.Transaction)]));
        bool IsAhead(long timeMs) =>
            DateTimeOffset.FromUnixTimeMilliseconds(timeMs) - ChainState.TimeAheadMax
                > SimCore.Start + world.Core.Elapsed;
        return new Overdue([.. pools], (one, other) => Followed.AreNeighbours(nodes[one], nodes[other]), IsAhead)
            .Transactions;
    }

    /// <summary>The transactions, each once.</summary>
    public IReadOnlyList<Transaction> Transactions =>
    [
        .. pools.SelectMany(pool => pool.Waiting).Distinct()
            .Where(waiting => !isAhead(waiting.TimestampMs) && CanBeMined(waiting)),
    ];

    private bool CanBeMined(Transaction waiting)
    {
        var knows = pools.Select(pool => pool.Waiting.Contains(waiting)).ToArray();
        while (Next(waiting, knows) is { } next) knows[next] = true;
        return pools.Where((pool, place) => pool.Mines && knows[place]).Any();
    }

    /// <summary>A node that should be told.</summary>
    private int? Next(Transaction waiting, bool[] knows)
    {
        for (var i = 0; i < pools.Count; i++)
            for (var j = 0; j < pools.Count; j++)
                if (knows[i] && !knows[j] && areNeighbours(i, j) && !Refuses(pools[j], waiting)) return j;
        return null;
    }

    private bool Refuses(Pool pool, Transaction waiting) =>
        pool.Waiting.Any(other => other.Uid == waiting.Uid && isAhead(other.TimestampMs));

    /// <summary>The pool of a node.</summary>
    /// <param name="Mines">Whether the node mines.</param>
    /// <param name="Waiting">Its content.</param>
    internal sealed record Pool(bool Mines, IReadOnlyList<Transaction> Waiting);
}
