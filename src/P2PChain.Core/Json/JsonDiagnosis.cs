using System.Text.Json;

namespace P2PChain.Core.Json;

/// <summary>
/// Names the fault of a text and its place. <see cref="Utf8JsonReader"/> throws without a code, so the one token that
/// it refused is read again here.
/// </summary>
/// <param name="text">The JSON text.</param>
/// <param name="last">The last token that was sound.</param>
/// <param name="isInObject">Whether an object is the innermost that is open; else it is an array.</param>
internal readonly ref struct JsonDiagnosis(ReadOnlySpan<byte> text, JsonTokenType last, bool isInObject)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Finds the fault behind the last sound token.</summary>
    /// <param name="at">Behind that token.</param>
    /// <param name="keys">The keys before.</param>
    public JsonFault Explain(int at, ref JsonKeys keys)
    {
        at = PassWhite(at);
        if (last is not (JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            // A value has ended; its reader would have taken the right bracket.
            if (at == _text.Length || _text[at] != (byte)',') return Unexpected(at);
            at = PassWhite(at + 1);
        }

        if (at == _text.Length) return Unexpected(at);
        return isInObject && last != JsonTokenType.PropertyName ? OfKey(at, ref keys) : OfValue(at);
    }

    private JsonFault OfKey(int at, ref JsonKeys keys)
    {
        if (_text[at] != (byte)'"') return Unexpected(at);

        var start = ++at;
        if (JsonStrings.FindFault(_text, ref at) is { } fault) return fault;
        var length = at - 1 - start;
        return keys.Add(_text, start, length, _text.Slice(start, length).Contains((byte)'\\'))
            ? Unexpected(PassWhite(at)) // a colon is missing
            : new JsonFault(JsonFaultCode.DuplicateKey, start);
    }

    private JsonFault OfValue(int at) => _text[at] switch
    {
        (byte)'"' => OfString(at + 1),
        (byte)'{' or (byte)'[' => new JsonFault(JsonFaultCode.TooDeep, at),
        (byte)'t' => OfWord(at, "true"u8),
        (byte)'f' => OfWord(at, "false"u8),
        (byte)'n' => OfWord(at, "null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => OfNumber(at),
        _ => Unexpected(at),
    };

    private JsonFault OfString(int at) => JsonStrings.FindFault(_text, ref at) ?? Unexpected(PassWhite(at));

    private JsonFault OfWord(int at, ReadOnlySpan<byte> word) =>
        Unexpected(word.StartsWith(_text[at..]) ? _text.Length : at);

    private JsonFault OfNumber(int start)
    {
        var at = _text[start] == (byte)'-' ? start + 1 : start;
        var hasLeadingZero = at < _text.Length && _text[at] == (byte)'0';
        var whole = PassDigits(ref at);
        if (hasLeadingZero && whole > 1) return new JsonFault(JsonFaultCode.BadNumber, start);
        if (whole == 0 || !PassFraction(ref at) || !PassExponent(ref at))
            return at == _text.Length ? Unexpected(at) : new JsonFault(JsonFaultCode.BadNumber, start);
        return at - start > JsonLimits.NumberCharsMax
            ? new JsonFault(JsonFaultCode.NumberTooLong, start)
            : Unexpected(PassWhite(at));
    }

    private bool PassFraction(ref int at)
    {
        if (at == _text.Length || _text[at] != (byte)'.') return true;
        at++;
        return PassDigits(ref at) > 0;
    }

    private bool PassExponent(ref int at)
    {
        if (at == _text.Length || (_text[at] | 0x20) != 'e') return true;
        at++;
        if (at < _text.Length && _text[at] is (byte)'+' or (byte)'-') at++;
        return PassDigits(ref at) > 0;
    }

    private int PassDigits(ref int at)
    {
        var digits = _text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = _text.Length - at;
        at += digits;
        return digits;
    }

    private int PassWhite(int at)
    {
        var white = _text[at..].IndexOfAnyExcept(JsonStrings.White);
        return white < 0 ? _text.Length : at + white;
    }

    private JsonFault Unexpected(int at) =>
        new(at == _text.Length ? JsonFaultCode.UnexpectedEnd : JsonFaultCode.UnexpectedByte, at);
}
