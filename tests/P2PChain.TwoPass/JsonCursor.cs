using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Newtonsoft.Json;

namespace P2PChain.Core.Json;

/// <summary>
/// Reads scanned JSON forwards, value by value. The first fault sticks: from then on every method returns a default
/// and every loop ends, so that decoding code is straight and looks at <see cref="Fault"/> once, at the end.
/// </summary>
/// <remarks>
/// Newtonsoft.Json reads more than JSON: <see cref="JsonScan"/> has refused what it would accept beyond the grammar.
/// The product's decoders are compiled against this class here, so it has the product's name.
/// </remarks>
public sealed class JsonCursor : IDisposable
{
    private readonly JsonTextReader _reader;
    private bool _tokenWaits; // the current token was looked at and is yet to be taken
    private string _member = "";

    /// <summary>A cursor before the top-level object.</summary>
    /// <param name="json">A text without fault.</param>
    /// <exception cref="ArgumentException">The text has a fault, or nothing was scanned: a bug here.</exception>
    public JsonCursor(ScannedJson json)
    {
        if (json.Utf8.IsEmpty)
            throw new ArgumentException("Only a text that JsonScan found sound can be read.", nameof(json));

        _reader = new JsonTextReader(new Utf8TextReader(json.Utf8))
        {
            DateParseHandling = DateParseHandling.None, // a note that looks like a date is a note
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = JsonLimits.DepthMax,
            ArrayPool = Characters.Pool,
            PropertyNameTable = Names.Known,
        };
    }

    /// <summary>The first fault found; null while there is none.</summary>
    public DecodeFault? Fault { get; private set; }

    /// <summary>The member read last; empty before the first.</summary>
    internal string Member => _member;

