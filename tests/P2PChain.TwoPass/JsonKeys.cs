using System.Buffers;

namespace P2PChain.Core.Json;

/// <summary>
/// The keys of the objects open in a scan; finds the one that comes twice. Few keys are compared with one another as
/// they come; many are sorted when their object ends, because a hash table would let a peer choose keys that collide.
/// </summary>
internal ref struct JsonKeys
{
    /// <summary>Keys that fit the caller's stack: more than the objects open in any of our messages have.</summary>
    public const int OnStack = 48;

    private const int ComparedAtOnce = 16;
    private const int UnescapedBytesFirst = 256;

    private readonly ReadOnlyMemory<byte> _text;
    private Span<Key> _keys;
    private Key[]? _rentedKeys;
    private byte[] _unescaped = [];
    private int _unescapedBytes;
    private int _count;
    private int _first; // of the innermost open object

    public JsonKeys(ReadOnlyMemory<byte> text, Span<Key> onStack)
    {
        _text = text;
        _keys = onStack;
    }

    /// <summary>Begins an object.</summary>
    /// <returns>What <see cref="Close"/> needs to go back to the object around it.</returns>
    public int Open()
    {
        var outer = _first;
        _first = _count;
        return outer;
    }

    /// <summary>Adds a key of the innermost object.</summary>
    /// <param name="at">Where the text between its quotes starts.</param>
    /// <param name="length">Bytes between its quotes.</param>
    /// <param name="escaped">Whether it has escapes.</param>
    /// <param name="text">The key with its escapes resolved.</param>
    /// <returns>False when the object is known to have it already.</returns>
    public bool Add(int at, int length, bool escaped, out ReadOnlySpan<byte> text)
    {
        var key = escaped ? Unescape(at, length) : new Key(at, length, at);
        text = TextOf(key, _text.Span, _unescaped);
        if (_count - _first < ComparedAtOnce)
        {
            var span = _text.Span;
            foreach (var other in _keys[_first.._count])
            {
                if (other.Length == key.Length && TextOf(other, span, _unescaped).SequenceEqual(text))
                    return false;
            }
        }

        if (_count == _keys.Length)
            Grow();
        _keys[_count++] = key;
        return true;
    }

    /// <summary>Ends the innermost object and forgets its keys.</summary>
    /// <param name="outer">What <see cref="Open"/> returned for it.</param>
    /// <returns>Where a key stands that the object has already; −1 when there is none.</returns>
    public int Close(int outer)
    {
        var keys = _keys[_first.._count];
        _count = _first;
        _first = outer;
        return keys.Length <= ComparedAtOnce ? -1 : FindTwice(keys);
    }

    /// <summary>Gives borrowed memory back; the keys are void then.</summary>
    public void Dispose()
    {
        if (_rentedKeys is { } keys)
            ArrayPool<Key>.Shared.Return(keys);
        if (_unescaped.Length > 0)
            ArrayPool<byte>.Shared.Return(_unescaped);
        _keys = default;
        _rentedKeys = null;
        _unescaped = [];
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
        var written = JsonText.Unescape(_text.Span.Slice(at, length), _unescaped.AsSpan(start));
        _unescapedBytes += written;
        return new Key(~start, written, at);
    }

    private void Grow()
    {
        var larger = ArrayPool<Key>.Shared.Rent(_keys.Length * 2);
        _keys.CopyTo(larger);
        if (_rentedKeys is { } smaller)
            ArrayPool<Key>.Shared.Return(smaller);
        _rentedKeys = larger;
        _keys = larger;
    }

    private static ReadOnlySpan<byte> TextOf(Key key, ReadOnlySpan<byte> text, byte[] unescaped) =>
        key.Start >= 0 ? text.Slice(key.Start, key.Length) : unescaped.AsSpan(~key.Start, key.Length);

    /// <summary>One key.</summary>
    /// <param name="Start">
    /// Where its text starts in the scanned text, or, complemented, among the resolved keys.
    /// </param>
    /// <param name="Length">Bytes of its text.</param>
    /// <param name="At">Where it stands in the scanned text.</param>
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
