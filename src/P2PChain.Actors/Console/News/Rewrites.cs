using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.News;

/// <summary>
/// Reorganisations that are alarms. An item may be taken from its holder long after the reorganisation: the request was
/// undone and waits, and a later block gives the item to another key. That belongs to the same alarm.
/// </summary>
internal sealed class Rewrites
{
    /// <summary>The time for which <c>status</c> shows a rewrite.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromHours(24);

    private const int WaitingMax = 10_000;

    private readonly RecentlyUsed<Hash256, (ItemId Uid, Rewrite Of)> _waiting = new(WaitingMax);
    private readonly List<Rewrite> _told = [];
    private readonly HashSet<Rewrite> _changed = [];
    private Rewrite? _pending;
    private long _lastNumber;

    /// <summary>A reorganisation. Several before the next <see cref="Take"/> are one rewrite.</summary>
    public void On(ChainEvents.Reorganised moved, Moment now)
    {
        _pending ??= new Rewrite { At = now, ForkHeight = moved.Fork.Height, Oldest = moved.Oldest };
        _pending.Add(moved);
        foreach (var one in moved.Unseated.Where(one => one.Waits)) _waiting.Set(one.Request, (one.Uid, _pending));
    }

    /// <summary>A transaction is refused.</summary>
    public void OnRefused(Hash256 txId)
    {
        if (!_waiting.TryGet(txId, out var waited)) return;
        _waiting.Remove(txId);
        waited.Of.Taken.Add(waited.Uid);
        if (waited.Of.IsTold) _changed.Add(waited.Of);
        else _pending = waited.Of;
    }

    /// <summary>The alarm that is due. Each rewrite is one alarm.</summary>
    public IReadOnlyList<INews> Take(Moment now)
    {
        var rewrite = _pending;
        _pending = null;
        if (rewrite is not { IsAlarm: true, IsTold: false }) return [];
        rewrite.IsTold = true;
        rewrite.Number = ++_lastNumber;
        _changed.Add(rewrite);
        Show(rewrite);
        return [rewrite.News(now)];
    }

    /// <summary>The rewrites to store: new ones, and those that took more items.</summary>
    /// <param name="clock">The wall clock.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<KeptRewrite> TakeChanged(UnixTime clock, Moment now)
    {
        if (_changed.Count == 0) return [];
        var inOrder = _changed.OrderBy(rewrite => rewrite.Number);
        IReadOnlyList<KeptRewrite> changed =
            [.. inOrder.Select(rewrite => rewrite.Kept(clock.Plus(-now.Since(rewrite.At))))];
        _changed.Clear();
        return changed;
    }

    /// <summary>Shows rewrites from before a restart. A date ahead of the clock counts as now.</summary>
    public void Restore(ImmutableArray<KeptRewrite> kept, UnixTime clock, Moment now)
    {
        foreach (var one in kept)
        {
            _lastNumber = Math.Max(_lastNumber, one.Number);
            var ago = clock.Since(one.At);
            if (ago < ShownFor) Show(Rewrite.From(one, now.Plus(ago < TimeSpan.Zero ? TimeSpan.Zero : -ago)));
        }
    }

    /// <summary>The rewrites that were told and are still shown, the earliest first.</summary>
    public ImmutableArray<RewriteNews> Shown(Moment now) =>
        [.. _told.Where(rewrite => now.Since(rewrite.At) < ShownFor).Select(rewrite => rewrite.News(now))];

    private void Show(Rewrite rewrite)
    {
        if (_told.Count == KeptRewrite.CountMax) _told.RemoveAt(0);
        _told.Add(rewrite);
    }

    private sealed class Rewrite
    {
        public required Moment At { get; init; }

        public required long ForkHeight { get; set; }

        public required UnixTime Oldest { get; set; }

        public int Abandoned { get; private set; }

        public bool IsDeep { get; private set; }

        public SortedSet<ItemId> Taken { get; } = [];

        public bool IsTold { get; set; }

        public long Number { get; set; }

        public bool IsAlarm => IsDeep || Taken.Count > 0;

        public static Rewrite From(KeptRewrite kept, Moment at)
        {
            var rewrite = new Rewrite { At = at, ForkHeight = kept.ForkHeight, Oldest = kept.Oldest };
            rewrite.Abandoned = kept.Abandoned;
            rewrite.IsDeep = kept.IsDeep;
            rewrite.IsTold = true;
            rewrite.Number = kept.Number;
            rewrite.Taken.UnionWith(kept.Taken);
            return rewrite;
        }

        public void Add(ChainEvents.Reorganised moved)
        {
            Abandoned += moved.Abandoned;
            IsDeep |= moved.IsDeep;
            ForkHeight = Math.Min(ForkHeight, moved.Fork.Height);
            Oldest = moved.Oldest < Oldest ? moved.Oldest : Oldest;
            foreach (var one in moved.Unseated.Where(one => !one.Waits)) Taken.Add(one.Uid);
        }

        public KeptRewrite Kept(UnixTime at) => new(Number, at, Abandoned, Oldest, ForkHeight, IsDeep, [.. Taken]);

        public RewriteNews News(Moment now) =>
            new(Abandoned, Oldest, ForkHeight, IsDeep, [.. Taken]) { Ago = now.Since(At) };
    }
}
