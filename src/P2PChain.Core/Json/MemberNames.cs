using System.Text;

namespace P2PChain.Core.Json;

/// <summary>The names of every message's members, so that reading them allocates nothing.</summary>
internal static class MemberNames
{
    private const int Buckets = 128;

    private static readonly (byte[] Utf8, string Name)[][] Known = Sorted(
        "type", "payload", "sender", "requester", "uid", "timestamp", "signature", "network", "note",
        "version", "index", "hash", "prev_hash", "merkle_root", "custody_root", "tx_count", "time_ms", "difficulty",
        "nonce", "miner", "seal", "transactions", "height", "tip", "work", "id", "items", "hashes", "block",
        "peers");

    /// <summary>A name as text.</summary>
    /// <param name="utf8">Valid UTF-8 without escapes.</param>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";

        foreach (var (known, name) in Known[Bucket(utf8)])
            if (utf8.SequenceEqual(known)) return name;

        return Encoding.UTF8.GetString(utf8);
    }

    private static int Bucket(ReadOnlySpan<byte> name) => ((name.Length * 31) + (name[0] * 7) + name[^1]) % Buckets;

    private static (byte[] Utf8, string Name)[][] Sorted(params string[] names)
    {
        var sorted = names
            .Select(name => (Utf8: Encoding.UTF8.GetBytes(name), Name: name))
            .ToLookup(known => Bucket(known.Utf8));
        return [.. Enumerable.Range(0, Buckets).Select(bucket => sorted[bucket].ToArray())];
    }
}
