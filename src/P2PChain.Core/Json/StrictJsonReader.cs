using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace P2PChain.Core.Json;

/// <summary>
/// Reads the tokens of one JSON text in a single pass, and accepts only text that every reader understands alike:
/// RFC 8259's grammar, valid UTF-8, no key twice, no lone surrogate, bounded depth, an object at the top.
/// </summary>
/// <remarks>
/// The grammar is <see cref="Utf8JsonReader"/>'s. The other checks are made here, of every token, so a member that is
/// skipped is checked too. Time is linear but for the sorting of an object's keys where there are many. The first
/// fault sticks. Source: docs/protocol.md, limits; docs/rules.md, canonical JSON.
/// </remarks>
internal sealed class StrictJsonReader : IDisposable
{
    // Comments and trailing commas are disallowed unless an option says otherwise.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonLimits.DepthMax };

    private readonly ReadOnlyMemory<byte> _text;
    private JsonReaderState _state = new(Options);
    private JsonKeys _keys;
    private uint _objects; // a bit per open object or array, the innermost last: 1 for an object
    private int _start; // of the token's text
    private int _length;
    private int _end; // behind the last token
    private bool _isChecked; // the whole text was read once and is sound

    /// <summary>A reader before the first token.</summary>
    /// <param name="utf8">The text; it must not change while it is read.</param>
    public StrictJsonReader(ReadOnlyMemory<byte> utf8)
    {
        _text = utf8;
        _keys = new JsonKeys(utf8);
        Fault = FaultBefore(utf8.Span);
    }

    /// <summary>What is wrong with the text; null where nothing is, as far as it was read.</summary>
    public JsonFault? Fault { get; private set; }

    /// <summary>The last token read; none before the first.</summary>
    public JsonTokenType Token { get; private set; }

    /// <summary>A string's or a name's bytes between its quotes, a number's or a word's own.</summary>
    public ReadOnlySpan<byte> Text => _text.Span.Slice(_start, _length);

    /// <summary>Whether the string or name has escapes.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>How many objects and arrays are open behind the token.</summary>
    public int Depth { get; private set; }

    /// <summary>How many were open before the token, which itself may open one.</summary>
    public int DepthBefore => Token is JsonTokenType.StartObject or JsonTokenType.StartArray ? Depth - 1 : Depth;

    private bool IsAtEnd => Depth == 0 && Token == JsonTokenType.EndObject;

    /// <summary>The string or name, its escapes resolved.</summary>
    public string GetString()
    {
        if (!IsEscaped) return Encoding.UTF8.GetString(Text);

        var reader = new Utf8JsonReader(_text.Span.Slice(_start - 1, _length + 2));
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end of the text or where there is a fault.</returns>
    public bool Read()
    {
        var from = _end;
        var reader = new Utf8JsonReader(_text.Span[from..], isFinalBlock: true, _state);
        var isRead = Next(ref reader, from);
        _state = reader.CurrentState;
        return isRead;
    }

    /// <summary>Reads on until no more than <paramref name="depth"/> objects and arrays are open, or to a fault.</summary>
    public void ReadTo(int depth)
    {
        if (Depth <= depth) return;

        var from = _end;
        var reader = new Utf8JsonReader(_text.Span[from..], isFinalBlock: true, _state);
        while (Depth > depth && Next(ref reader, from))
        {
        }

        _state = reader.CurrentState;
    }

    /// <summary>Reads what is left.</summary>
    public void ReadToEnd()
    {
        if (Token == JsonTokenType.None) Read();
        ReadTo(0);
    }

    /// <summary>Goes back to the start of a text that was read to its end and is sound; it is not checked again.</summary>
    /// <exception cref="InvalidOperationException">It was not, or it is not: a bug here.</exception>
    public void Rewind()
    {
        if (Fault is not null || !(_isChecked || IsAtEnd)) throw new InvalidOperationException("Only a sound text is read again.");

        _isChecked = true;
        _state = new JsonReaderState(Options);
        _end = 0;
        _objects = 0;
        Depth = 0;
        Token = JsonTokenType.None;
    }

    /// <summary>Gives borrowed memory back.</summary>
    public void Dispose() => _keys.Dispose();

    private bool Next(ref Utf8JsonReader reader, int from)
    {
        if (Fault is not null || IsAtEnd) return false;

        try
        {
            reader.Read();
        }
        catch (JsonException)
        {
            Fault = new JsonDiagnosis(_text.Span, Token, (_objects & 1) == 1).Explain(_end, ref _keys);
            return false;
        }

        Token = reader.TokenType;
        IsEscaped = reader.ValueIsEscaped;
        _start = from + (int)reader.TokenStartIndex + (Token is JsonTokenType.String or JsonTokenType.PropertyName ? 1 : 0);
        _length = reader.ValueSpan.Length;
        _end = from + (int)reader.BytesConsumed;
        return Accept();
    }

    private bool Accept() => Token switch
    {
        JsonTokenType.PropertyName => _isChecked || (IsWhole() && IsNew()),
        JsonTokenType.String => _isChecked || IsWhole(),
        JsonTokenType.Number => _length <= JsonLimits.NumberCharsMax || Refuse(JsonFaultCode.NumberTooLong, _start),
        JsonTokenType.StartObject => Open(1),
        JsonTokenType.StartArray => Open(0),
        JsonTokenType.EndObject => Close() && IsWithoutTwins() && IsNotFollowed(),
        JsonTokenType.EndArray => Close(),
        _ => true,
    };

    private bool Open(uint isObject)
    {
        _objects = (_objects << 1) | isObject;
        Depth++;
        if (isObject == 1 && !_isChecked) _keys.Open();
        return true;
    }

    private bool Close()
    {
        _objects >>= 1;
        Depth--;
        return true;
    }

    /// <summary>Whether no half of a surrogate pair stands alone among the escapes.</summary>
    private bool IsWhole()
    {
        if (!IsEscaped) return true;

        var at = _start;
        if (JsonStrings.FindFault(_text.Span, ref at) is not { } fault) return true;
        Fault = fault;
        return false;
    }

    private bool IsNew() => _keys.Add(_start, _length, IsEscaped) || Refuse(JsonFaultCode.DuplicateKey, _start);

    private bool IsWithoutTwins()
    {
        var twice = _isChecked ? -1 : _keys.Close();
        return twice < 0 || Refuse(JsonFaultCode.DuplicateKey, twice);
    }

    private bool IsNotFollowed()
    {
        if (Depth > 0) return true;

        var more = _text.Span[_end..].IndexOfAnyExcept(JsonStrings.White);
        return more < 0 || Refuse(JsonFaultCode.TrailingBytes, _end + more);
    }

    private bool Refuse(JsonFaultCode code, int offset)
    {
        Fault = new JsonFault(code, offset);
        return false;
    }

    private static JsonFault? FaultBefore(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text)) return new JsonFault(JsonFaultCode.InvalidUtf8, ValidBytes(text));

        var first = text.IndexOfAnyExcept(JsonStrings.White);
        if (first < 0) return new JsonFault(JsonFaultCode.UnexpectedEnd, text.Length);
        return text[first] == (byte)'{' ? null : new JsonFault(JsonFaultCode.NotAnObject, first);
    }

    private static int ValidBytes(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var bytes) == OperationStatus.Done)
            at += bytes;
        return at;
    }
}
