using System.Collections.Immutable;
using System.Globalization;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Plain;

/// <summary>
/// Finds the items whose history on a plain peer's chain differs from ours, with the reason: no protection against
/// repeated transactions there, releases by any key, unchecked clocks. Nothing is corrected; people are told.
/// </summary>
/// <param name="times">The times of plain peers.</param>
/// <param name="names">The names of holders.</param>
/// <remarks>Source: docs/protocol.md, plain peers.</remarks>
public sealed class PlainDivergence(PlainTimes times, KeyNames names)
{
    /// <summary>Items that are shown by name; the others are counted.</summary>
    public const int ShownMax = 8;

    private const int FollowedMax = 256;
    private const double ClockNoticedSeconds = 2;

    private readonly SortedDictionary<ItemId, (Moment Since, ulong Ours, ulong Theirs)> _differs = [];
    private readonly RecentlyUsed<ItemId, (Refusal Refusal, double Timestamp, double Ahead)> _refused =
        new(FollowedMax);

    private readonly RecentlyUsed<ItemId, bool> _noted = new(FollowedMax);
    private double _clockAhead;
    private bool _isTooLarge;
    private (CustodyState Ours, long Theirs)? _compared;

    /// <summary>A block came that the peer had just mined. Its time shows the peer's clock.</summary>
    public void OnMined(double timestamp, UnixTime wall) => _clockAhead = Ahead(timestamp, wall);

    /// <summary>Our pool did not take a transaction of the peer's.</summary>
    public void OnRefused(Transaction transaction, Refusal refusal, UnixTime wall)
    {
        var timestamp = transaction.Content.Timestamp;
        if (refusal.Reason is not (RefusalReason.Known or RefusalReason.PoolFull))
        {
            _refused.Set(transaction.Uid, (refusal, timestamp, Ahead(timestamp, wall)));
            _compared = null;
        }
    }

    /// <summary>A transaction of ours is not pushed because of its note.</summary>
    public void OnNoted(ItemId uid) => _noted.Set(uid, true);

    /// <summary>Compares all items when nothing is on its way. It costs nothing if neither side moved since.</summary>
    /// <param name="ours">Custody at our tip.</param>
    /// <param name="theirs">The peer's items.</param>
    /// <param name="since">The last change of either side: a new difference dates from then.</param>
    public void Compare(CustodyState ours, PlainPeer theirs, Moment since)
    {
        _isTooLarge = theirs.IsTooLarge;
        if (_isTooLarge) return;
        if (_compared is { } before && ReferenceEquals(before.Ours, ours) && before.Theirs == theirs.Version) return;
        _compared = (ours, theirs.Version);
        var found = new HashSet<ItemId>();
        foreach (var entry in ours.Entries) Look(entry.Uid, PlainItem.HolderOf(entry.Holder));
        foreach (var (uid, _) in _refused.Entries)
            if (ours.Find(uid) is null) Look(uid, 0);
        foreach (var uid in _differs.Keys.Where(uid => !found.Contains(uid)).ToList()) _differs.Remove(uid);

        void Look(ItemId uid, ulong here)
        {
            var there = theirs.Find(PlainItem.KeyOf(uid)).Holder;
            if (here == there) return;
            var isFollowed = _differs.TryGetValue(uid, out var last);
            if (!isFollowed && _differs.Count == FollowedMax) return;
            found.Add(uid);
            // A difference that changes is still being worked on.
            if (!isFollowed || (last.Ours, last.Theirs) != (here, there)) _differs[uid] = (since, here, there);
        }
    }

    /// <summary>The time at which the next difference counts as lasting; null if none waits for it.</summary>
    public Moment? NextDue(Moment now)
    {
        Moment? next = null;
        foreach (var (since, _, _) in _differs.Values)
            if (since.Plus(times.Diverged) is var due && due > now && !(next < due)) next = due;
        return next;
    }

    /// <summary>
    /// The lasting differences, each a phrase such as <c>laptop-001 (that peer's clock is 60 s behind)</c>.
    /// </summary>
    /// <param name="ours">Custody at our tip.</param>
    /// <param name="now">The node's clock.</param>
    public ImmutableArray<string> Lines(CustodyState ours, Moment now)
    {
        var lasting = _differs.Where(item => now.Since(item.Value.Since) >= times.Diverged).ToList();
        var lines = lasting.Take(ShownMax)
            .Select(item => $"{item.Key} ({Reason(item.Key, ours.Find(item.Key), item.Value.Theirs)})")
            .ToList();
        if (lasting.Count > ShownMax)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {lasting.Count - ShownMax} more"));
        if (_isTooLarge)
            lines.Add(string.Create(
                CultureInfo.InvariantCulture, $"more than {PlainLedger.ItemsMax} items there: nothing is pushed"));
        return [.. lines];
    }

    private string Reason(ItemId uid, CustodyEntry? ours, ulong theirs)
    {
        if (_refused.TryGet(uid, out var refused) && ReasonOf(refused) is { } clock) return clock;
        if (_noted.Contains(uid)) return "what moved it here carries a note, which that peer cannot read";
        return (ours?.Holder, theirs) switch
        {
            (null, _) => "free here, held there",
            ({ } holder, 0) => $"held by {names.Show(holder)} here, free there",
            ({ } holder, _) => $"held by {names.Show(holder)} here, by another there",
        };
    }

    private string? ReasonOf((Refusal Refusal, double Timestamp, double Ahead) refused) => refused.Refusal.Reason switch
    {
        RefusalReason.TooEarly => $"that peer's clock is {Span(Math.Max(_clockAhead, refused.Ahead))} ahead",
        RefusalReason.Stale when _clockAhead <= -ClockNoticedSeconds =>
            $"that peer's clock is {Span(-_clockAhead)} behind",
        RefusalReason.Stale =>
            $"what moved it there is {Span(refused.Refusal.MovedAt - refused.Timestamp)} older than what moved it here",
        _ => null,
    };

    private static double Ahead(double timestamp, UnixTime wall) => timestamp - (wall.Milliseconds / 1000.0);

    private static string Span(double seconds) => seconds switch
    {
        < 1 => "less than 1 s",
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds)} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60)} min"),
    };
}
