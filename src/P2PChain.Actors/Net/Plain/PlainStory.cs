using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Plain;

/// <summary>The view of a plain peer's chain, for people.</summary>
internal sealed class PlainStory(PlainTimes times, KeyNames names)
{
    private readonly PlainUnreadable _unreadable = new();
    private ImmutableArray<string> _lines = [];
    private Moment? _linesDue;
    private Moment? _awaitedSince;
    private Moment? _comparedAt;
    private Moment _movedAt;
    private long _version;

    /// <summary>The differences of the two chains.</summary>
    public PlainDivergence Divergence { get; } = new(times, names);

    /// <summary>The least time between two comparisons.</summary>
    public static TimeSpan TickOf(PlainTimes times) => times.Diverged / 4;

    /// <summary>A transaction of the peer cannot be read.</summary>
    public void OnUnreadable(string item) => _unreadable.Add(item);

    /// <summary>The present view.</summary>
    /// <param name="peer">The peer's chain.</param>
    /// <param name="ours">Custody at our tip; null if it is not known yet.</param>
    /// <param name="tipSince">The time at which our tip moved last.</param>
    /// <param name="isSettled">Whether no push and no offer is under way.</param>
    /// <param name="now">The time.</param>
    public PlainView Tell(PlainPeer peer, CustodyState? ours, Moment tipSince, bool isSettled, Moment now)
    {
        if (peer.Version != _version)
        {
            _version = peer.Version;
            _movedAt = now;
        }
        if (peer.IsKnown && isSettled && ours is not null) Compare(peer, ours, tipSince, now);
        return new PlainView
        {
            Awaited = Awaited(peer, now),
            Unseen = peer.Unseen,
            Diverged = _lines,
            Unreadable = _unreadable.Phrase,
        };
    }

    private void Compare(PlainPeer peer, CustodyState ours, Moment tipSince, Moment now)
    {
        if (!(_comparedAt is { } last && now.Since(last) < TickOf(times)))
        {
            Divergence.Compare(ours, peer, _movedAt > tipSince ? _movedAt : tipSince);
            _comparedAt = now;
            _linesDue = now;
        }
        if (!(_linesDue <= now)) return;
        _lines = Divergence.Lines(ours, now);
        _linesDue = Divergence.NextDue(now);
    }

    private TimeSpan? Awaited(PlainPeer peer, Moment now)
    {
        _awaitedSince = peer.IsKnown ? null : _awaitedSince ?? now;
        // In steps: each value is a change of the view.
        return _awaitedSince is { } since ? TickOf(times) * Math.Floor(now.Since(since) / TickOf(times)) : null;
    }
}
