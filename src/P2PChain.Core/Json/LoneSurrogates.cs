using System.Globalization;

namespace P2PChain.Core.Json;

/// <summary>
/// Makes JSON readable in which an escaped half of a surrogate pair stands alone. Python writes <c>\udcXX</c> for a
/// byte that its terminal's encoding does not know, and readers disagree about it. No such text is hashed or signed.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeBytes = 6;

    /// <summary>The text with <c>\ufffd</c> in the place of each lone half. It has the same length.</summary>
    /// <param name="json">A text that may be JSON. Only its escapes change.</param>
    public static byte[] Replaced(ReadOnlySpan<byte> json)
    {
        var text = json.ToArray();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != (byte)'\\') continue;
            var (first, second) = (Unit(text, at), Unit(text, at + EscapeBytes));
            if (char.IsHighSurrogate(first) && char.IsLowSurrogate(second)) at += (2 * EscapeBytes) - 1;
            else if (char.IsSurrogate(first)) "\\ufffd"u8.CopyTo(text.AsSpan(at));
            else at++; // the escaped character may be a backslash
        }
        return text;
    }

    /// <summary>The code unit of <c>\uXXXX</c>; U+0000 if there is none.</summary>
    private static char Unit(ReadOnlySpan<byte> text, int at)
    {
        if (at + EscapeBytes > text.Length || !text[at..].StartsWith("\\u"u8)) return '\0';
        var digits = text.Slice(at + 2, EscapeBytes - 2);
        return ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
    }
}
