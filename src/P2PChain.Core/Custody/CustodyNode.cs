using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A subtree of the custody trie that holds at least one item; null stands for an empty one.</summary>
internal abstract class CustodyNode
{
    private Hash256? _hash;

    /// <summary>The hash of a subtree: 32 zero bytes for an empty one.</summary>
    public static Hash256 HashOf(CustodyNode? node) => node is null ? Hash256.Zero : node._hash ??= node.ComputeHash();

    public static CustodyEntry? Find(CustodyNode? node, Hash256 key)
    {
        for (var depth = 0; node is CustodyBranch branch; depth++) node = branch.Child(key.Bit(depth));
        return node is CustodyLeaf leaf && leaf.Key == key ? leaf.Entry : null;
    }

    public static CustodyNode With(CustodyNode? node, int depth, CustodyLeaf added)
    {
        if (node is null || (node is CustodyLeaf same && same.Key == added.Key)) return added;
        var branch = node as CustodyBranch ?? CustodyBranch.Of((CustodyLeaf)node, depth);
        return branch.With(added.Key.Bit(depth), With(branch.Child(added.Key.Bit(depth)), depth + 1, added));
    }

    public static CustodyNode? Without(CustodyNode? node, int depth, Hash256 key)
    {
        if (node is not CustodyBranch branch) return node is CustodyLeaf leaf && leaf.Key != key ? leaf : null;
        var side = key.Bit(depth);
        var child = Without(branch.Child(side), depth + 1, key);
        var other = branch.Child(!side);
        // A leaf stands as high as possible: a branch with one leaf left becomes that leaf.
        if (child is null && other is CustodyLeaf) return other;
        if (other is null && child is null or CustodyLeaf) return child;
        return branch.With(side, child);
    }

    public static IEnumerable<CustodyEntry> Entries(CustodyNode? root)
    {
        var open = new Stack<CustodyNode>();
        if (root is not null) open.Push(root);
        while (open.TryPop(out var node))
        {
            if (node is CustodyLeaf leaf) yield return leaf.Entry;
            if (node is not CustodyBranch branch) continue;
            if (branch.Child(true) is { } right) open.Push(right);
            if (branch.Child(false) is { } left) open.Push(left);
        }
    }

    protected abstract Hash256 ComputeHash();
}
