using P2PChain.Core.Primitives;

namespace P2PChain.Simulation.Scale;

/// <summary>The measured ways of blocks; of several blocks the worst figure counts.</summary>
/// <param name="Blocks">Blocks that were measured.</param>
/// <param name="HopsLast">Links until the last node has a block.</param>
/// <param name="HopsMedian">Links until half of the nodes have it.</param>
/// <param name="LastAfter">Until the last node has it.</param>
internal sealed record PathFigures(int Blocks, int HopsLast, int HopsMedian, TimeSpan LastAfter)
{
    /// <summary>The figures of some blocks.</summary>
    /// <param name="blocks">The blocks of the chain that all nodes should have.</param>
    /// <param name="paths">Their ways.</param>
    /// <param name="nodes">The number of nodes.</param>
    /// <returns>Null if there is no block, or some node lacks one.</returns>
    public static PathFigures? Of<TNode>(IReadOnlyCollection<Hash256> blocks, BlockPaths<TNode> paths, int nodes)
        where TNode : notnull
    {
        var last = blocks.Select(block => paths.Reach(block, nodes, share: 1)).ToList();
        if (last.Count == 0 || last.Contains(null)) return null;
        return new PathFigures(
            last.Count,
            last.Max(reach => reach!.Value.Hops),
            blocks.Max(block => paths.Reach(block, nodes, share: 0.5)!.Value.Hops),
            last.Max(reach => reach!.Value.Time));
    }
}
