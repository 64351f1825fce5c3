using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>
/// Shows anybody who has a custody root who holds an item, or that it was never seen: what stands at the item's place, and
/// the hashes beside the way down to it.
/// </summary>
/// <param name="Found">The item's entry, or the one other entry whose leaf stands in its place; null for an empty subtree.</param>
/// <param name="Path">Hashes of the other side, from the root down.</param>
/// <remarks>Source: docs/rules.md C6.</remarks>
public sealed record CustodyProof(CustodyEntry? Found, ImmutableArray<Hash256> Path)
{
    /// <summary>Whether this proves what it says of <paramref name="uid"/> under <paramref name="root"/>.</summary>
    /// <param name="root">The custody root of a block one trusts.</param>
    /// <param name="uid">The item that is asked about.</param>
    /// <param name="entry">Its entry; null when the proof shows that it was never seen.</param>
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
