using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// The news of fetched blocks. A few blocks are news each, once no more come. More blocks are a sync: its progress and
/// its result are news.
/// </summary>
internal sealed class CatchUp
{
    /// <summary>The most blocks that are news each.</summary>
    public const int LinesMax = 10;

    /// <summary>The next block of a sync comes in less.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time without a block a sync is over.</summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RemainingMax = TimeSpan.FromDays(99);

    private readonly List<BlockNews> _held = [];
    private long _count;
    private long _height;
    private long? _target;
    private Moment _startedAt;
    private Moment _lastAt;
    private Moment _toldAt;

    /// <summary>Whether blocks are held back. Then <see cref="OnTime"/> must be called.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Blocks joined the best chain.</summary>
    /// <param name="lines">The news of each; empty if there are too many.</param>
    /// <param name="count">The number of blocks.</param>
    /// <param name="height">The height of the tip.</param>
    /// <param name="isFetched">Whether a sync fetched them.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<INews> OnBlocks(
        IReadOnlyList<BlockNews> lines, int count, long height, bool isFetched, Moment now)
    {
        if (!isFetched) return [.. End(), .. lines];
        if (!IsOn) Begin(now);
        _count += count;
        _height = height;
        _lastAt = now;
        if (_count <= LinesMax) _held.AddRange(lines);
        return [];
    }

    /// <summary>The time, and the height of the highest peer.</summary>
    public IReadOnlyList<INews> OnTime(long target, Moment now)
    {
        if (!IsOn) return [];
        _target = target;
        var quiet = now.Since(_lastAt);
        if (quiet >= Stall || (quiet >= Settle && target <= _height)) return End();
        if (_count <= LinesMax || now.Since(_toldAt) < ProgressEvery) return [];
        _toldAt = now;
        return [Progress(now)];
    }

    private void Begin(Moment now)
    {
        IsOn = true;
        _count = 0;
        _target = null;
        _startedAt = now;
        _toldAt = now;
    }

    private SyncProgressNews Progress(Moment now)
    {
        var rate = _count / now.Since(_startedAt).TotalSeconds;
        var target = Math.Max(_target ?? 0, _height);
        var seconds = Math.Min((target - _height) / rate, RemainingMax.TotalSeconds); // a peer may claim any height
        return new SyncProgressNews(_height, target, rate, TimeSpan.FromSeconds(seconds));
    }

    private INews[] End()
    {
        if (!IsOn) return [];
        IsOn = false;
        INews[] news = _count <= LinesMax
            ? [.. _held]
            : [new SyncedNews(_count, _height, Math.Max(0, (_target ?? 0) - _height), _lastAt.Since(_startedAt))];
        _held.Clear();
        return news;
    }
}
