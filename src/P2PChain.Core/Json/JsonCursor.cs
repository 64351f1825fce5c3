using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace P2PChain.Core.Json;

/// <summary>
/// Reads JSON forwards, value by value. The first fault sticks: from then on every method returns a default and every
/// loop ends, so that decoding code is straight and looks at <see cref="Fault"/> once, at the end.
/// </summary>
/// <remarks>
/// A fault of the JSON outranks a fault of a value, wherever it stands. So a text is sound only after
/// <see cref="ReadToEnd"/>. Not thread-safe.
/// </remarks>
public sealed class JsonCursor : IDisposable
{
    private readonly StrictJsonReader _reader;
    private bool _tokenWaits; // the current token was looked at and is yet to be taken
    private string _member = "";

    /// <summary>A cursor before the top-level object.</summary>
    /// <param name="utf8">One line or one stored document; it must not change while it is read.</param>
    public JsonCursor(ReadOnlyMemory<byte> utf8)
    {
        _reader = new StrictJsonReader(utf8);
        Heed();
    }

    /// <summary>The first fault found; null while there is none.</summary>
    public DecodeFault? Fault { get; private set; }

    /// <summary>The fault of the JSON; null if there is none in the part that was read.</summary>
    public JsonFault? Unsound => _reader.Fault;

    /// <summary>The member read last; empty before the first.</summary>
    internal string Member => _member;

