using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// Decides what is told of blocks that this node fetches. A few of them are told one by one, as soon as no more come. More
/// than that are a sync: figures while it runs, and its result. Time is of the monotonic clock.
/// </summary>
internal sealed class CatchUp
{
    /// <summary>More blocks than this are not told one by one.</summary>
    public const int LinesMax = 10;

    /// <summary>The next block of a sync comes in well under this.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    /// <summary>A sync that brings nothing for so long is over for now.</summary>
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

    /// <summary>Whether blocks are held back; then <see cref="OnTime"/> has to be called.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Blocks joined the best chain.</summary>
    /// <param name="lines">The news of each; none where there are too many.</param>
    /// <param name="count">How many blocks.</param>
    /// <param name="height">Of the tip.</param>
    /// <param name="isFetched">Whether this node asked for them.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<INews> OnBlocks(IReadOnlyList<BlockNews> lines, int count, long height, bool isFetched, Moment now)
    {
        if (!isFetched) return [.. End(), .. lines];
        if (!IsOn) (IsOn, _count, _target, _startedAt, _toldAt) = (true, 0, null, now, now);
        (_count, _height, _lastAt) = (_count + count, height, now);
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
