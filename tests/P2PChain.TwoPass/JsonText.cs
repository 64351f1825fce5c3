using System.Diagnostics;
using System.Text;

namespace P2PChain.Core.Json;

/// <summary>The bytes between a JSON string's quotes, which have passed <see cref="JsonLexer"/>.</summary>
internal static class JsonText
{
    /// <summary>Writes a string's UTF-8 text with its escapes resolved.</summary>
    /// <param name="raw">What stands between the quotes.</param>
    /// <param name="text">
    /// At least as long as <paramref name="raw"/>: no escape is shorter than what it stands for.
    /// </param>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var written = 0;
        while (true)
        {
            var escape = raw.IndexOf((byte)'\\');
            var plain = escape < 0 ? raw : raw[..escape];
            plain.CopyTo(text[written..]);
            written += plain.Length;
            if (escape < 0)
                return written;

            raw = raw[escape..];
            if (raw[1] == (byte)'u')
            {
                written += ReadUnicodeEscape(ref raw).EncodeToUtf8(text[written..]);
            }
            else
            {
                text[written++] = Short(raw[1]);
                raw = raw[2..];
            }
        }
    }

    /// <summary>A hexadecimal digit's value, 0 … 15.</summary>
    public static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte Short(byte escape) => escape switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => escape,
        (byte)'b' => 8,
        (byte)'f' => 12,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'t' => 9,
        _ => throw new UnreachableException("an escape the lexer refuses"),
    };

    private static Rune ReadUnicodeEscape(ref ReadOnlySpan<byte> raw)
    {
        var first = ReadUnit(ref raw);
        return char.IsSurrogate(first) ? new Rune(first, ReadUnit(ref raw)) : new Rune(first);
    }

    private static char ReadUnit(ref ReadOnlySpan<byte> raw)
    {
        var unit = 0;
        foreach (var digit in raw[2..6])
            unit = (unit * 16) + HexValue(digit);
        raw = raw[6..];
        return (char)unit;
    }
}
