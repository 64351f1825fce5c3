using System.Buffers;
using System.Globalization;
using System.Text;

namespace P2PChain.Core.Json;

/// <summary>
/// Writes the text that is hashed and signed: what Python's <c>json.dumps(value, sort_keys=True)</c> prints, as ASCII.
/// The caller writes members in the order of their names; the writer refuses any other order, so that a forgotten sort
/// is a failing test and not another hash.
/// </summary>
/// <remarks>Source: docs/rules.md J1.</remarks>
public sealed class CanonicalJson
{
    private readonly ArrayBufferWriter<byte> _out;
    private readonly Stack<string?> _lastNames = new();
    private bool _first = true;

    /// <summary>An empty text; <paramref name="capacity"/> bytes are reserved.</summary>
    public CanonicalJson(int capacity = 512) => _out = new ArrayBufferWriter<byte>(capacity);

    /// <summary>The text so far, ASCII.</summary>
    public ReadOnlySpan<byte> Written => _out.WrittenSpan;

    /// <summary>The text so far, as a copy.</summary>
    public byte[] ToArray() => _out.WrittenSpan.ToArray();

    /// <summary>The text so far, as a string.</summary>
    public override string ToString() => Encoding.ASCII.GetString(_out.WrittenSpan);

    /// <summary><c>{</c></summary>
    public CanonicalJson BeginObject()
    {
        Separate();
        Raw("{"u8);
        _lastNames.Push("");
        _first = true;
        return this;
    }

    /// <summary><c>}</c></summary>
    public CanonicalJson EndObject() => End("}"u8);

    /// <summary><c>[</c></summary>
    public CanonicalJson BeginArray()
    {
        Separate();
        Raw("["u8);
        _lastNames.Push(null);
        _first = true;
        return this;
    }

    /// <summary><c>]</c></summary>
    public CanonicalJson EndArray() => End("]"u8);

    /// <summary>The name of the next member.</summary>
    /// <param name="name">ASCII; comes after the names before it in this object.</param>
    /// <exception cref="InvalidOperationException">It does not, or no object is open: a bug of the caller.</exception>
    public CanonicalJson Name(string name)
    {
        if (!_lastNames.TryPop(out var last) || last is null || string.CompareOrdinal(last, name) >= 0)
            throw new InvalidOperationException($"Member '{name}' is out of order after '{last}'.");
        _lastNames.Push(name);
        Separate();
        Text(name);
        Raw(": "u8);
        _first = true;
        return this;
    }

    /// <summary>A member with a string value.</summary>
    public CanonicalJson Member(string name, string value) => Name(name).String(value);

    /// <summary>A member with an integer value.</summary>
    public CanonicalJson Member(string name, long value) => Name(name).Integer(value);

    /// <summary>A string; a lone surrogate is written as its escape, as Python does.</summary>
    public CanonicalJson String(string value)
    {
        Separate();
        Text(value);
        return this;
    }

    /// <summary>An integer, without leading zeros.</summary>
    public CanonicalJson Integer(long value)
    {
        Separate();
        var span = _out.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        _out.Advance(written);
        return this;
    }

    /// <summary>
    /// A binary64 as the shortest text that reads back to it, in Python's style (<c>1766650000.0</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is not finite: a bug here, since decoding refuses it.
    /// </exception>
    public CanonicalJson Number(double value)
    {
        Separate();
        Ascii(PythonFloat.Text(value));
        return this;
    }

    /// <summary><c>null</c></summary>
    public CanonicalJson Null()
    {
        Separate();
        Raw("null"u8);
        return this;
    }

    /// <summary>A value that is canonical text already.</summary>
    public CanonicalJson Canonical(ReadOnlySpan<byte> text)
    {
        Separate();
        Raw(text);
        return this;
    }

    private CanonicalJson End(ReadOnlySpan<byte> bracket)
    {
        _lastNames.Pop();
        Raw(bracket);
        _first = false;
        return this;
    }

    private void Separate()
    {
        if (!_first) Raw(", "u8);
        _first = false;
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _out.Write(bytes);

    private void Ascii(string text)
    {
        var span = _out.GetSpan(text.Length);
        _out.Advance(Encoding.ASCII.GetBytes(text, span));
    }

    private void Text(string value)
    {
        Raw("\""u8);
        if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && value.AsSpan().IndexOfAny('"', '\\') < 0)
            Ascii(value);
        else
            foreach (var unit in value) Escaped(unit);
        Raw("\""u8);
    }

    private void Escaped(char unit)
    {
        switch (unit)
        {
            case '"': Raw("\\\""u8); break;
            case '\\': Raw("\\\\"u8); break;
            case '\b': Raw("\\b"u8); break;
            case '\f': Raw("\\f"u8); break;
            case '\n': Raw("\\n"u8); break;
            case '\r': Raw("\\r"u8); break;
            case '\t': Raw("\\t"u8); break;
            case >= ' ' and <= '~': _out.Write([(byte)unit]); break;
            default: Ascii("\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture)); break;
        }
    }
}
