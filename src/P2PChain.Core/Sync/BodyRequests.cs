using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>
/// Requests bodies from all peers that have a winning chain: each block from one peer, within a window. A block that
/// does not come for a second is requested from another peer, too. Bodies that come out of order are staged, and the
/// chain gets them in order. A peer with another chain waits only while bodies come fast.
/// </summary>
internal sealed class BodyRequests(
    Claimants claimants, SyncSessions sessions, SyncEnds ends, StagedBodies staged)
{
    /// <summary>A requested body came. It is staged if a session needs it.</summary>
    public void OnBody(PeerId peer, CheckedBlock block, Moment now)
    {
        OnAnswer(peer, block.Hash, now);
        if (staged.Has(block.Hash) || !sessions.Fetching.Any(session => session.Missing.Contains(block.Hash))) return;
        var isNext = sessions.Fetching.Any(session => session.Missing.Head == block.Hash);
        if (isNext || staged.HasRoomFor(block)) staged.Add(peer, block);
    }

    /// <summary>A requested body came that the chain had judged before.</summary>
    public void OnKnownBody(PeerId peer, Hash256 hash, Verdict verdict, UnixTime wall, Moment now) =>
        OnVerdict(OnAnswer(peer, hash, now) ? peer : null, hash, verdict, wall, now);

    /// <summary>The chain judged a submitted body.</summary>
    /// <returns>Its sender; null if no session needs it any more.</returns>
    public PeerId? OnJudged(Hash256 hash, Verdict verdict, UnixTime wall, Moment now)
    {
        var from = staged.Remove(hash);
        OnVerdict(from, hash, verdict, wall, now);
        return from;
    }

    /// <summary>All that can be done now.</summary>
    public void Go(List<SyncAction> actions, Moment now)
    {
        if (sessions.TakeHasEnded()) staged.Keep(hash => sessions.All.Any(session => session.Missing.Contains(hash)));
        foreach (var session in Ready())
            if (MayBegin(session, now)) session.Fetch(now);
        foreach (var session in sessions.Fetching.OrderBy(static session => session.IsHelper).ToList()) Finish(session);
        FindHelpers(now);
        Ask(actions, now);
        foreach (var session in sessions.Fetching) Submit(session, actions);
    }

    /// <summary>When time alone changes something; null if nothing is awaited.</summary>
    public Moment? NextDeadline(Moment now)
    {
        Moment? next = null;
        if (sessions.All.Any(static session => session.Stage is SyncStage.Ready))
            foreach (var session in sessions.Fetching.Where(session => Holds(session, now))) Look(TurnEnd(session));
        if (sessions.Fetching.Skip(1).Any() && sessions.Fetching.Any(MayAsk))
            foreach (var session in sessions.Fetching)
            {
                if (SyncSessions.IsBrisk(session, now)) Look(session.AskedAt.Plus(SyncLimits.BriskMax));
                if (session.Missing.Head is { } head && HeadAskedAt(head) is { } askedAt)
                    Look(askedAt.Plus(SyncLimits.BriskMax));
            }
        return next;

        void Look(Moment time)
        {
            if (time > now && !(next <= time)) next = time;
        }
    }

    /// <summary>A peer sent a body.</summary>
    /// <returns>Whether it owed it.</returns>
    private bool OnAnswer(PeerId peer, Hash256 hash, Moment now)
    {
        var claimant = claimants.Find(peer);
        claimant?.Unanswered.OnAnswer();
        if (sessions.Find(peer) is not { } session || !session.Owed.Remove(hash, out var wasNext)) return false;
        session.Delivered++;
        if (wasNext) claimant?.Bodies.OnAnswer(now.Since(session.AskedAt));
        if (session.Owed.Count == 0) session.Rest(now);
        else if (wasNext) session.Await(claimants[peer].Bodies, now);
        return true;
    }

    private void OnVerdict(PeerId? from, Hash256 hash, Verdict verdict, UnixTime wall, Moment now)
    {
        var isKept = verdict is Verdict.Connected or Verdict.OnSideBranch or Verdict.AlreadyKnown;
        if (isKept) sessions.OnKept(hash);
        if (from is not { } peer) return;
        var claimant = claimants.Find(peer);
        switch (verdict)
        {
            case var _ when isKept: claimant?.OnDelivered(); break;
            case Verdict.AheadOfClock(var due, _): ends.PauseAll(hash, due.Since(wall), now); break;
            case Verdict.NotKept or Verdict.UnknownParent:
                ends.PauseAll(hash, claimant?.OnSetback(SyncLimits.PauseMin) ?? SyncLimits.PauseMin, now);
                claimants.OnFruitless(peer);
                break;
            default:
                if (sessions.Find(peer) is { } session) ends.End(session, isFruitless: true);
                break;
        }
    }

    private List<SyncSession> Ready() =>
    [
        .. sessions.All.Where(static session => session.Stage is SyncStage.Ready)
            .OrderBy(session => claimants[session.Peer].Rank)
            .ThenBy(session => claimants[session.Peer].LastFruitless)
            .ThenByDescending(session => session.Last!.Value.Work),
    ];

    /// <summary>Peers that this node chose are asked at once. Others wait while another chain's bodies come.</summary>
    private bool MayBegin(SyncSession session, Moment now)
    {
        if (claimants[session.Peer].IsChosen || session.Missing.Head is not { } head) return true;
        var holding = sessions.Fetching.Where(other => Holds(other, now)).ToList();
        return holding.Count < SyncLimits.SourcesMax && holding.TrueForAll(other => other.Missing.Head == head);
    }

    private static bool Holds(SyncSession session, Moment now) =>
        SyncSessions.IsBrisk(session, now) && now < TurnEnd(session);

    /// <summary>A second, and one more for each request's worth of bodies.</summary>
    private static Moment TurnEnd(SyncSession session)
    {
        var turn = SyncLimits.BriskMax * (1 + (session.Delivered / Message.GetBlocks.CountMax));
        return session.FetchedSince.Plus(turn < SyncLimits.TurnMax ? turn : SyncLimits.TurnMax);
    }

    /// <summary>All bodies of the session are kept.</summary>
    private void Finish(SyncSession session)
    {
        if (session.Missing.Count > 0 || session.Owed.Count > 0) return;
        if (session.HasMore) session.Follow();
        else if (!session.IsHelper) ends.End(session, isFruitless: false);
        else if (!HasLeader(session)) sessions.Remove(session);
    }

    private bool HasLeader(SyncSession helper) =>
        sessions.All.Any(other => !other.IsHelper && other.Missing == helper.Missing);

    /// <summary>
    /// A peer that announces the chain of a session helps it without sending the headers again. It did not keep this
    /// node waiting before, and did not lack a body of that chain: the other peer's word may be false.
    /// </summary>
    private void FindHelpers(Moment now)
    {
        foreach (var leader in sessions.Fetching.Where(NeedsHelp).ToList())
            foreach (var (peer, claimant) in claimants.Waiting(now))
            {
                if (sessions.Fetching.Count() >= SyncLimits.SourcesMax) return;
                if (claimant.Claim is not { } claim || !leader.Shows(claim)) continue;
                if (claimant.Rank is PeerRank.Late || claimant.HelpedInVain == leader.Missing) continue;
                var own = sessions.Find(peer);
                if (own is { Stage: not SyncStage.Following }) continue;
                if (own is not null) sessions.Remove(own);
                var helper = new SyncSession(peer, claim, leader.Missing);
                sessions.Add(helper);
                helper.Fetch(now);
            }
    }

    /// <summary>Whether it has more to fetch than its own peer may owe.</summary>
    private static bool NeedsHelp(SyncSession session) =>
        !session.IsHelper && session.Missing.Count > Message.GetBlocks.CountMax;

    /// <summary>Half a request's worth keeps the line busy while the answers come.</summary>
    private static bool MayAsk(SyncSession session) => session.Owed.Count <= Message.GetBlocks.CountMax / 2;

    private void Ask(List<SyncAction> actions, Moment now)
    {
        HashSet<Hash256>? owed = null;
        foreach (var session in sessions.Fetching.Where(MayAsk))
        {
            owed ??= OwedBriskly(now);
            var hashes = Choose(session, owed, now);
            if (hashes.IsEmpty) continue;
            if (session.Owed.Count == 0) session.Await(claimants[session.Peer].Bodies, now);
            foreach (var hash in hashes) session.Owed.Add(hash, now);
            owed.UnionWith(hashes);
            actions.Add(new SyncAction.AskBlocks(session.Peer, sessions.NextId(), hashes));
        }
    }

    private HashSet<Hash256> OwedBriskly(Moment now) =>
    [
        .. sessions.Fetching.Where(session => SyncSessions.IsBrisk(session, now))
            .SelectMany(static session => session.Owed.All),
    ];

    private ImmutableArray<Hash256> Choose(SyncSession session, HashSet<Hash256> owed, Moment now)
    {
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        var head = session.Missing.Head;
        foreach (var hash in session.Missing.Window)
        {
            if (session.Owed.Count + hashes.Count >= Message.GetBlocks.CountMax) break;
            var isHead = hash == head;
            if (!isHead && !staged.HasRoomFor(owed.Count + hashes.Count + 1)) break;
            if (staged.Has(hash) || session.Owed.AskedAt(hash) is not null) continue;
            if (!owed.Contains(hash) || (isHead && now.Since(HeadAskedAt(hash)!.Value) >= SyncLimits.BriskMax))
                hashes.Add(hash);
        }
        return hashes.ToImmutable();
    }

    /// <summary>The last request for this block; null if no peer owes it.</summary>
    private Moment? HeadAskedAt(Hash256 head) => sessions.Fetching.Max(session => session.Owed.AskedAt(head));

    /// <summary>The chain gets the next bodies in order, a few at a time.</summary>
    private void Submit(SyncSession session, List<SyncAction> actions)
    {
        foreach (var hash in session.Missing.Window)
        {
            if (staged.Submitted >= SyncLimits.SubmittedMax || !staged.Has(hash)) return;
            if (staged.TrySubmit(hash, out var submit)) actions.Add(submit);
        }
    }
}
