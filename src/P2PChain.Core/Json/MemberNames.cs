using System.Collections.Frozen;
using System.Text;

namespace P2PChain.Core.Json;

/// <summary>The names that come with every message, so that reading them allocates nothing.</summary>
internal static class MemberNames
{
    private const int LengthMax = 16;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "type", "payload", "sender", "requester", "uid", "timestamp", "signature", "network", "note",
        "version", "index", "hash", "prev_hash", "merkle_root", "custody_root", "tx_count", "time_ms", "difficulty",
        "nonce", "miner", "seal", "transactions", "height", "tip", "work", "id", "items", "hashes", "block",
        "peers")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A name as text.</summary>
    /// <param name="utf8">Valid UTF-8 without escapes.</param>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        Span<char> letters = stackalloc char[LengthMax];
        return utf8.Length <= LengthMax && Known.TryGetValue(letters[..Encoding.UTF8.GetChars(utf8, letters)], out var name)
            ? name
            : Encoding.UTF8.GetString(utf8);
    }
}
