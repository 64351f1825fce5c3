using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>Chooses the side blocks that make room.</summary>
/// <remarks>Source: docs/rules.md F5.</remarks>
internal static class SideRoom
{
    /// <summary>
    /// The blocks to forget to free <paramref name="bytes"/>. Blocks with a kept child stay; the least work goes first.
    /// Fewer bytes are freed if no more blocks may go.
    /// </summary>
    /// <param name="side">All side blocks with their bytes.</param>
    /// <param name="bytes">The bytes to free; none if not positive.</param>
    /// <param name="keep">A block that stays with its ancestors.</param>
    public static (ImmutableArray<Hash256> Forgotten, long Bytes) Make(
        IReadOnlyCollection<(HeaderNode Node, long Bytes)> side, long bytes, Hash256 keep)
    {
        if (bytes <= 0) return ([], 0);
        var byHash = side.ToDictionary(kept => kept.Node.Hash);
        var children = side.CountBy(kept => kept.Node.Header.PrevHash).ToDictionary();
        var leaves = new PriorityQueue<(HeaderNode Node, long Bytes), (Work, Hash256)>();
        foreach (var kept in side) OfferLeaf(kept);
        var (forgotten, freed) = (ImmutableArray.CreateBuilder<Hash256>(), 0L);
        while (freed < bytes && leaves.TryDequeue(out var leaf, out _))
        {
            forgotten.Add(leaf.Node.Hash);
            freed += leaf.Bytes;
            var parent = leaf.Node.Header.PrevHash;
            children[parent]--;
            if (byHash.TryGetValue(parent, out var bared)) OfferLeaf(bared);
        }
        return (forgotten.ToImmutable(), freed);

        void OfferLeaf((HeaderNode Node, long Bytes) kept)
        {
            if (kept.Node.Hash != keep && children.GetValueOrDefault(kept.Node.Hash) == 0)
                leaves.Enqueue(kept, (kept.Node.Work, kept.Node.Hash));
        }
    }
}