    /// <summary>Scans a text, then reads it.</summary>
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> utf8,
        Func<JsonCursor, T?> read,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out DecodeFault? fault)
        where T : class
    {
        value = null;
        var json = JsonScan.Scan(utf8);
        if (json.Fault is { } unsound)
        {
            fault = DecodeFault.Of(unsound);
            return false;
        }

        using var cursor = new JsonCursor(json);
        var found = read(cursor);
        fault = cursor.Fault;
        if (fault is null) value = found;
        return value is not null;
    }

    /// <summary>Enters an object; <see cref="TryNextMember"/> leaves it.</summary>
    public void BeginObject() => Take(JsonToken.StartObject);

    /// <summary>Goes to the next member of the object, whose value must then be read or skipped.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False when the object has ended, which leaves it, or there is a fault.</returns>
    /// <exception cref="InvalidOperationException">The value before was not read: a bug here.</exception>
    public bool TryNextMember([NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!Advance() || _reader.TokenType == JsonToken.EndObject)
            return false;
        if (_reader.TokenType != JsonToken.PropertyName)
            throw new InvalidOperationException($"The value of '{_member}' was neither read nor skipped.");

        name = _member = (string)_reader.Value!;
        return true;
    }

    /// <summary>Enters an array; <see cref="TryNextItem"/> leaves it.</summary>
    public void BeginArray() => Take(JsonToken.StartArray);

    /// <summary>Goes to the next item of the array, which must then be read or skipped.</summary>
    /// <returns>False when the array has ended, which leaves it, or there is a fault.</returns>
    public bool TryNextItem()
    {
        if (!Advance() || _reader.TokenType == JsonToken.EndArray)
            return false;

        _tokenWaits = true;
        return true;
    }

    /// <summary>Reads a string.</summary>
    /// <param name="charsMax">How many UTF-16 code units it may have; a longer one is a fault.</param>
    /// <returns>The string; empty when there is a fault.</returns>
    public string ReadString(int charsMax)
    {
        if (!Take(JsonToken.String))
            return "";

        var text = (string)_reader.Value!;
        if (text.Length <= charsMax)
            return text;

        Refuse(DecodeFaultCode.TooLong, text, charsMax);
        return "";
    }

    /// <summary>
    /// Reads an integer: digits without fraction or exponent, so that <c>1e3</c> and <c>1.0</c> are none.
    /// </summary>
    /// <param name="min">The least it may be.</param>
    /// <param name="max">The most it may be.</param>
    /// <returns>The integer; 0 when there is a fault.</returns>
    public long ReadInteger(long min, long max)
    {
        if (!Take(JsonToken.Integer))
            return 0;
        if (_reader.Value is long value && value >= min && value <= max)
            return value;

        var below = _reader.Value is long small ? small < min : ((BigInteger)_reader.Value!).Sign < 0;
        Refuse(DecodeFaultCode.OutOfRange, ValueText(), below ? min : max);
        return 0;
    }

    /// <summary>Reads a number as the nearest binary64; an integer is widened.</summary>
    /// <returns>
    /// A finite number; 0 when there is a fault, which is also an integer beyond 64 bits or an overflow.
    /// </returns>
    public double ReadNumber()
    {
        if (!Advance())
            return 0;

        switch (_reader.Value)
        {
            case double value when double.IsFinite(value):
                return value;
            case long value:
                return value;
            case double or BigInteger:
                Refuse(DecodeFaultCode.OutOfRange, ValueText());
                return 0;
            default:
                Refuse(DecodeFaultCode.WrongKind, _reader.TokenType.ToString());
                return 0;
        }
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <returns>Which it was; false when there is a fault.</returns>
    public bool ReadBoolean() => Take(JsonToken.Boolean) && (bool)_reader.Value!;

    /// <summary>Takes the next value if it is <c>null</c>, and leaves any other to be read.</summary>
    /// <returns>Whether it was null; false when there is a fault.</returns>
    public bool TryReadNull()
    {
        if (!Advance())
            return false;

        _tokenWaits = _reader.TokenType != JsonToken.Null;
        return !_tokenWaits;
    }

    /// <summary>Takes the next value if it is <c>""</c>, and leaves any other to be read.</summary>
    /// <returns>Whether it was empty; false when there is a fault.</returns>
    public bool TryReadEmpty()
    {
        if (!Advance()) return false;

        _tokenWaits = _reader.Value is not "";
        return !_tokenWaits;
    }

    /// <summary>Passes the next value, whatever it is and holds.</summary>
    public void SkipValue()
    {
        if (Advance())
            _reader.Skip();
    }

    /// <summary>
    /// Reads the next value where it has the form wanted, and passes it where it has not: no fault comes of that.
    /// </summary>
    /// <param name="read">Reads one whole value.</param>
    /// <returns>The value; null when it was passed, or there was a fault before.</returns>
    public T? ReadOrPass<T>(Func<JsonCursor, T?> read)
        where T : class => ReadOrPass(read, out _);

    /// <summary>The same, and why the value was passed.</summary>
    /// <param name="read">Reads one whole value.</param>
    /// <param name="why">What is wrong with the value that was passed; null where none was.</param>
    public T? ReadOrPass<T>(Func<JsonCursor, T?> read, out DecodeFault? why)
        where T : class
    {
        why = null;
        if (!Advance()) return null;

        _tokenWaits = true;
        var depth = _reader.Depth;
        var value = read(this);
        if (Fault is null) return value;

        (why, Fault) = (Fault, null);
        _tokenWaits = false;
        // Behind the value is where the reader is no deeper than at its start and stands on no beginning.
        while (_reader.Depth > depth || _reader.TokenType is JsonToken.StartObject or JsonToken.StartArray) _reader.Read();
        return null;
    }

    /// <summary>Makes the decoder's own finding the fault, unless there is one already.</summary>
    /// <param name="code">What is wrong.</param>
    /// <param name="value">The offending value; it is made safe to show.</param>
    /// <param name="limit">The limit it broke, in the code's unit; 0 where there is none.</param>
    public void Refuse(DecodeFaultCode code, string value, long limit = 0) =>
        Fault ??= new DecodeFault(code, _member, value, limit);

    /// <summary>
    /// As <see cref="Refuse(DecodeFaultCode, string, long)"/>, of a member that is not the last one read.
    /// </summary>
    public void RefuseMember(DecodeFaultCode code, string member, string value = "", long limit = 0) =>
        Fault ??= new DecodeFault(code, member, value, limit);

    /// <summary>Ends the reading and gives borrowed memory back.</summary>
    public void Dispose() => _reader.Close();

    private bool Take(JsonToken kind)
    {
        if (!Advance())
            return false;
        if (_reader.TokenType == kind)
            return true;

        Refuse(DecodeFaultCode.WrongKind, _reader.TokenType.ToString());
        return false;
    }

    private bool Advance()
    {
        if (Fault is not null)
            return false;
        if (_tokenWaits)
            _tokenWaits = false;
        else if (!_reader.Read())
            throw new InvalidOperationException("Read beyond the end of the text.");

        return true;
    }

    private string ValueText() => Convert.ToString(_reader.Value, CultureInfo.InvariantCulture) ?? "";

    private sealed class Characters : IArrayPool<char>
    {
        public static readonly Characters Pool = new();

        public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

        public void Return(char[]? array)
        {
            if (array is not null)
                ArrayPool<char>.Shared.Return(array);
        }
    }

    /// <summary>The names that come with every message, so that reading them allocates nothing.</summary>
    private sealed class Names : JsonNameTable
    {
        public static readonly Names Known = new();

        private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Texts = FrozenSet.Create(
            StringComparer.Ordinal,
            "type", "payload", "sender", "requester", "uid", "timestamp", "signature", "network", "note",
            "version", "index", "hash", "prev_hash", "merkle_root", "custody_root", "tx_count", "time_ms", "difficulty",
            "nonce", "miner", "seal", "transactions", "height", "tip", "work", "id", "items", "hashes", "block",
            "peers")
            .GetAlternateLookup<ReadOnlySpan<char>>();

        public override string? Get(char[] key, int start, int length) =>
            Texts.TryGetValue(key.AsSpan(start, length), out var name) ? name : null;
    }
}
