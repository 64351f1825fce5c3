using System.Numerics;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Mining;

/// <summary>
/// When to start mining: at once for transactions submitted here as long as nobody mines at the same time; a moment later
/// for those of plain peers; a random while later once somebody did; and long after for other nodes' transactions, whose own
/// node is expected to mine them.
/// </summary>
/// <remarks>
/// Told what happens, asked for the start. Holds no clock; the randomness is given. Source: docs/rules.md M2–M6.
/// </remarks>
public sealed class MiningPolicy(MiningMode mode, Random random)
{
    /// <summary>Shortest pause after a rival.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause after rivals.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    /// <summary>Without a foreign block for this long, the next transaction is mined at once again.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest that pauses keep an own transaction waiting: rivals that never cease, which cost next to nothing at a low
    /// difficulty, would have a new pause drawn for ever.
    /// </summary>
    public static readonly TimeSpan OwnWaitMax = 2 * PauseMax;

    /// <summary>Up to so much later are a plain peer's transactions mined: it may have told other nodes as well.</summary>
    public static readonly TimeSpan PlainJitterMax = TimeSpan.FromMilliseconds(500);

    /// <summary>What others' transactions wait at least: their own node mines them in milliseconds, unless it crashed.</summary>
    public static readonly TimeSpan StrandedAfter = TimeSpan.FromSeconds(2);

    /// <summary>The step of the draw among the nodes that could mine a stranded transaction.</summary>
    public static readonly TimeSpan StrandedStep = TimeSpan.FromMilliseconds(200);

    /// <summary>A node that fetches blocks does not mine until none came for this long.</summary>
    public static readonly TimeSpan CatchUpPause = TimeSpan.FromSeconds(2);

    /// <summary>So many blocks fetched in a row are a node that catches up; fewer are two nodes that mined at once.</summary>
    public const int CatchUpBlocks = 16;

    private const double Calmer = 0.9;

    private TimeSpan _interval;
    private UnixTime? _lastForeign;
    private UnixTime? _ownStart;
    private UnixTime? _plainStart;
    private (Hash256 First, UnixTime Since)? _waiting;
    private UnixTime? _othersStart;
    private UnixTime _lastFetched;
    private int _fetched;

    /// <summary>The mean pause before mining own transactions; zero while nobody mines at the same time.</summary>
    public TimeSpan Interval => _interval;

    /// <summary>A foreign block at or below our tip that is not on our chain was seen.</summary>
    public void OnRival(UnixTime now)
    {
        ForgetWhenQuiet(now);
        _interval = Min(PauseMax, Max(PauseMin, _interval * 2));
        _lastForeign = now;
        _ownStart = null;
        _plainStart = null;
    }

    /// <summary>A foreign block extended our chain without replacing any.</summary>
    public void OnForeignBlock(UnixTime now)
    {
        ForgetWhenQuiet(now);
        _lastForeign = now;
        _interval *= Calmer;
        if (_interval < PauseMin) _interval = TimeSpan.Zero;
    }

    /// <summary>A block that this node asked for came, on the best chain or beside it.</summary>
    /// <returns>Whether the node catches up, so that it should mine nothing.</returns>
    public bool OnFetched(UnixTime now)
    {
        _fetched = _fetched > 0 && now.Since(_lastFetched) < CatchUpPause ? _fetched + 1 : 1;
        _lastFetched = now;
        return CaughtUpAt(now) is not null;
    }

    /// <summary>The tip moved: every start drawn for the old one is drawn anew.</summary>
    public void OnTipMoved()
    {
        _ownStart = null;
        _plainStart = null;
        _othersStart = null;
    }

    /// <summary>When mining on the tip should start; null when nothing is to be mined.</summary>
    /// <param name="now">The node's clock.</param>
    /// <param name="pool">What waits.</param>
    /// <param name="nodesKnown">How many nodes this one knows of, itself included.</param>
    public UnixTime? Start(UnixTime now, ChainEvents.PoolChanged pool, int nodesKnown) =>
        Draw(now, pool, nodesKnown) is { } start ? Later(start, CaughtUpAt(now)) : null;

    private UnixTime? Draw(UnixTime now, ChainEvents.PoolChanged pool, int nodesKnown)
    {
        ForgetWhenQuiet(now);
        var isOwn = pool.Own > 0 || mode == MiningMode.Continuous;
        if (!isOwn) _ownStart = null;
        if (pool.FromPlain == 0) _plainStart = null;
        if (pool.Others == 0) _othersStart = null;
        if (_waiting?.First != pool.FirstOwn) _waiting = pool.FirstOwn is { } first ? (first, now) : null;
        return mode switch
        {
            MiningMode.Off => null,
            _ when isOwn || pool.FromPlain > 0 => OwnStart(now, isOwn, pool.FromPlain > 0),
            _ when pool.Others > 0 => _othersStart ??= now.Plus(StrandedDelay(nodesKnown)),
            _ => null,
        };
    }

    /// <summary>The earlier of the two draws, but not later than the first own transaction may wait.</summary>
    private UnixTime OwnStart(UnixTime now, bool isOwn, bool isPlain)
    {
        if (isOwn) _ownStart ??= now.Plus(Pause());
        if (isPlain) _plainStart ??= now.Plus(Pause() + (random.NextDouble() * PlainJitterMax));
        var start = Earlier(_ownStart, _plainStart);
        return Earlier(start, _waiting?.Since.Plus(OwnWaitMax))!.Value;
    }

    private UnixTime? CaughtUpAt(UnixTime now) =>
        _fetched >= CatchUpBlocks && now.Since(_lastFetched) < CatchUpPause ? _lastFetched.Plus(CatchUpPause) : null;

    private TimeSpan Pause() => _interval * (0.5 + random.NextDouble());

    /// <summary>A minute may pass without anybody asking for a start, so every event looks whether it did.</summary>
    private void ForgetWhenQuiet(UnixTime now)
    {
        if (_lastForeign is { } last && now.Since(last) >= Quiet) _interval = TimeSpan.Zero;
    }

    /// <summary>2 s + (S − k) × 2D + uniform(0, D): about 1.6 nodes mine the same transaction, at any network size.</summary>
    private TimeSpan StrandedDelay(int nodesKnown)
    {
        var levels = nodesKnown <= 1 ? 0 : BitOperations.Log2((uint)nodesKnown - 1) + 1;
        var heads = 0;
        while (heads < levels && random.Next(2) == 0) heads++;
        return StrandedAfter + ((levels - heads) * 2 * StrandedStep) + (random.NextDouble() * StrandedStep);
    }

    private static UnixTime Later(UnixTime left, UnixTime? right) => right > left ? right.Value : left;

    private static UnixTime? Earlier(UnixTime? left, UnixTime? right) => left is null || right < left ? right ?? left : left;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
