using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>
/// Proves, to the owner of a custody root, an item's entry or its absence. It has the content of the item's place in
/// the trie, and the hashes beside the path to it.
/// </summary>
/// <param name="Found">
/// The item's entry, or the other entry that stands in its place; null for an empty subtree.
/// </param>
/// <param name="Path">The sibling hashes, from the root down.</param>
/// <remarks>Source: docs/rules.md C6.</remarks>
public sealed record CustodyProof(CustodyEntry? Found, ImmutableArray<Hash256> Path)
{
    /// <summary>Checks the proof for <paramref name="uid"/> against <paramref name="root"/>.</summary>
    /// <param name="root">The custody root of a trusted block.</param>
    /// <param name="uid">The item.</param>
    /// <param name="entry">Its entry; null if the proof shows its absence.</param>
    public bool TryVerify(Hash256 root, ItemId uid, out CustodyEntry? entry)
    {
        entry = Found?.Uid == uid ? Found : null;
        if (Path.Length >= Hash256.Bytes * 8) return false;
        var key = CustodyState.KeyOf(uid);
        if (Found is not null && !SharesPlace(CustodyState.KeyOf(Found.Uid), key)) return false;
        var hash = Found is null ? Hash256.Zero : MerkleTree.Leaf(Found.CanonicalBytes());
        for (var depth = Path.Length - 1; depth >= 0; depth--)
            hash = key.Bit(depth) ? MerkleTree.Node(Path[depth], hash) : MerkleTree.Node(hash, Path[depth]);
        return hash == root;
    }

    internal static CustodyProof From(CustodyNode? root, Hash256 key)
    {
        var path = ImmutableArray.CreateBuilder<Hash256>();
        var node = root;
        for (var depth = 0; node is CustodyBranch branch; depth++)
        {
            path.Add(CustodyNode.HashOf(branch.Child(!key.Bit(depth))));
            node = branch.Child(key.Bit(depth));
        }
        return new CustodyProof((node as CustodyLeaf)?.Entry, path.ToImmutable());
    }

    private bool SharesPlace(Hash256 found, Hash256 asked)
    {
        for (var depth = 0; depth < Path.Length; depth++)
            if (found.Bit(depth) != asked.Bit(depth)) return false;
        return true;
    }
}
