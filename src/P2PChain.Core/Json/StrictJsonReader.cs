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
    private StrictToken.Batch _ahead;
    private StrictToken _token;
    private int _next; // in the batch
    private int _count; // of the batch
    private uint _objects; // a bit per open object or array, the innermost last: 1 for an object
    private int _depth; // behind the batch
    private JsonTokenType _last; // of the batch
    private int _end; // behind the batch
    private bool _isChecked; // the whole text was read once and is sound

    /// <summary>A reader before the first token.</summary>
    /// <param name="utf8">The text; it must not change while it is read.</param>
    public StrictJsonReader(ReadOnlyMemory<byte> utf8)
    {
        _text = utf8;
        _keys = new JsonKeys(utf8);
        Fault = FaultBefore(utf8.Span);
    }

    /// <summary>The fault of the text; null if there is none in the part that was read.</summary>
    public JsonFault? Fault { get; private set; }

    /// <summary>The last token read; of no kind before the first.</summary>
    public ref readonly StrictToken Token => ref _token;

    /// <summary>A string's or a name's bytes between its quotes, a number's or a word's own.</summary>
    public ReadOnlySpan<byte> Text => _text.Span.Slice(Token.Start, Token.Length);

    /// <summary>The string or name, its escapes resolved.</summary>
    public string GetString()
    {
        if (!Token.IsEscaped) return Encoding.UTF8.GetString(Text);

        var reader = new Utf8JsonReader(_text.Span.Slice(Token.Start - 1, Token.Length + 2));
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Reads the next token.</summary>
    /// <returns>False at the end of the text or after a fault.</returns>
    public bool Read()
    {
        if (_next == _count && !ReadAhead()) return false;

        _token = _ahead[_next++];
        return true;
    }

    /// <summary>Reads on until no more than <paramref name="depth"/> objects and arrays are open.</summary>
    public void ReadTo(int depth)
    {
        while (_token.Depth > depth && _next < _count) _token = _ahead[_next++];
        if (_token.Depth > depth) Advance(depth, isKept: false);
    }

    /// <summary>Reads the rest.</summary>
    public void ReadToEnd()
    {
        if (Token.Kind == JsonTokenType.None) Read();
        ReadTo(0);
    }

    /// <summary>Goes back to the start of a text that was read and is sound. It is not checked again.</summary>
    /// <exception cref="InvalidOperationException">It was not, or it is not: a bug here.</exception>
    public void Rewind()
    {
        if (Fault is not null || !(_isChecked || Token.IsLast))
            throw new InvalidOperationException("Only a sound text is read again.");

        _isChecked = true;
        _state = new JsonReaderState(Options);
        _next = 0;
        _count = 0;
        _objects = 0;
        _depth = 0;
        _last = JsonTokenType.None;
        _end = 0;
        _token = default;
    }

    /// <summary>Gives borrowed memory back.</summary>
    public void Dispose() => _keys.Dispose();

    /// <summary>Reads as many tokens as fit the batch.</summary>
    private bool ReadAhead() => !_token.IsLast && Advance(depth: -1, isKept: true);

    /// <summary>
    /// Reads on until the batch is full, or no more than <paramref name="depth"/> objects and arrays are open. A fault
    /// leaves the tokens before it unread: it outranks what they say.
    /// </summary>
    private bool Advance(int depth, bool isKept)
    {
        _next = 0;
        _count = 0;
        if (Fault is not null) return false;

        var text = _text.Span;
        var from = _end;
        var reader = new Utf8JsonReader(text[from..], isFinalBlock: true, _state);
        try
        {
            while (_count < StrictToken.Batch.Count && reader.Read() && Accept(ref reader, text, from, out var token))
            {
                if (isKept)
                {
                    _ahead[_count++] = token;
                }
                else if (token.Depth <= depth)
                {
                    _token = token;
                    break;
                }
            }
        }
        catch (JsonException)
        {
            Fault = new JsonDiagnosis(text, _last, (_objects & 1) == 1).Explain(_end, ref _keys);
        }

        _state = reader.CurrentState;
        if (Fault is null) return true;
        _count = 0;
        return false;
    }

    private bool Accept(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, int from, out StrictToken token)
    {
        var kind = reader.TokenType;
        var isText = kind is JsonTokenType.String or JsonTokenType.PropertyName;
        var isEscaped = isText && reader.ValueIsEscaped;
        var start = from + (int)reader.TokenStartIndex + (isText ? 1 : 0);
        var length = reader.ValueSpan.Length;
        _end = from + (int)reader.BytesConsumed;
        _last = kind;
        var isSound = (!isEscaped || IsWhole(text, start)) && kind switch
        {
            JsonTokenType.PropertyName => IsNew(text, start, length, isEscaped),
            JsonTokenType.Number => length <= JsonLimits.NumberCharsMax || Refuse(JsonFaultCode.NumberTooLong, start),
            JsonTokenType.StartObject => Open(1),
            JsonTokenType.StartArray => Open(0),
            JsonTokenType.EndObject => Close() && IsWithoutTwins() && IsNotFollowed(text),
            JsonTokenType.EndArray => Close(),
            _ => true,
        };
        token = new StrictToken(start, length, kind, isEscaped, (byte)_depth);
        return isSound;
    }

    private bool Open(uint isObject)
    {
        _objects = (_objects << 1) | isObject;
        _depth++;
        if (isObject == 1 && !_isChecked) _keys.Open();
        return true;
    }

    private bool Close()
    {
        _objects >>= 1;
        _depth--;
        return true;
    }

    /// <summary>Whether no half of a surrogate pair stands alone among the escapes.</summary>
    private bool IsWhole(ReadOnlySpan<byte> text, int at)
    {
        if (_isChecked) return true;
        Fault = JsonStrings.FindFault(text, ref at);
        return Fault is null;
    }

    private bool IsNew(ReadOnlySpan<byte> text, int start, int length, bool isEscaped) =>
        _isChecked || _keys.Add(text, start, length, isEscaped) || Refuse(JsonFaultCode.DuplicateKey, start);

    private bool IsWithoutTwins()
    {
        var twice = _isChecked ? -1 : _keys.Close();
        return twice < 0 || Refuse(JsonFaultCode.DuplicateKey, twice);
    }

    private bool IsNotFollowed(ReadOnlySpan<byte> text)
    {
        if (_depth > 0) return true;

        var more = text[_end..].IndexOfAnyExcept(JsonStrings.White);
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
