namespace P2PChain.Core.Wire;

/// <summary>Turns a connection's bytes, in pieces of any size, into lines.</summary>
/// <remarks>
/// A line feed ends a line, one carriage return before it is dropped, and blank lines (nothing but spaces, tabs and
/// carriage returns) are skipped. Every byte is looked at once and moved a bounded number of times, also when the
/// longest line arrives a byte at a time. Not thread-safe: one per connection.
/// </remarks>
public sealed class LineDecoder
{
    // The bytes that a connection keeps between chunks: a chunk is at most 128 KiB (Akka's direct-buffer-size).
    private const int KeptBytes = 128 * 1024;
    private const int FirstBytes = 1024;
    private const byte LineFeed = (byte)'\n';
    private const int NotFound = -1;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _lineEnd = NotFound; // of the first line feed at or after _start
    private int _searched; // no line feed stands in [_start, _searched)
    private int _blankLines;
    private int _blankBytes;

    /// <summary>A decoder of lines of at most <paramref name="lineBytesMax"/> bytes, line feed not counted.</summary>
    public LineDecoder(int lineBytesMax = Limits.LineBytesMax) => LineBytesMax = lineBytesMax;

    /// <summary>
    /// Bytes a line may have, its line feed not counted and a carriage return counted; at least 1. May change at any
    /// time (it rises after the handshake) and holds for every line not yet read.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int LineBytesMax
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>
    /// Whether the next line is longer than <see cref="LineBytesMax"/>, finished or not. No line can be read and
    /// <see cref="Append"/> keeps nothing more until the bound is raised; the answer to it is to drop the connection.
    /// </summary>
    public bool IsOverfull => (_lineEnd == NotFound ? _end : _lineEnd) - _start > LineBytesMax;

    /// <summary>Bytes of the next line that arrived in full; 0 when none did.</summary>
    public int NextLineBytes => _lineEnd == NotFound ? 0 : _lineEnd - _start;

    /// <summary>Whether the last line that arrived lacks its line feed: a slow writer is timed from here.</summary>
    public bool HasPartialLine => _end > _start && _buffer[_end - 1] != LineFeed;

    /// <summary>
    /// Bytes that arrived and belong to no line read yet: at most <see cref="LineBytesMax"/> and one chunk, as long
    /// as lines are read until there are none before the next chunk is appended.
    /// </summary>
    public int BufferedBytes => _end - _start;

    /// <summary>The received part of the next line, complete or not; void after <see cref="Append"/>.</summary>
    public ReadOnlyMemory<byte> Next => _buffer.AsMemory(_start, (_lineEnd == NotFound ? _end : _lineEnd) - _start);

    /// <summary>
    /// Adds bytes as they came from the connection. Memory given out by <see cref="TryRead"/> is void then.
    /// </summary>
    /// <param name="chunk">Any number of bytes; they are copied.</param>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IsEmpty || IsOverfull)
            return;

        MakeRoom(chunk.Length);
        chunk.CopyTo(_buffer.AsSpan(_end));
        _end += chunk.Length;
        FindLineEnd();
    }

    /// <summary>Takes the next line, without its line end.</summary>
    /// <param name="line">At least one byte; valid until the next <see cref="Append"/>.</param>
    /// <returns>False when no complete line within <see cref="LineBytesMax"/> is there.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        while (_lineEnd != NotFound && !IsOverfull)
        {
            var found = new ReadOnlyMemory<byte>(_buffer, _start, _lineEnd - _start);
            _start = _searched = _lineEnd + 1;
            FindLineEnd();
            if (found.Span.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0)
            {
                _blankLines++;
                _blankBytes += found.Length + 1;
                continue;
            }

            line = found.Span[^1] == (byte)'\r' ? found[..^1] : found;
            LetGoOfLargeBuffer();
            return true;
        }

        line = default;
        return false;
    }

    /// <summary>
    /// The number of blank lines skipped since the last call, and their bytes. They carry nothing, but cost time.
    /// </summary>
    public (int Lines, int Bytes) TakeBlanks()
    {
        var blanks = (_blankLines, _blankBytes);
        _blankLines = 0;
        _blankBytes = 0;
        return blanks;
    }

    /// <summary>
    /// Takes a part of the next line, complete or not. It serves the one line that may be over the bound.
    /// </summary>
    /// <param name="bytesMax">The most bytes to take, 1 or more.</param>
    /// <param name="part">The part, valid until the next <see cref="Append"/>; empty if nothing waits.</param>
    /// <returns>True when the line ends with it; its line feed is taken too.</returns>
    public bool TakePart(int bytesMax, out ReadOnlyMemory<byte> part)
    {
        part = Next[..Math.Min(Next.Length, bytesMax)];
        _start += part.Length;
        var ends = _lineEnd == _start;
        if (ends) _start++;
        _searched = Math.Max(_searched, _start);
        FindLineEnd();
        return ends;
    }

    private void FindLineEnd()
    {
        if (_lineEnd >= _start)
            return;

        var at = _buffer.AsSpan(_searched, _end - _searched).IndexOf(LineFeed);
        _lineEnd = at < 0 ? NotFound : _searched + at;
        _searched = at < 0 ? _end : _lineEnd;
    }

    private void MakeRoom(int bytes)
    {
        var kept = BufferedBytes;
        if (kept == 0)
            MoveTo(_buffer);
        if (_buffer.Length - _end >= bytes)
            return;

        // A move costs as many bytes as are kept. It is done only after as many were read, so the cost stays linear.
        var needed = kept + bytes;
        if (_start >= kept && _buffer.Length >= needed)
            MoveTo(_buffer);
        else
            MoveTo(new byte[CapacityFor(needed, bytes)]);
    }

    private int CapacityFor(int needed, int chunkBytes)
    {
        // Doubling keeps growth linear; past bound and chunk there is nothing to grow for unless lines are left unread.
        var enough = (int)Math.Min(int.MaxValue, (long)LineBytesMax + chunkBytes);
        var doubled = Math.Max(FirstBytes, _buffer.Length * 2);
        return needed <= enough ? Math.Max(needed, Math.Min(doubled, enough)) : Math.Max(needed, doubled);
    }

    private void LetGoOfLargeBuffer()
    {
        // The line given out keeps the large array alive as long as its reader needs it, and no longer.
        if (_buffer.Length > KeptBytes && BufferedBytes <= KeptBytes / 2)
            MoveTo(BufferedBytes == 0 ? [] : new byte[BufferedBytes]);
    }

    private void MoveTo(byte[] target)
    {
        _buffer.AsSpan(_start, BufferedBytes).CopyTo(target);
        _buffer = target;
        _end -= _start;
        _searched -= _start;
        if (_lineEnd != NotFound)
            _lineEnd -= _start;
        _start = 0;
    }
}
