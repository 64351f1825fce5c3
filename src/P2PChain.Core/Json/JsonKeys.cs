using System.Buffers;

namespace P2PChain.Core.Json;

/// <summary>
/// The keys of the objects that are open. It finds a key that comes twice. Few keys are compared with one another as
/// they come. Many keys are sorted when their object ends: in a hash table a peer could choose keys that collide.
/// </summary>
/// <param name="json">The JSON text.</param>
internal struct JsonKeys(ReadOnlyMemory<byte> json) : IDisposable
{
    private const int KeysFirst = 64; // more than the objects open in any of our messages have
    private const int ComparedAtOnce = 16;
    private const int UnescapedBytesFirst = 256;

    private readonly ReadOnlyMemory<byte> _text = json;
    private Key[] _keys = [];
    private byte[] _unescaped = [];
    private int _unescapedBytes;
    private int _count;
    private int _first; // of the innermost open object

    /// <summary>Begins an object.</summary>
    public void Open()
    {
        Push(new Key(0, _first, 0)); // no key: it leads back to the object around this one
        _first = _count;
    }

    /// <summary>Adds a key of the innermost object.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="at">Where the text between its quotes starts.</param>
    /// <param name="length">Bytes between its quotes.</param>
    /// <param name="escaped">Whether it has escapes.</param>
    /// <returns>False when the object is known to have it already.</returns>
    public bool Add(ReadOnlySpan<byte> text, int at, int length, bool escaped)
    {
        var key = escaped ? Unescape(at, length) : new Key(at, length, at);
        if (_count - _first < ComparedAtOnce && Has(text, key)) return false;

        Push(key);
        return true;
    }

    /// <summary>Ends the innermost object and forgets its keys.</summary>
    /// <returns>The place of a key that the object has already; −1 if there is none.</returns>
    public int Close()
    {
        var keys = _keys.AsSpan(_first.._count);
        _count = _first - 1;
        _first = _keys[_count].Length;
        return keys.Length <= ComparedAtOnce ? -1 : FindTwice(keys);
    }

    /// <summary>Gives borrowed memory back; the keys are void then.</summary>
    public void Dispose()
    {
        if (_keys.Length > 0) ArrayPool<Key>.Shared.Return(_keys);
        if (_unescaped.Length > 0) ArrayPool<byte>.Shared.Return(_unescaped);
        _keys = [];
        _unescaped = [];
    }

    private readonly bool Has(ReadOnlySpan<byte> text, Key key)
    {
        foreach (var other in _keys.AsSpan(_first, _count - _first))
        {
            if (other.Length == key.Length
                && TextOf(other, text, _unescaped).SequenceEqual(TextOf(key, text, _unescaped))) return true;
        }

        return false;
    }

    private readonly int FindTwice(Span<Key> keys)
    {
        keys.Sort(new ByText(_text, _unescaped));
        var text = _text.Span;
        for (var i = 1; i < keys.Length; i++)
        {
            if (TextOf(keys[i - 1], text, _unescaped).SequenceEqual(TextOf(keys[i], text, _unescaped)))
                return keys[i].At;
        }

        return -1;
    }

    private Key Unescape(int at, int length)
    {
        if (_unescaped.Length - _unescapedBytes < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(
                Math.Max(UnescapedBytesFirst, Math.Max(_unescaped.Length * 2, _unescapedBytes + length)));
            _unescaped.AsSpan(0, _unescapedBytes).CopyTo(larger);
            if (_unescaped.Length > 0)
                ArrayPool<byte>.Shared.Return(_unescaped);
            _unescaped = larger;
        }

        var start = _unescapedBytes;
        var quoted = _text.Span.Slice(at - 1, length + 2);
        var written = JsonStrings.Unescape(quoted, _unescaped.AsSpan(start));
        _unescapedBytes += written;
        return new Key(~start, written, at);
    }

    private void Push(Key key)
    {
        if (_count == _keys.Length) Grow();
        _keys[_count++] = key;
    }

    private void Grow()
    {
        var larger = ArrayPool<Key>.Shared.Rent(Math.Max(KeysFirst, _keys.Length * 2));
        _keys.CopyTo(larger, 0);
        if (_keys.Length > 0) ArrayPool<Key>.Shared.Return(_keys);
        _keys = larger;
    }

    private static ReadOnlySpan<byte> TextOf(Key key, ReadOnlySpan<byte> text, byte[] unescaped) =>
        key.Start >= 0 ? text.Slice(key.Start, key.Length) : unescaped.AsSpan(~key.Start, key.Length);

    /// <summary>One key.</summary>
    /// <param name="Start">
    /// Where its text starts in the JSON text, or, complemented, among the resolved keys.
    /// </param>
    /// <param name="Length">Bytes of its text.</param>
    /// <param name="At">Where it stands in the JSON text.</param>
    internal readonly record struct Key(int Start, int Length, int At);

    private readonly struct ByText(ReadOnlyMemory<byte> text, byte[] unescaped) : IComparer<Key>
    {
        public int Compare(Key x, Key y)
        {
            var span = text.Span;
            var order = TextOf(x, span, unescaped).SequenceCompareTo(TextOf(y, span, unescaped));
            return order != 0 ? order : x.At.CompareTo(y.At);
        }
    }
}
