using System.Numerics;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Mining;

/// <summary>
/// Decides when to mine. Transactions submitted here are mined at once, unless another node mines at the same time;
/// then after a random pause. Those of plain peers are mined a moment later. Those of other nodes are mined much later,
/// because their own node should mine them.
/// </summary>
/// <remarks>
/// It is told the events and asked for the start. It holds no clock; randomness is an argument. Source: docs/rules.md
/// M2–M6.
/// </remarks>
public sealed class MiningPolicy(MiningMode mode, Random random)
{
    /// <summary>Shortest pause after a rival.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause after rivals.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    /// <summary>After this time without a foreign block there is no pause.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest time that pauses delay an own transaction. At a low difficulty rivals cost almost nothing, and an
    /// endless row of them would start new pauses for ever.
    /// </summary>
    public static readonly TimeSpan OwnWaitMax = 2 * PauseMax;

    /// <summary>The longest extra delay of a plain peer's transactions: other nodes may have them too.</summary>
    public static readonly TimeSpan PlainJitterMax = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The least delay of other nodes' transactions: their own node mines them in milliseconds, unless it crashed.
    /// </summary>
    public static readonly TimeSpan StrandedAfter = TimeSpan.FromSeconds(2);

    /// <summary>The step of the draw between the nodes that could mine another node's transaction.</summary>
    public static readonly TimeSpan StrandedStep = TimeSpan.FromMilliseconds(200);

    /// <summary>A node that fetches blocks mines again after this time without one.</summary>
    public static readonly TimeSpan CatchUpPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// This many blocks fetched in a row mean that the node catches up; fewer, that two nodes mined at once.
    /// </summary>
    public const int CatchUpBlocks = 16;

    private const double Calmer = 0.9;

    private TimeSpan _interval;
    private Moment? _lastForeign;
    private Moment? _ownStart;
    private Moment? _plainStart;
    private (Hash256 First, Moment Since)? _waiting;
    private Moment? _othersStart;
    private Moment _lastFetched;
    private int _fetched;

    /// <summary>
    /// The mean pause before own transactions are mined; zero while no other node mines at the same time.
    /// </summary>
    public TimeSpan Interval => _interval;

    /// <summary>A foreign block at or below our tip that is not on our chain came.</summary>
    public void OnRival(Moment now)
    {
        ForgetWhenQuiet(now);
        _interval = Min(PauseMax, Max(PauseMin, _interval * 2));
        _lastForeign = now;
        _ownStart = null;
        _plainStart = null;
    }

    /// <summary>A foreign block extended our chain without replacing any.</summary>
    public void OnForeignBlock(Moment now)
    {
        ForgetWhenQuiet(now);
        _lastForeign = now;
        _interval *= Calmer;
        if (_interval < PauseMin) _interval = TimeSpan.Zero;
    }

    /// <summary>A requested block came, on the best chain or beside it.</summary>
    /// <returns>Whether the node catches up, and so should not mine.</returns>
    public bool OnFetched(Moment now)
    {
        _fetched = _fetched > 0 && now.Since(_lastFetched) < CatchUpPause ? _fetched + 1 : 1;
        _lastFetched = now;
        return CaughtUpAt(now) is not null;
    }

    /// <summary>The tip moved: all starts are drawn again.</summary>
    public void OnTipMoved()
    {
        _ownStart = null;
        _plainStart = null;
        _othersStart = null;
    }

    /// <summary>No block may hold anything of the pool yet: the start for later arrivals is drawn again.</summary>
    public void OnNothingReady() => _othersStart = null;

    /// <summary>The time to start mining on the tip; null if there is nothing to mine.</summary>
    /// <param name="now">The node's clock.</param>
    /// <param name="pool">The state of the pool.</param>
    /// <param name="nodesKnown">The number of known nodes, this one included.</param>
    public Moment? Start(Moment now, ChainEvents.PoolChanged pool, int nodesKnown) =>
        Draw(now, pool, nodesKnown) is { } start ? Later(start, CaughtUpAt(now)) : null;

    private Moment? Draw(Moment now, ChainEvents.PoolChanged pool, int nodesKnown)
    {
        ForgetWhenQuiet(now);
        // Own transactions that no block may hold yet must not hurry those of other nodes.
        var isReady = pool.FirstOwn is not null;
        var isOwn = (isReady && pool.Own > 0) || mode == MiningMode.Continuous;
        var isPlain = isReady && pool.FromPlain > 0;
        var areOthers = pool.Others > 0 || (!isReady && pool.Own + pool.FromPlain > 0);
        if (!isOwn) _ownStart = null;
        if (!isPlain) _plainStart = null;
        if (!areOthers) _othersStart = null;
        if (_waiting?.First != pool.FirstOwn) _waiting = pool.FirstOwn is { } first ? (first, now) : null;
        return mode switch
        {
            MiningMode.Off => null,
            _ when isOwn || isPlain => OwnStart(now, isOwn, isPlain),
            _ when areOthers => _othersStart ??= now.Plus(StrandedDelay(nodesKnown)),
            _ => null,
        };
    }

    /// <summary>The earlier of the two draws, limited by the longest delay of the first own transaction.</summary>
    private Moment OwnStart(Moment now, bool isOwn, bool isPlain)
    {
        if (isOwn) _ownStart ??= now.Plus(Pause());
        if (isPlain) _plainStart ??= now.Plus(Pause() + (random.NextDouble() * PlainJitterMax));
        var start = Earlier(_ownStart, _plainStart);
        return Earlier(start, _waiting?.Since.Plus(OwnWaitMax))!.Value;
    }

    private Moment? CaughtUpAt(Moment now) =>
        _fetched >= CatchUpBlocks && now.Since(_lastFetched) < CatchUpPause ? _lastFetched.Plus(CatchUpPause) : null;

    private TimeSpan Pause() => _interval * (0.5 + random.NextDouble());

    /// <summary>
    /// Every event checks whether the quiet time has passed, because no start may be asked for in between.
    /// </summary>
    private void ForgetWhenQuiet(Moment now)
    {
        if (_lastForeign is { } last && now.Since(last) >= Quiet) _interval = TimeSpan.Zero;
    }

    /// <summary>
    /// 2 s + (S − k) × 2D + uniform(0, D): about 1.6 nodes mine the same transaction, at any size of the network.
    /// </summary>
    private TimeSpan StrandedDelay(int nodesKnown)
    {
        var levels = nodesKnown <= 1 ? 0 : BitOperations.Log2((uint)nodesKnown - 1) + 1;
        var heads = 0;
        while (heads < levels && random.Next(2) == 0) heads++;
        return StrandedAfter + ((levels - heads) * 2 * StrandedStep) + (random.NextDouble() * StrandedStep);
    }

    private static Moment Later(Moment left, Moment? right) => right > left ? right.Value : left;

    private static Moment? Earlier(Moment? left, Moment? right) => left is null || right < left ? right ?? left : left;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
