using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The headers of all kept blocks: the best chain by height, and the side branches.</summary>
public sealed class BlockTree
{
    /// <summary>Bytes counted for a block's header, as text on disk and as a node in memory.</summary>
    public const int HeaderBytes = 1024;

    private readonly Dictionary<Hash256, HeaderNode> _nodes = [];
    private readonly Dictionary<Hash256, (HeaderNode Node, long Bytes)> _side = [];
    private readonly Dictionary<Hash256, long> _bytes = [];

    /// <summary>A tree with genesis only.</summary>
    public BlockTree(Block genesis)
    {
        var node = HeaderNode.OfGenesis(genesis);
        _nodes.Add(node.Hash, node);
        Best = BestChain.Of(node);
    }

    /// <summary>The best chain.</summary>
    public BestChain Best { get; private set; }

    /// <summary>The last block of the best chain.</summary>
    public HeaderNode Tip => Best.Tip;

    /// <summary>The first block.</summary>
    public HeaderNode Genesis => Best.Genesis;

    /// <summary>The hashes of the side blocks; a value that never changes.</summary>
    public ImmutableHashSet<Hash256> SideHashes { get; private set; } = [];

    /// <summary>Bytes of the side branches, headers and bodies.</summary>
    public long SideBytes { get; private set; }

    /// <summary>Number of side blocks.</summary>
    public int SideCount => _side.Count;

    /// <summary>Finds a kept block.</summary>
    public bool TryGet(Hash256 hash, [NotNullWhen(true)] out HeaderNode? node) => _nodes.TryGetValue(hash, out node);

    /// <summary>The best chain's block at a height; null above the tip.</summary>
    public HeaderNode? AtHeight(long height) => Best.AtHeight(height);

    /// <summary>Whether the block is on the best chain.</summary>
    public bool IsOnBestChain(HeaderNode node) => Best.Contains(node);

    /// <summary>
    /// The fork below <paramref name="node"/>, and the blocks above it up to the node, the lowest first.
    /// </summary>
    public (HeaderNode Fork, IReadOnlyList<HeaderNode> Branch) BranchTo(HeaderNode node)
    {
        var branch = new List<HeaderNode>();
        var at = node;
        for (; !IsOnBestChain(at); at = at.Parent!) branch.Add(at);
        branch.Reverse();
        return (at, branch);
    }

    /// <summary>The blocks of a side branch from <paramref name="hash"/> on, that block included.</summary>
    public IReadOnlyList<Hash256> SideDescendants(Hash256 hash)
    {
        var found = new HashSet<Hash256> { hash };
        foreach (var (node, _) in _side.Values.OrderBy(side => side.Node.Height))
            if (found.Contains(node.Header.PrevHash)) found.Add(node.Hash);
        found.RemoveWhere(candidate => !_side.ContainsKey(candidate));
        return [.. found];
    }

    /// <summary>The side blocks with their bytes, in no order.</summary>
    internal IReadOnlyCollection<(HeaderNode Node, long Bytes)> Side => _side.Values;

    /// <summary>Bytes of a kept block; 0 for genesis and for unknown blocks.</summary>
    internal long BytesOf(Hash256 hash) => _bytes.GetValueOrDefault(hash);

    /// <summary>Keeps a side block. Its parent must be kept.</summary>
    public HeaderNode AddSide(BlockHeader header, Hash256 hash, Crypto.Signature? seal, long bodyBytes)
    {
        var bytes = HeaderBytes + bodyBytes;
        var node = _nodes[header.PrevHash].Child(header, hash, seal);
        _nodes.Add(hash, node);
        _bytes.Add(hash, bytes);
        AddSide(node, bytes);
        return node;
    }

    /// <summary>Forgets a side block.</summary>
    public void Forget(Hash256 hash)
    {
        if (!_side.ContainsKey(hash)) return;
        RemoveSide(hash);
        _nodes.Remove(hash);
        _bytes.Remove(hash);
    }

    /// <summary>Takes the tip off the best chain. It stays as a side block.</summary>
    public void DisconnectTip()
    {
        var node = Tip;
        Best = Best.WithoutTip();
        AddSide(node, _bytes[node.Hash]);
    }

    /// <summary>Puts a kept child of the tip on the best chain.</summary>
    public void Connect(Hash256 hash)
    {
        var node = _side[hash].Node;
        Invariant.Check(node.Header.PrevHash == Tip.Hash, "A block follows the one before it", node);
        RemoveSide(hash);
        Best = Best.With(node);
    }

    private void AddSide(HeaderNode node, long bytes)
    {
        _side.Add(node.Hash, (node, bytes));
        SideHashes = SideHashes.Add(node.Hash);
        SideBytes += bytes;
    }

    private void RemoveSide(Hash256 hash)
    {
        SideBytes -= _side[hash].Bytes;
        SideHashes = SideHashes.Remove(hash);
        _side.Remove(hash);
    }
}
