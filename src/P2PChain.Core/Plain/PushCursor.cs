using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>
/// The position up to which our best chain was walked for a plain peer, and the limit of the walk: a tip needs a child
/// or some age.
/// </summary>
public sealed class PushCursor(PlainTimes times)
{
    private long _tipHeight;
    private Hash256 _tip;
    private Moment _tipSince;

    /// <summary>The last block that was walked.</summary>
    public long Height { get; private set; }

    /// <summary>Its hash; null if only the height counts, after a step back.</summary>
    public Hash256? Hash { get; private set; }

    /// <summary>The time of our last change of tip.</summary>
    public Moment TipSince => _tipSince;

    /// <summary>Our blocks that were not walked.</summary>
    public long Left => Math.Max(0, _tipHeight - Height);

    /// <summary>Whether the walk has reached its limit.</summary>
    public bool IsDone(Moment now) => NextHeight(now) is null;

    /// <summary>When the tip is old enough; null if it is.</summary>
    public Moment? RipeAt(Moment now) => _tipSince.Plus(times.Ripe) is var at && at > now ? at : null;

    /// <summary>Our tip.</summary>
    public void OnTip(long height, Hash256 hash, Moment now)
    {
        if (hash == _tip) return;
        _tipHeight = height;
        _tip = hash;
        _tipSince = now;
    }

    /// <summary>The highest block that may be walked next; null if there is none for now.</summary>
    public long? NextHeight(Moment now)
    {
        var isRipe = RipeAt(now) is null;
        var highest = isRipe ? _tipHeight : _tipHeight - 1;
        // At our own height or below, another branch may stand now: the chain knows where it leaves.
        return highest > Height || (isRipe && Hash != _tip && _tipHeight > 0) ? highest : null;
    }

    /// <summary>The walk has reached this block.</summary>
    public void MoveTo(long height, Hash256 hash)
    {
        Height = height;
        Hash = hash;
    }

    /// <summary>Goes back, so that this block is walked again.</summary>
    public void RewindTo(long height)
    {
        if (height > Height) return;
        Height = Math.Max(0, height - 1);
        Hash = null;
    }
}
