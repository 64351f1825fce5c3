using System.Buffers;
using System.Text.Json;

namespace P2PChain.Core.Json;

/// <summary>JSON's strings: the faults inside one, and the text of one with escapes.</summary>
internal static class JsonStrings
{
    private const int UnicodeEscapeBytes = 6;

    private static readonly SearchValues<byte> EndOfPlainText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>White space between tokens.</summary>
    public static ReadOnlySpan<byte> White => " \t\n\r"u8;

    /// <summary>The first fault in a string.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="at">Behind the opening quote; at the end behind the closing one, if there is no fault.</param>
    /// <returns>The fault; null if there is none.</returns>
    public static JsonFault? FindFault(ReadOnlySpan<byte> text, ref int at)
    {
        while (true)
        {
            var plain = text[at..].IndexOfAny(EndOfPlainText);
            if (plain < 0) return new JsonFault(JsonFaultCode.UnexpectedEnd, text.Length);

            at += plain;
            if (text[at] == (byte)'"')
            {
                at++;
                return null;
            }

            if (text[at] != (byte)'\\') return new JsonFault(JsonFaultCode.ControlCharacter, at);
            if (FindEscapeFault(text, ref at) is { } fault) return fault;
        }
    }

    /// <summary>Writes a string's UTF-8 text with its escapes resolved.</summary>
    /// <param name="quoted">A string without fault, its quotes included.</param>
    /// <param name="text">At least as long: no escape is shorter than the character it stands for.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> quoted, Span<byte> text)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.CopyString(text);
    }

    private static JsonFault? FindEscapeFault(ReadOnlySpan<byte> text, ref int at)
    {
        if (at + 1 == text.Length) return new JsonFault(JsonFaultCode.UnexpectedEnd, text.Length);
        if (text[at + 1] != (byte)'u')
        {
            if (!"\"\\/bfnrt"u8.Contains(text[at + 1])) return new JsonFault(JsonFaultCode.BadEscape, at);
            at += 2;
            return null;
        }

        var start = at;
        if (FindUnitFault(text, ref at, out var first) is { } fault) return fault;
        if (!char.IsSurrogate(first)) return null;

        // A pair is one character; half a pair is U+FFFD to one reader and itself to another.
        if (char.IsLowSurrogate(first) || !text[at..].StartsWith("\\u"u8))
            return new JsonFault(JsonFaultCode.LoneSurrogate, start);
        if (FindUnitFault(text, ref at, out var second) is { } secondFault) return secondFault;
        return char.IsLowSurrogate(second) ? null : new JsonFault(JsonFaultCode.LoneSurrogate, start);
    }

    /// <summary>Reads <c>\uXXXX</c>, of which the first two characters are known to be there.</summary>
    private static JsonFault? FindUnitFault(ReadOnlySpan<byte> text, ref int at, out char unit)
    {
        var value = 0;
        unit = default;
        for (var i = 2; i < UnicodeEscapeBytes; i++)
        {
            if (at + i == text.Length) return new JsonFault(JsonFaultCode.UnexpectedEnd, text.Length);
            if (!char.IsAsciiHexDigit((char)text[at + i])) return new JsonFault(JsonFaultCode.BadEscape, at);
            value = (value * 16) + HexValue(text[at + i]);
        }

        at += UnicodeEscapeBytes;
        unit = (char)value;
        return null;
    }

    /// <summary>A hexadecimal digit's value, 0 … 15.</summary>
    public static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
