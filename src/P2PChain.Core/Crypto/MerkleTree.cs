using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>
/// The Merkle tree of RFC 6962 §2.1: leaf H(0x00‖x), node H(0x01‖l‖r), no leaf duplicated; of nothing, SHA-256 of
/// nothing.
/// </summary>
/// <remarks>Source: docs/rules.md B5.</remarks>
public static class MerkleTree
{
    /// <summary>The root over <paramref name="leaves"/> in their order.</summary>
    public static Hash256 Root(IReadOnlyList<byte[]> leaves) =>
        leaves.Count == 0 ? Hash256.Of([]) : RootOf(Leaves(leaves));

    /// <summary>The sibling hashes from leaf <paramref name="index"/> up to the root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public static ImmutableArray<Hash256> Path(IReadOnlyList<byte[]> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Count);
        var path = ImmutableArray.CreateBuilder<Hash256>();
        AddPath(Leaves(leaves), index, path);
        return path.ToImmutable();
    }

    /// <summary>
    /// Whether <paramref name="leaf"/> is number <paramref name="index"/> of the <paramref name="count"/> leaves under
    /// <paramref name="root"/>.
    /// </summary>
    public static bool Verify(
        Hash256 root, ReadOnlySpan<byte> leaf, long index, long count, ImmutableArray<Hash256> path)
    {
        if (index < 0 || index >= count) return false;
        var hash = Leaf(leaf);
        var (node, last) = (index, count - 1);
        foreach (var sibling in path)
        {
            if (last == 0) return false;
            if (node % 2 == 1 || node == last)
            {
                hash = Node(sibling, hash);
                while (node % 2 == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
                hash = Node(hash, sibling);
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    /// <summary>H(0x01‖left‖right).</summary>
    public static Hash256 Node(Hash256 left, Hash256 right)
    {
        Span<byte> bytes = stackalloc byte[1 + 2 * Hash256.Bytes];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Hash256.Bytes)..]);
        return Hash256.Of(bytes);
    }

    /// <summary>H(0x00‖content).</summary>
    public static Hash256 Leaf(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[1 + content.Length];
        content.CopyTo(bytes.AsSpan(1));
        return Hash256.Of(bytes);
    }

    private static Hash256[] Leaves(IReadOnlyList<byte[]> leaves)
    {
        var hashes = new Hash256[leaves.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Leaf(leaves[i]);
        return hashes;
    }

    private static Hash256 RootOf(ReadOnlySpan<Hash256> hashes)
    {
        if (hashes.Length == 1) return hashes[0];
        var split = Split(hashes.Length);
        return Node(RootOf(hashes[..split]), RootOf(hashes[split..]));
    }

    private static void AddPath(ReadOnlySpan<Hash256> hashes, int index, ImmutableArray<Hash256>.Builder path)
    {
        if (hashes.Length == 1) return;
        var split = Split(hashes.Length);
        var isLeft = index < split;
        AddPath(isLeft ? hashes[..split] : hashes[split..], isLeft ? index : index - split, path);
        path.Add(RootOf(isLeft ? hashes[split..] : hashes[..split]));
    }

    /// <summary>The largest power of two below <paramref name="count"/>.</summary>
    private static int Split(int count) => 1 << (31 - int.LeadingZeroCount(count - 1));
}
