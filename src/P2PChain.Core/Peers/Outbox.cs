namespace P2PChain.Core.Peers;

/// <summary>
/// Lines that wait to be written to one peer. They are bounded in bytes, the more urgent go first, and a batch of many
/// small lines is one write. Frames are shared with other peers' outboxes and never changed.
/// </summary>
/// <param name="bytesMax">Bytes that may wait, besides one frame that is larger by itself.</param>
public sealed class Outbox(int bytesMax)
{
    private readonly Queue<byte[]>[] _waiting = [new(), new(), new()];
    private byte[] _started = [];
    private int _startedTaken;
    private long _ordinaryBytes;
    private bool _hasLarge;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => Bytes == 0;

    /// <summary>Whether a block body may still be added without crowding out urgent lines.</summary>
    public bool HasRoomForBodies => Bytes <= bytesMax / 2;

    /// <summary>Whether transactions may still be added: they take a quarter at most.</summary>
    public bool HasRoomForTransactions => Bytes <= bytesMax / 4;

    /// <summary>
    /// Adds a frame. A frame larger than the bound takes no room of the others, and only one may wait at a time.
    /// </summary>
    /// <returns>False if there is no room: the peer does not read.</returns>
    public bool TryAdd(byte[] frame, OutboxPriority priority)
    {
        var isLarge = IsLarge(frame);
        if (isLarge ? _hasLarge : _ordinaryBytes + frame.Length > bytesMax) return false;
        _waiting[(int)priority].Enqueue(frame);
        Bytes += frame.Length;
        if (isLarge) _hasLarge = true;
        else _ordinaryBytes += frame.Length;
        return true;
    }

    /// <summary>Takes the next bytes for one write. A frame that was begun is finished first.</summary>
    /// <param name="max">The most bytes, 1 or more.</param>
    /// <returns>
    /// Empty if nothing waits. A frame that goes out whole and alone is the shared frame itself, not to be changed.
    /// </returns>
    public byte[] Take(int max)
    {
        if (!Begin()) return [];
        var size = (int)Math.Min(max, Bytes);
        if (_startedTaken == 0 && _started.Length == size)
        {
            var whole = _started;
            Advance(size);
            return whole;
        }
        var batch = new byte[size];
        for (var filled = 0; filled < size && Begin();)
        {
            var count = Math.Min(size - filled, _started.Length - _startedTaken);
            _started.AsSpan(_startedTaken, count).CopyTo(batch.AsSpan(filled));
            filled += count;
            Advance(count);
        }
        return batch;
    }

    private bool IsLarge(byte[] frame) => frame.Length > bytesMax;

    private void Advance(int count)
    {
        _startedTaken += count;
        Bytes -= count;
        if (!IsLarge(_started)) _ordinaryBytes -= count;
        if (_startedTaken < _started.Length) return;
        if (IsLarge(_started)) _hasLarge = false;
        // The written frame is released, so an idle peer keeps nothing alive.
        Start([]);
    }

    private bool Begin()
    {
        if (_startedTaken < _started.Length) return true;
        foreach (var queue in _waiting)
        {
            if (!queue.TryDequeue(out var frame)) continue;
            Start(frame);
            return true;
        }
        return false;
    }

    private void Start(byte[] frame)
    {
        _started = frame;
        _startedTaken = 0;
    }
}