    /// <summary>Reads a whole text.</summary>
    /// <param name="utf8">One stored document.</param>
    /// <param name="read">Reads its object.</param>
    /// <param name="value">The value; null if there is a fault.</param>
    /// <param name="fault">The fault of the text; null if there is none.</param>
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> utf8,
        Func<JsonCursor, T?> read,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out DecodeFault? fault)
        where T : class
    {
        using var cursor = new JsonCursor(utf8);
        var found = read(cursor);
        cursor.ReadToEnd();
        fault = cursor.Fault;
        value = fault is null ? found : null;
        return value is not null;
    }

    /// <summary>Enters an object; <see cref="TryNextMember"/> leaves it.</summary>
    public void BeginObject() => Take(JsonTokenType.StartObject);

    /// <summary>Goes to the next member of the object, whose value must then be read or skipped.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False when the object has ended, which leaves it, or there is a fault.</returns>
    /// <exception cref="InvalidOperationException">The value before was not read: a bug here.</exception>
    public bool TryNextMember([NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!Advance() || _reader.Token.Kind == JsonTokenType.EndObject) return false;
        if (_reader.Token.Kind != JsonTokenType.PropertyName)
            throw new InvalidOperationException($"The value of '{_member}' was neither read nor skipped.");

        name = _member = _reader.Token.IsEscaped ? _reader.GetString() : MemberNames.Of(_reader.Text);
        return true;
    }

    /// <summary>Enters an array; <see cref="TryNextItem"/> leaves it.</summary>
    public void BeginArray() => Take(JsonTokenType.StartArray);

    /// <summary>Goes to the next item of the array, which must then be read or skipped.</summary>
    /// <returns>False when the array has ended, which leaves it, or there is a fault.</returns>
    public bool TryNextItem()
    {
        if (!Advance() || _reader.Token.Kind == JsonTokenType.EndArray) return false;

        _tokenWaits = true;
        return true;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="charsMax">The most UTF-16 code units; a longer string is a fault.</param>
    /// <returns>The string; empty if there is a fault.</returns>
    public string ReadString(int charsMax)
    {
        if (!Take(JsonTokenType.String)) return "";

        var text = _reader.GetString();
        if (text.Length <= charsMax) return text;

        Refuse(DecodeFaultCode.TooLong, text, charsMax);
        return "";
    }

    /// <summary>
    /// Reads an integer: digits without fraction or exponent, so that <c>1e3</c> and <c>1.0</c> are none.
    /// </summary>
    /// <param name="min">The least it may be.</param>
    /// <param name="max">The most it may be.</param>
    /// <returns>The integer; 0 if there is a fault.</returns>
    public long ReadInteger(long min, long max)
    {
        if (!Take(JsonTokenType.Number)) return 0;
        if (!JsonNumber.IsInteger(_reader.Text)) return RefuseKind();

        var isLong = JsonNumber.TryLong(_reader.Text, out var value);
        if (isLong && value >= min && value <= max) return value;

        var isBelow = isLong ? value < min : _reader.Text[0] == (byte)'-';
        Refuse(DecodeFaultCode.OutOfRange, JsonNumber.Shown(_reader.Text), isBelow ? min : max);
        return 0;
    }

    /// <summary>Reads a number as the nearest binary64; an integer is widened.</summary>
    /// <returns>
    /// A finite number; 0 if there is a fault, which is also an integer beyond 64 bits or an overflow.
    /// </returns>
    public double ReadNumber()
    {
        if (!Take(JsonTokenType.Number)) return 0;
        if (JsonNumber.TryDouble(_reader.Text, out var value)) return value;

        Refuse(DecodeFaultCode.OutOfRange, JsonNumber.Shown(_reader.Text));
        return 0;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <returns>The value; false if there is a fault.</returns>
    public bool ReadBoolean()
    {
        if (!Advance()) return false;
        if (_reader.Token.Kind is not (JsonTokenType.True or JsonTokenType.False)) RefuseKind();
        return _reader.Token.Kind == JsonTokenType.True;
    }

    /// <summary>Takes the next value if it is <c>null</c>, and leaves any other to be read.</summary>
    /// <returns>Whether it was null; false if there is a fault.</returns>
    public bool TryReadNull() => Advance() && TakeIf(_reader.Token.Kind == JsonTokenType.Null);

    /// <summary>Takes the next value if it is <c>""</c>, and leaves any other to be read.</summary>
    /// <returns>Whether it was empty; false if there is a fault.</returns>
    public bool TryReadEmpty() =>
        Advance() && TakeIf(_reader.Token.Kind == JsonTokenType.String && _reader.Text.IsEmpty);

    /// <summary>Takes the next value, and its text where it is a string.</summary>
    /// <param name="text">The string's UTF-8; empty if there is none.</param>
    /// <returns>Whether it was a string; false if there is a fault.</returns>
    internal bool TryReadText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Advance()) return false;

        var isString = _reader.Token.Kind == JsonTokenType.String;
        if (isString) text = _reader.Token.IsEscaped ? Encoding.UTF8.GetBytes(_reader.GetString()) : _reader.Text;
        else Pass();
        return isString;
    }

    /// <summary>Passes the next value with all that it contains.</summary>
    public void SkipValue()
    {
        if (Advance()) Pass();
    }

    /// <summary>
    /// Reads the next value if it has the wanted form, else passes it. A value of another form is no fault.
    /// </summary>
    /// <param name="read">Reads one whole value.</param>
    /// <returns>The value; null when it was passed, or there was a fault before.</returns>
    public T? ReadOrPass<T>(Func<JsonCursor, T?> read)
        where T : class => ReadOrPass(read, out _);

    /// <summary>The same, with the reason if the value was passed.</summary>
    /// <param name="read">Reads one whole value.</param>
    /// <param name="why">The fault of the passed value; null if none was passed.</param>
    public T? ReadOrPass<T>(Func<JsonCursor, T?> read, out DecodeFault? why)
        where T : class
    {
        why = null;
        if (!Advance()) return null;

        _tokenWaits = true;
        var depth = _reader.Token.DepthBefore;
        var value = read(this);
        if (Fault is null || Unsound is not null) return value;

        why = Fault;
        Fault = null;
        _tokenWaits = false;
        _reader.ReadTo(depth);
        Heed();
        return null;
    }

    /// <summary>Reads the rest of the text. A fault of the JSON takes the place of any other.</summary>
    /// <returns>Whether the whole text is sound.</returns>
    public bool ReadToEnd()
    {
        _reader.ReadToEnd();
        Heed();
        return Unsound is null;
    }

    /// <summary>Goes back to the start of a text that was read to its end and is sound.</summary>
    internal void Rewind()
    {
        _reader.Rewind();
        _tokenWaits = false;
        _member = "";
        Fault = null;
    }

    /// <summary>Makes the decoder's own finding the fault, unless there is one already.</summary>
    /// <param name="code">The kind of fault.</param>
    /// <param name="value">The offending value; it is made safe to show.</param>
    /// <param name="limit">The limit it broke, in the code's unit; 0 if there is none.</param>
    public void Refuse(DecodeFaultCode code, string value, long limit = 0) => RefuseMember(code, _member, value, limit);

    /// <summary>
    /// As <see cref="Refuse(DecodeFaultCode, string, long)"/>, of a member that is not the last one read.
    /// </summary>
    public void RefuseMember(DecodeFaultCode code, string member, string value = "", long limit = 0) =>
        Fault ??= new DecodeFault(code, member, value, limit);

    /// <summary>Ends the reading and gives borrowed memory back.</summary>
    public void Dispose() => _reader.Dispose();

    private bool Take(JsonTokenType kind)
    {
        if (!Advance()) return false;
        if (_reader.Token.Kind == kind) return true;

        RefuseKind();
        return false;
    }

    private bool TakeIf(bool isWanted)
    {
        _tokenWaits = !isWanted;
        return isWanted;
    }

    private void Pass()
    {
        _reader.ReadTo(_reader.Token.DepthBefore);
        Heed();
    }

    private bool Advance()
    {
        if (Fault is not null) return false;
        if (_tokenWaits)
        {
            _tokenWaits = false;
            return true;
        }

        if (_reader.Read()) return true;
        if (_reader.Fault is null) throw new InvalidOperationException("Read beyond the end of the text.");
        Heed();
        return false;
    }

    private long RefuseKind()
    {
        Refuse(DecodeFaultCode.WrongKind, JsonKind.Of(_reader));
        return 0;
    }

    private void Heed()
    {
        if (_reader.Fault is { } unsound) Fault = DecodeFault.Of(unsound);
    }
}
