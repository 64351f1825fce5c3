using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Plain;

/// <summary>What people are told of a plain peer's chain and ours.</summary>
internal sealed class PlainStory(PlainTimes times)
{
    private readonly PlainUnreadable _unreadable = new();
    private ImmutableArray<string> _lines = [];
    private Moment? _linesDue;
    private Moment? _awaitedSince;
    private Moment? _comparedAt;
    private Moment _movedAt;
    private long _version;

    /// <summary>What differs.</summary>
    public PlainDivergence Divergence { get; } = new(times);

    /// <summary>How often the two are compared at most.</summary>
    public static TimeSpan TickOf(PlainTimes times) => times.Diverged / 4;

    /// <summary>A transaction was left out.</summary>
    public void OnUnreadable(string item) => _unreadable.Add(item);

    /// <summary>What is told now.</summary>
    /// <param name="peer">Its chain.</param>
    /// <param name="ours">Custody at our tip; null when it is not known yet.</param>
    /// <param name="tipSince">When our tip became our tip.</param>
    /// <param name="isSettled">Whether nothing is on its way.</param>
    /// <param name="now">The time.</param>
    public PlainView Tell(PlainPeer peer, CustodyState? ours, Moment tipSince, bool isSettled, Moment now)
    {
        if (peer.Version != _version) (_version, _movedAt) = (peer.Version, now);
        if (peer.IsKnown && isSettled && ours is not null) Compare(peer, ours, tipSince, now);
        return new PlainView { Awaited = Awaited(peer, now), Unseen = peer.Unseen, Diverged = _lines, Unreadable = _unreadable.Phrase };
    }

    private void Compare(PlainPeer peer, CustodyState ours, Moment tipSince, Moment now)
    {
        if (!(_comparedAt is { } last && now.Since(last) < TickOf(times)))
        {
            Divergence.Compare(ours, peer, _movedAt > tipSince ? _movedAt : tipSince);
            (_comparedAt, _linesDue) = (now, now);
        }
        if (!(_linesDue <= now)) return;
        (_lines, _linesDue) = (Divergence.Lines(ours, now), Divergence.NextDue(now));
    }

    private TimeSpan? Awaited(PlainPeer peer, Moment now)
    {
        _awaitedSince = peer.IsKnown ? null : _awaitedSince ?? now;
        // In steps, so that it is not news with each message.
        return _awaitedSince is { } since ? TickOf(times) * Math.Floor(now.Since(since) / TickOf(times)) : null;
    }
}
