using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Storage;

/// <summary>A best chain with its blocks: headers by height from memory, all else from the archive.</summary>
/// <param name="best">The best chain of a view.</param>
/// <param name="genesis">The network's first block.</param>
/// <param name="archive">Has at least the blocks of the chain that are still kept.</param>
public sealed class ArchivedChain(BestChain best, Block genesis, IBlockArchive archive)
{
    /// <summary>The headers by height.</summary>
    public BestChain Best => best;

    /// <summary>A kept block of any branch; null if it is not kept.</summary>
    public Block? FindBlock(Hash256 hash) => hash == genesis.Hash ? genesis : archive.FindBlock(hash);

    /// <summary>A kept block's canonical JSON; null if it is not kept.</summary>
    public byte[]? FindText(Hash256 hash) =>
        hash == genesis.Hash ? genesis.CanonicalBytes() : archive.FindText(hash);

    /// <summary>The highest block of the best chain in a locator; genesis if there is none.</summary>
    public HeaderNode Fork(IEnumerable<Hash256> locator) =>
        locator.Select(Find).FirstOrDefault(node => node is not null) ?? best.Genesis;

    /// <summary>The highest block of the best chain that is the block or an ancestor of it.</summary>
    /// <param name="hash">A block of any branch.</param>
    /// <returns>Null if the block is not kept.</returns>
    public HeaderNode? ForkOf(Hash256 hash)
    {
        for (var at = hash; ;)
        {
            if (Find(at) is { } node) return node;
            if (archive.FindHeader(at) is not { } header) return null;
            at = header.PrevHash;
        }
    }

    /// <summary>The highest height at which one of these tips, or an ancestor of it, is on the best chain.</summary>
    /// <param name="tips">Tips; unknown ones are skipped.</param>
    /// <returns>0 if no tip is known.</returns>
    public long SharedHeight(IEnumerable<Hash256> tips) =>
        tips.Select(tip => ForkOf(tip)?.Height ?? 0).DefaultIfEmpty().Max();

    /// <summary>A block of the best chain; null if it is not on it.</summary>
    private HeaderNode? Find(Hash256 hash)
    {
        if (hash == best.Tip.Hash) return best.Tip;
        if (hash == best.Genesis.Hash) return best.Genesis;
        return archive.FindHeader(hash) is { } header && best.AtHeight(header.Index) is { } node && node.Hash == hash
            ? node
            : null;
    }
}
