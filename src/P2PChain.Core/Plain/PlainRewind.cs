using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>
/// Remembers where to walk our chain again for a plain peer, because pushes were lost or the obstacle of a push moved.
/// </summary>
/// <param name="unblockedEvery">The pause between two walks for moved obstacles.</param>
internal sealed class PlainRewind(TimeSpan unblockedEvery)
{
    private const int RememberedMax = 1024;

    private readonly RecentlyUsed<ulong, long> _blocked = new(RememberedMax);
    private long? _from;
    private long? _unblockedFrom;
    private Moment? _unblockedAt;

    /// <summary>The walk begins at this block, or before it.</summary>
    public void To(long height) => _from = Math.Min(_from ?? height, height);

    /// <summary>An item's state there prevents a push of a transaction in this block.</summary>
    public void Block(ulong key, long height)
    {
        if (!_blocked.Contains(key)) _blocked.Set(key, height);
    }

    /// <summary>An item moved there.</summary>
    public void Unblock(ulong key)
    {
        if (!_blocked.TryGet(key, out var height)) return;
        _blocked.Remove(key);
        _unblockedFrom = Math.Min(_unblockedFrom ?? height, height);
    }

    /// <inheritdoc cref="PlainPeer.TryTakeRewind"/>
    public bool TryTake(Moment now, out long height)
    {
        var from = _from;
        if (_unblockedFrom is { } unblocked && !(_unblockedAt is { } last && now.Since(last) < unblockedEvery))
        {
            from = Math.Min(from ?? unblocked, unblocked);
            _unblockedFrom = null;
            _unblockedAt = now;
        }
        height = from ?? 0;
        _from = null;
        return from is not null;
    }
}
