using System.Globalization;
using System.Text;

namespace P2PChain.Core.Json;

/// <summary>The value of a number's text.</summary>
internal static class JsonNumber
{
    /// <summary>Whether it has neither fraction nor exponent.</summary>
    public static bool IsInteger(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    /// <summary>An integer's value; false where it is beyond 64 bits.</summary>
    public static bool TryLong(ReadOnlySpan<byte> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>The nearest binary64; false where that is infinite, or the text is an integer beyond 64 bits.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (!IsInteger(text)) return double.IsFinite(value = Parse(text));

        var isLong = TryLong(text, out var whole);
        value = whole;
        return isLong;
    }

    /// <summary>An offending number for people: an integer in full, any other as the binary64 that it is.</summary>
    public static string Shown(ReadOnlySpan<byte> text) => IsInteger(text)
        ? TryLong(text, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : Encoding.ASCII.GetString(text)
        : Parse(text).ToString(CultureInfo.InvariantCulture);

    private static double Parse(ReadOnlySpan<byte> text) =>
        double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
