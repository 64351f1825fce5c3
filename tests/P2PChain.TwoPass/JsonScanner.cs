namespace P2PChain.Core.Json;

/// <summary>One pass over one text for <see cref="JsonScan"/>: a loop with a bounded stack, no recursion.</summary>
internal ref struct JsonScanner
{
    private const int ArrayMark = -1;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<int> _open; // outermost first: ArrayMark, or for an object what its keys need at its end
    private JsonKeys _keys;
    private JsonFault _fault;
    private int _at;
    private int _depth;
    private bool _typeIsNext;

    /// <summary>A pass over a text.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="keys">Room for the keys of ordinary messages.</param>
    /// <param name="open">Room for as many as may be open at once.</param>
    public JsonScanner(ReadOnlyMemory<byte> text, Span<JsonKeys.Key> keys, Span<int> open)
    {
        _memory = text;
        _text = text.Span;
        _open = open;
        _keys = new JsonKeys(text, keys);
    }

    private enum Next
    {
        Fault,
        Value,
        FirstItem,
        FirstKey,
        Key,
        CommaOrEnd,
    }

    /// <summary>What is wrong; means something only when <see cref="Run"/> returned false.</summary>
    public readonly JsonFault Fault => _fault;

    /// <summary>The top-level member <c>type</c>, escapes resolved; null when absent or not a string.</summary>
    public ReadOnlyMemory<byte>? Type { get; private set; }

    private readonly bool InObject => _open[_depth - 1] != ArrayMark;

    /// <summary>Gives borrowed memory back.</summary>
    public void Dispose() => _keys.Dispose();

    /// <summary>Scans the text, once.</summary>
    /// <returns>Whether it is sound.</returns>
    public bool Run()
    {
        JsonLexer.SkipWhite(_text, ref _at);
        if (_at < _text.Length && _text[_at] != (byte)'{')
            return Refuse(JsonFaultCode.NotAnObject, _at) != Next.Fault;

        var next = Next.Value;
        do
        {
            next = _at < _text.Length ? Step(next, _text[_at]) : Refuse(JsonFaultCode.UnexpectedEnd, _at);
            if (next == Next.Fault)
                return false;
            JsonLexer.SkipWhite(_text, ref _at);
        }
        while (_depth > 0);

        return _at == _text.Length || Refuse(JsonFaultCode.TrailingBytes, _at) != Next.Fault;
    }

    private Next Step(Next expected, byte found) => (expected, found) switch
    {
        (Next.FirstItem, (byte)']') => CloseArray(),
        (Next.Value or Next.FirstItem, _) => Value(found),
        (Next.FirstKey, (byte)'}') => CloseObject(),
        (Next.FirstKey or Next.Key, (byte)'"') => Key(),
        (Next.CommaOrEnd, (byte)',') => Comma(),
        (Next.CommaOrEnd, (byte)'}') when InObject => CloseObject(),
        (Next.CommaOrEnd, (byte)']') when !InObject => CloseArray(),
        _ => Refuse(JsonFaultCode.UnexpectedByte, _at),
    };

    private Next Value(byte found)
    {
        var isType = _typeIsNext;
        _typeIsNext = false;
        return found switch
        {
            (byte)'"' => String(isType),
            (byte)'{' => Open(Next.FirstKey),
            (byte)'[' => Open(Next.FirstItem),
            (byte)'t' => After(JsonLexer.TryWord(_text, "true"u8, ref _at, ref _fault)),
            (byte)'f' => After(JsonLexer.TryWord(_text, "false"u8, ref _at, ref _fault)),
            (byte)'n' => After(JsonLexer.TryWord(_text, "null"u8, ref _at, ref _fault)),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => After(JsonLexer.TryNumber(_text, ref _at, ref _fault)),
            _ => Refuse(JsonFaultCode.UnexpectedByte, _at),
        };
    }

    private static Next After(bool sound) => sound ? Next.CommaOrEnd : Next.Fault;

    private Next String(bool isType)
    {
        var start = _at + 1;
        if (!JsonLexer.TryString(_text, ref _at, out var escaped, ref _fault))
            return Next.Fault;
        if (isType)
            Type = TextBetween(start, _at - 1, escaped);
        return Next.CommaOrEnd;
    }

    private Next Open(Next first)
    {
        if (_depth == JsonLimits.DepthMax)
            return Refuse(JsonFaultCode.TooDeep, _at);

        _open[_depth++] = first == Next.FirstKey ? _keys.Open() : ArrayMark;
        _at++;
        return first;
    }

    private Next CloseArray()
    {
        _depth--;
        _at++;
        return Next.CommaOrEnd;
    }

    private Next CloseObject()
    {
        var twice = _keys.Close(_open[--_depth]);
        if (twice >= 0)
            return Refuse(JsonFaultCode.DuplicateKey, twice);

        _at++;
        return Next.CommaOrEnd;
    }

    private Next Comma()
    {
        _at++;
        return InObject ? Next.Key : Next.Value;
    }

    private Next Key()
    {
        var start = _at + 1;
        if (!JsonLexer.TryString(_text, ref _at, out var escaped, ref _fault))
            return Next.Fault;
        if (!_keys.Add(start, _at - 1 - start, escaped, out var key))
            return Refuse(JsonFaultCode.DuplicateKey, start);

        _typeIsNext = _depth == 1 && key.SequenceEqual("type"u8);
        JsonLexer.SkipWhite(_text, ref _at);
        if (_at == _text.Length)
            return Refuse(JsonFaultCode.UnexpectedEnd, _at);
        if (_text[_at] != (byte)':')
            return Refuse(JsonFaultCode.UnexpectedByte, _at);

        _at++;
        return Next.Value;
    }

    private readonly ReadOnlyMemory<byte> TextBetween(int start, int end, bool escaped)
    {
        if (!escaped)
            return _memory[start..end];

        var text = new byte[end - start];
        return text.AsMemory(0, JsonText.Unescape(_text[start..end], text));
    }

    private Next Refuse(JsonFaultCode code, int offset)
    {
        _fault = new JsonFault(code, offset);
        return Next.Fault;
    }
}
