using System.Text;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>The canonical JSON of a block, made of its stored parts without reading them.</summary>
public static class BlockText
{
    /// <summary>Joins the parts to the text of <see cref="Block.CanonicalBytes"/>.</summary>
    /// <param name="header">The hashed text (<see cref="BlockHeader.CanonicalBytes"/>).</param>
    /// <param name="hash">The SHA-256 of <paramref name="header"/>.</param>
    /// <param name="seal">The seal in hex, or "".</param>
    /// <param name="transactions">The list (<see cref="Block.TransactionsBytes"/>).</param>
    /// <returns>Null if the first text is no header.</returns>
    public static byte[]? Join(
        ReadOnlySpan<byte> header, Hash256 hash, string seal, ReadOnlySpan<byte> transactions)
    {
        // A header holds no text of people, so each name occurs once.
        var index = header.IndexOf(", \"index\": "u8);
        var time = header.IndexOf(", \"time_ms\": "u8);
        var count = header.IndexOf(", \"tx_count\": "u8);
        if (index < 0 || time < index || count < time) return null;
        return
        [
            .. header[..index],
            .. Encoding.ASCII.GetBytes($", \"hash\": \"{hash}\""),
            .. header[index..time],
            .. Encoding.ASCII.GetBytes($", \"seal\": \"{seal}\""),
            .. header[time..count],
            .. ", \"transactions\": "u8,
            .. transactions,
            .. header[count..],
        ];
    }
}
