using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>How far our best chain was gone through for a plain peer, and how far it may be: a tip has to have a child or some age.</summary>
public sealed class PushCursor(PlainTimes times)
{
    private long _tipHeight;
    private Hash256 _tip;
    private Moment _tipSince;

    /// <summary>The last block that was gone through.</summary>
    public long Height { get; private set; }

    /// <summary>Its hash; null where the height alone counts, after a step back.</summary>
    public Hash256? Hash { get; private set; }

    /// <summary>Since when our tip is our tip.</summary>
    public Moment TipSince => _tipSince;

    /// <summary>Our blocks that were not gone through.</summary>
    public long Left => Math.Max(0, _tipHeight - Height);

    /// <summary>Whether everything that may be gone through was.</summary>
    public bool IsDone(Moment now) => NextHeight(now) is null;

    /// <summary>When the tip is old enough; null when it is.</summary>
    public Moment? RipeAt(Moment now) => _tipSince.Plus(times.Ripe) is var at && at > now ? at : null;

    /// <summary>Our tip.</summary>
    public void OnTip(long height, Hash256 hash, Moment now)
    {
        if (hash != _tip) (_tipHeight, _tip, _tipSince) = (height, hash, now);
    }

    /// <summary>The highest block that may be gone through next; null when there is none for now.</summary>
    public long? NextHeight(Moment now)
    {
        var isRipe = RipeAt(now) is null;
        var highest = isRipe ? _tipHeight : _tipHeight - 1;
        // At our own height or below, another branch may stand now: the chain tells where it leaves.
        return highest > Height || (isRipe && Hash != _tip && _tipHeight > 0) ? highest : null;
    }

    /// <summary>Went on to this block.</summary>
    public void MoveTo(long height, Hash256 hash) => (Height, Hash) = (height, hash);

    /// <summary>Goes back, so that this block is gone through again.</summary>
    public void RewindTo(long height)
    {
        if (height <= Height) (Height, Hash) = (Math.Max(0, height - 1), null);
    }
}
