using System.Buffers;

namespace P2PChain.Core.Json;

/// <summary>Passes JSON's strings, numbers and words one at a time, by the letter of RFC 8259.</summary>
/// <remarks>
/// Each method starts at its value's first byte and, when it succeeds, ends behind the last; where it fails, the
/// fault says why and the place is void.
/// </remarks>
internal static class JsonLexer
{
    private static readonly SearchValues<byte> EndOfPlainText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Passes white space, of which there may be none.</summary>
    public static void SkipWhite(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
    }

    /// <summary>Passes a string, quotes included.</summary>
    public static bool TryString(ReadOnlySpan<byte> text, ref int at, out bool escaped, ref JsonFault fault)
    {
        at++;
        escaped = false;
        while (true)
        {
            var plain = text[at..].IndexOfAny(EndOfPlainText);
            if (plain < 0)
                return Fail(JsonFaultCode.UnexpectedEnd, text.Length, ref fault);

            at += plain;
            switch (text[at])
            {
                case (byte)'"':
                    at++;
                    return true;
                case (byte)'\\':
                    escaped = true;
                    if (!TryEscape(text, ref at, ref fault))
                        return false;
                    break;
                default:
                    return Fail(JsonFaultCode.ControlCharacter, at, ref fault);
            }
        }
    }

    /// <summary>Passes a number.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, ref int at, ref JsonFault fault)
    {
        var start = at;
        if (text[at] == (byte)'-')
            at++;
        var leadingZero = at < text.Length && text[at] == (byte)'0';
        var whole = SkipDigits(text, ref at);
        if (leadingZero && whole > 1)
            return Fail(JsonFaultCode.BadNumber, start, ref fault);
        if (whole == 0 || !TryFraction(text, ref at) || !TryExponent(text, ref at))
        {
            return at == text.Length
                ? Fail(JsonFaultCode.UnexpectedEnd, at, ref fault)
                : Fail(JsonFaultCode.BadNumber, start, ref fault);
        }

        return at - start <= JsonLimits.NumberCharsMax || Fail(JsonFaultCode.NumberTooLong, start, ref fault);
    }

    /// <summary>Passes <c>true</c>, <c>false</c> or <c>null</c>, whichever <paramref name="word"/> is.</summary>
    public static bool TryWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word, ref int at, ref JsonFault fault)
    {
        var rest = text[at..];
        if (!rest.StartsWith(word))
        {
            return word.StartsWith(rest)
                ? Fail(JsonFaultCode.UnexpectedEnd, text.Length, ref fault)
                : Fail(JsonFaultCode.UnexpectedByte, at, ref fault);
        }

        at += word.Length;
        return true;
    }

    private static bool TryEscape(ReadOnlySpan<byte> text, ref int at, ref JsonFault fault)
    {
        if (at + 1 == text.Length)
            return Fail(JsonFaultCode.UnexpectedEnd, text.Length, ref fault);

        if (text[at + 1] != (byte)'u')
        {
            if (!"\"\\/bfnrt"u8.Contains(text[at + 1]))
                return Fail(JsonFaultCode.BadEscape, at, ref fault);
            at += 2;
            return true;
        }

        var start = at;
        if (!TryUnicodeEscape(text, ref at, out var first, ref fault))
            return false;
        if (!char.IsSurrogate(first))
            return true;

        // A pair is one character; half a pair is U+FFFD to one reader and itself to another.
        if (char.IsLowSurrogate(first) || !text[at..].StartsWith("\\u"u8))
            return Fail(JsonFaultCode.LoneSurrogate, start, ref fault);
        if (!TryUnicodeEscape(text, ref at, out var second, ref fault))
            return false;
        return char.IsLowSurrogate(second) || Fail(JsonFaultCode.LoneSurrogate, start, ref fault);
    }

    /// <summary>Passes <c>\uXXXX</c>, of which the first two characters are known to be there.</summary>
    private static bool TryUnicodeEscape(ReadOnlySpan<byte> text, ref int at, out char unit, ref JsonFault fault)
    {
        var value = 0;
        unit = default;
        for (var i = 2; i < 6; i++)
        {
            if (at + i == text.Length)
                return Fail(JsonFaultCode.UnexpectedEnd, text.Length, ref fault);
            if (!char.IsAsciiHexDigit((char)text[at + i]))
                return Fail(JsonFaultCode.BadEscape, at, ref fault);
            value = (value * 16) + JsonText.HexValue(text[at + i]);
        }

        at += 6;
        unit = (char)value;
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at == text.Length || text[at] != (byte)'.')
            return true;
        at++;
        return SkipDigits(text, ref at) > 0;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at)
    {
        if (at == text.Length || (text[at] | 0x20) != 'e')
            return true;
        at++;
        if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
            at++;
        return SkipDigits(text, ref at) > 0;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
            at++;
        return at - start;
    }

    private static bool Fail(JsonFaultCode code, int offset, ref JsonFault fault)
    {
        fault = new JsonFault(code, offset);
        return false;
    }
}
