using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The present sessions, one per peer at most.</summary>
internal sealed class SyncSessions
{
    private readonly SortedDictionary<long, SyncSession> _all = [];
    private uint _lastId;
    private bool _hasEnded;

    /// <summary>The sessions, older connections first.</summary>
    public IEnumerable<SyncSession> All => _all.Values;

    /// <summary>Those that request bodies.</summary>
    public IEnumerable<SyncSession> Fetching => All.Where(static session => session.Stage is SyncStage.Bodies);

    /// <summary>Whether our own locator is awaited.</summary>
    public bool IsLocating => All.Any(session => session.Stage is SyncStage.Locating);

    /// <summary>The first time at which a peer is late; null if none owes anything.</summary>
    public Moment? Deadline => All.Min(session => session.Deadline);

    /// <summary>The session of a peer; null if there is none.</summary>
    public SyncSession? Find(PeerId peer) => _all.GetValueOrDefault(peer.Number);

    /// <summary>The session whose request an answer answers; null if there is none.</summary>
    public SyncSession? Find(PeerId peer, uint request, SyncStage stage) =>
        Find(peer) is { } session && session.RequestId == request && session.Stage == stage ? session : null;

    public void Add(SyncSession session) => _all.Add(session.Peer.Number, session);

    public void Remove(SyncSession session) => _hasEnded |= _all.Remove(session.Peer.Number);

    /// <summary>Whether a session ended since the last call.</summary>
    public bool TakeHasEnded()
    {
        var hasEnded = _hasEnded;
        _hasEnded = false;
        return hasEnded;
    }

    /// <summary>The number of the next request.</summary>
    public uint NextId() => ++_lastId;

    /// <summary>A block was kept, so no session asks for it.</summary>
    public void OnKept(Hash256 hash)
    {
        foreach (var session in All) session.Missing.OnKept(hash);
    }

    /// <summary>Whether a chain need not be asked for: its headers are here, and its bodies come.</summary>
    public bool Covers(Claimant.Announced claim, Moment now) => IsFetching(now) && All.Any(
        session => session.Stage is SyncStage.Ready or SyncStage.Bodies && session.HasReached(claim));

    /// <summary>Whether bodies come. If not, another peer is asked for the same ones.</summary>
    public bool IsFetching(Moment now) => Fetching.Any(session => IsBrisk(session, now));

    /// <summary>
    /// A session that shows the same chain and is further. Headers are checked one by one, so two peers need not both
    /// send all of a long chain. A peer that keeps us waiting leads none.
    /// </summary>
    public bool HasLeader(SyncSession session, Moment now) => All.Any(other =>
        other != session
        && other.Shows(session.Claim)
        && other.IsProven == session.IsProven
        && (other.Headers, -other.Peer.Number).CompareTo((session.Headers, -session.Peer.Number)) > 0
        && (other.Stage is SyncStage.Considering
            || IsBrisk(other, now)
            || (other.Stage is SyncStage.Ready && IsFetching(now))));

    /// <summary>Whether the answer of a peer is awaited, and it is not late yet.</summary>
    public static bool IsBrisk(SyncSession session, Moment now) =>
        session.Stage is SyncStage.Headers or SyncStage.Bodies && now.Since(session.AskedAt) < SyncLimits.BriskMax;

    /// <summary>The next time at which a peer is no longer brisk; null if none is.</summary>
    public Moment? BriskEnd(Moment now) => All.Where(session => IsBrisk(session, now))
        .Min(session => (Moment?)session.AskedAt.Plus(SyncLimits.BriskMax));
}
