using System.Security.Cryptography;
using System.Text;

namespace P2PChain.Testing.Oracle;

/// <summary>The two trees of a block, each the recursive definition and nothing else.</summary>
internal static class OracleTrees
{
    private static readonly byte[] EmptySubtree = new byte[32];

    /// <summary>
    /// RFC 6962: leaf H(0x00‖x), node H(0x01‖l‖r), split at the largest power of two below the count.
    /// </summary>
    public static string MerkleRoot(IReadOnlyList<string> texts) =>
        Convert.ToHexStringLower(Merkle([.. texts.Select(Encoding.ASCII.GetBytes)]));

    /// <summary>Binary trie over the bits of SHA-256(uid), most significant first; entries in any order.</summary>
    public static string CustodyRoot(IEnumerable<OracleItem> items)
    {
        var sorted = items.OrderBy(item => item.Path, StringComparer.Ordinal).ToArray();
        return Convert.ToHexStringLower(Trie(sorted, depth: 0));
    }

    private static byte[] Merkle(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
            return SHA256.HashData([]);
        if (leaves.Length == 1)
            return SHA256.HashData([0x00, .. leaves[0]]);

        var split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return SHA256.HashData([0x01, .. Merkle(leaves[..split]), .. Merkle(leaves[split..])]);
    }

    private static byte[] Trie(ReadOnlySpan<OracleItem> sorted, int depth)
    {
        if (sorted.Length == 0)
            return EmptySubtree;
        if (sorted.Length == 1)
            return SHA256.HashData([0x00, .. Encoding.ASCII.GetBytes(sorted[0].EntryText)]);

        var ones = 0;
        while (ones < sorted.Length && sorted[ones].Path[depth] == '0')
            ones++;
        return SHA256.HashData([0x01, .. Trie(sorted[..ones], depth + 1), .. Trie(sorted[ones..], depth + 1)]);
    }
}
