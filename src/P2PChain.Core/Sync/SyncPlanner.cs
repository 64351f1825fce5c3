using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>
/// Plans downloads: headers from several peers at once, then bodies from all peers that have the winning chain. Claims
/// are hints. Each is worth one question, and none waits behind another: a question counts for a second only, and peers
/// that this node chose are asked at once. Only headers that follow the rules and beat our tip are worth their bodies.
/// A chain that a peer's own headers refuted is not requested again. A chain with a block that cannot be kept yet is
/// requested again later. The planner takes events and returns acts; it holds no clock.
/// </summary>
public sealed class SyncPlanner
{
    // Marks of a first pass over the headers. They bind the second pass to the same chain.
    private const int MarksPerPart = 128;

    private readonly Claimants _claimants = new();
    private readonly SyncSessions _sessions = new();
    private readonly SyncQuestions _questions;
    private readonly SyncEnds _ends;
    private readonly BodyRequests _bodies;
    private readonly int _headersHeldMax;
    private readonly Func<ChainPoint, bool> _isWorthBodies;

    /// <summary>A planner that knows no peer.</summary>
    /// <param name="headersHeldMax">
    /// Hashes of missing blocks that a session holds. A longer chain has to prove its work first.
    /// </param>
    /// <param name="isWorthBodies">
    /// Whether a chain with this tip, whose headers follow the rules, has the work for which its bodies are requested;
    /// null for a chain that beats ours.
    /// </param>
    /// <param name="stagedBytesMax">Bytes of bodies that wait for a body before them.</param>
    public SyncPlanner(
        int headersHeldMax = SyncLimits.HeadersHeldMax,
        Func<ChainPoint, bool>? isWorthBodies = null,
        long stagedBytesMax = SyncLimits.StagedBytesMax)
    {
        _isWorthBodies = isWorthBodies ?? (tip => _claimants.IsBetter(tip.Work, tip.Hash));
        _headersHeldMax = headersHeldMax;
        _questions = new SyncQuestions(_claimants, _sessions, Math.Max(1, headersHeldMax / MarksPerPart));
        _ends = new SyncEnds(_claimants, _sessions);
        _bodies = new BodyRequests(_claimants, _sessions, _ends, new StagedBodies(stagedBytesMax));
    }

    /// <summary>Whether no peer is asked for anything.</summary>
    public bool IsIdle => !_sessions.All.Any();

    /// <summary>The peers that are asked for bodies.</summary>
    public IEnumerable<PeerId> FetchingFrom => _sessions.Fetching.Select(static session => session.Peer);

    /// <summary>When to call <see cref="OnTime"/>; null if nothing is awaited.</summary>
    public Moment? Deadline { get; private set; }

    /// <summary>What was checked of the peers' claims.</summary>
    public ImmutableArray<PeerClaim> Claims(Moment now) => new ClaimReport(_claimants, _sessions).At(now);

    /// <summary>A connection is ready. Its claims follow.</summary>
    public void OnPeerReady(PeerId peer, PeerOrigin origin) => _claimants.Add(peer, origin);

    /// <summary>Our tip moved: a block that could not be kept before may be kept now.</summary>
    /// <remarks>While a better branch is followed, its tip counts as ours.</remarks>
    public IReadOnlyList<SyncAction> OnOurTip(Work work, Hash256 tip, Moment now) =>
        _claimants.IsBetter(work, tip) ? OnFollowed(work, tip, now) : [];

    /// <summary>This node follows another chain. All its blocks are kept, and may be under validation.</summary>
    public IReadOnlyList<SyncAction> OnFollowed(Work work, Hash256 tip, Moment now)
    {
        _claimants.OnOurs(work, tip);
        return Go(now);
    }

    /// <summary>A peer announced its best chain.</summary>
    public IReadOnlyList<SyncAction> OnClaim(PeerId peer, Work work, Hash256 tip, Moment now)
    {
        var claimant = _claimants[peer];
        claimant.Last = new Claimant.Announced(work, tip, IsSure: false, _claimants.NextNumber());
        if (claimant.Refuted == (work, tip)) return [];
        claimant.Claim = claimant.Last;
        return Go(now);
    }

    /// <summary>A person wants every peer to be asked again.</summary>
    public IReadOnlyList<SyncAction> OnAskedAnew(Moment now)
    {
        _claimants.Renew();
        return Go(now);
    }

    /// <summary>
    /// A peer sent a block whose parent is not here: it has a chain that this node lacks, of any work.
    /// </summary>
    public IReadOnlyList<SyncAction> OnUnknownParent(PeerId peer, Moment now)
    {
        var claimant = _claimants[peer];
        var known = claimant.Claim ?? default;
        claimant.Claim = new Claimant.Announced(known.Work, known.Tip, IsSure: true, _claimants.NextNumber());
        return Go(now);
    }

    /// <summary>A connection ended. If the peer owed an answer, its address bears that.</summary>
    public IReadOnlyList<SyncAction> OnPeerGone(PeerId peer, Moment now)
    {
        if (_sessions.Find(peer) is { } session)
        {
            if (session.Stage is SyncStage.Headers or SyncStage.Bodies) _claimants.OnFruitless(peer);
            _sessions.Remove(session);
        }
        _claimants.Remove(peer);
        return Go(now);
    }

    /// <summary>The chain answered with its locator.</summary>
    public IReadOnlyList<SyncAction> OnLocator(ImmutableArray<Hash256> locator, Moment now)
    {
        var located = _sessions.All.Where(session => session.Stage is SyncStage.Locating).ToList();
        return Go(now, [.. located.Select(session => AskHeaders(session, locator, now))]);
    }

    /// <summary>A peer's headers came, each checked by itself.</summary>
    public IReadOnlyList<SyncAction> OnHeaders(
        PeerId peer, uint id, ImmutableArray<HeaderItem> items, bool more, Moment now)
    {
        var claimant = _claimants.Find(peer);
        claimant?.Unanswered.OnAnswer();
        if (_sessions.Find(peer, id, SyncStage.Headers) is not { } session) return [];
        claimant?.Headers.OnAnswer(now.Since(session.AskedAt));
        session.HasMore = more && !items.IsEmpty;
        if (items.IsEmpty) return Go(now, [.. OnAllHeaders(session, now)]);
        session.Stage = SyncStage.Considering;
        session.Page = items;
        session.Deadline = null;
        return Go(now, [new SyncAction.Consider(peer, id, session.Last?.Hash, items, more)]);
    }

    /// <summary>The chain has considered them.</summary>
    /// <param name="peer">The sender.</param>
    /// <param name="id">The request that they answer.</param>
    /// <param name="last">The last one that follows the rules; null if the first follows nothing known.</param>
    /// <param name="missing">Hashes of those without a kept body.</param>
    /// <param name="violation">The breach of the next one; null if all follow the rules.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnConsidered(
        PeerId peer, uint id, ChainPoint? last, ImmutableArray<Hash256> missing, Violation? violation, Moment now)
    {
        if (_sessions.Find(peer, id, SyncStage.Considering) is not { } session) return [];
        if (violation is not null)
            return Drop(session, new PeerFault(PeerFaultCode.InvalidHeader, violation.ToString()), now);
        return Go(now, [.. OnLinked(session, last, missing, now)]);
    }

    /// <summary>A requested body came. It follows the rules that need no parent.</summary>
    /// <param name="peer">The sender.</param>
    /// <param name="block">The block.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnBody(PeerId peer, CheckedBlock block, Moment now)
    {
        _bodies.OnBody(peer, block, now);
        return Go(now);
    }

    /// <summary>A requested body came that the chain had judged before.</summary>
    /// <param name="peer">The sender.</param>
    /// <param name="hash">Of the block.</param>
    /// <param name="verdict">The chain's answer.</param>
    /// <param name="wall">The node's wall clock.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnKnownBody(PeerId peer, Hash256 hash, Verdict verdict, UnixTime wall, Moment now)
    {
        _bodies.OnKnownBody(peer, hash, verdict, wall, now);
        return Go(now);
    }

    /// <summary>The chain judged a submitted body.</summary>
    /// <param name="hash">Of the block.</param>
    /// <param name="verdict">The chain's answer.</param>
    /// <param name="wall">The node's wall clock.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnJudged(Hash256 hash, Verdict verdict, UnixTime wall, Moment now)
    {
        var from = _bodies.OnJudged(hash, verdict, wall, now);
        return from is { } peer && PeerFault.OfVerdict(verdict) is { } fault
            ? Go(now, [new SyncAction.Drop(peer, fault)])
            : Go(now);
    }

    /// <summary>A peer does not have requested bodies.</summary>
    public IReadOnlyList<SyncAction> OnNotFound(PeerId peer, IReadOnlyCollection<Hash256> hashes, Moment now)
    {
        _claimants.Find(peer)?.Unanswered.OnAnswer();
        if (_sessions.Find(peer) is not { } session) return [];
        if (!hashes.Any(hash => session.Owed.AskedAt(hash) is not null)) return [];
        if (session.IsHelper) _ends.EndHelp(session);
        else _ends.End(session, isFruitless: true);
        return Go(now);
    }

    /// <summary>
    /// A deadline passed: the late peer is passed over until it announces something new. The third unanswered request
    /// in ten minutes ends the connection. Any answer in between resets the count. Or a pause is over, or a question
    /// stands for so long that another is asked.
    /// </summary>
    public IReadOnlyList<SyncAction> OnTime(Moment now)
    {
        var actions = new List<SyncAction>();
        foreach (var session in _sessions.All.Where(session => session.Deadline <= now).ToList())
        {
            // The locator is our own chain's answer.
            var isLate = session.Stage is not SyncStage.Locating;
            if (isLate && _claimants.Find(session.Peer)?.IsOneTooMany(session.Stage, now) == true)
                actions.AddRange(Drop(session, new PeerFault(PeerFaultCode.NoAnswer), now));
            else
                _ends.End(session, isFruitless: isLate);
        }
        return Go(now, actions);
    }

    /// <summary>All that can be done now: bodies, the next pages, first questions.</summary>
    private List<SyncAction> Go(Moment now, List<SyncAction>? before = null)
    {
        var actions = before ?? [];
        foreach (var session in _sessions.All.Where(IsMoot).ToList()) _ends.End(session, isFruitless: false);
        _bodies.Go(actions, now);
        foreach (var session in _sessions.All.Where(session => session.Stage is SyncStage.Following).ToList())
            if (!_sessions.HasLeader(session, now)) actions.Add(AskHeaders(session, [session.Last!.Value.Hash], now));
        _questions.AskFirst(actions, now);
        var (asking, fetching) = (_questions.NextDeadline(now), _bodies.NextDeadline(now));
        Deadline = asking is null || fetching < asking ? fetching : asking;
        return actions;
    }

    private bool IsMoot(SyncSession session) => session.Stage switch
    {
        SyncStage.Following => !_claimants.IsAhead(session.Claim),
        SyncStage.Ready when session.IsProven => !_claimants.IsAhead(session.Claim),
        SyncStage.Ready => !_isWorthBodies(session.Last!.Value),
        _ => false,
    };

    private List<SyncAction> OnLinked(
        SyncSession session, ChainPoint? last, ImmutableArray<Hash256> missing, Moment now)
    {
        if (last is not { } reached)
            _ends.End(session, isFruitless: true, isRefuted: session is { Last: null, IsProven: false });
        else if (!session.TryTake(reached, missing))
            _ends.End(session, isFruitless: true);
        else if (session.IsTooLong && _claimants.MustWait(session, _headersHeldMax, now))
            _ends.Pause(session, SyncLimits.PauseMin, now);
        else
            return OnTaken(session, reached, now);
        return [];
    }

    private List<SyncAction> OnTaken(SyncSession session, ChainPoint reached, Moment now)
    {
        var isFull = session.Missing.Count >= _headersHeldMax;
        var mustProve = isFull && session.HasMore && !session.IsProven && !_isWorthBodies(reached);
        if (mustProve) session.HoldNone();
        if (!session.HasMore || (isFull && !mustProve)) return OnAllHeaders(session, now);
        session.Follow();
        return [];
    }

    /// <summary>All headers are here, or as many as are held.</summary>
    private List<SyncAction> OnAllHeaders(SyncSession session, Moment now)
    {
        if (!session.IsProven && !(session.Last is { } last && _isWorthBodies(last)))
        {
            _ends.End(session, isFruitless: true, isRefuted: true);
            return [];
        }
        if (session.IsTooLong)
        {
            session.BeginAgain(now.Plus(SyncLimits.HeadersTimeoutMin));
            return [new SyncAction.AskLocator()];
        }
        session.Wait();
        // Headers alone do not clear a peer that owed bodies.
        if (_claimants[session.Peer] is { Rank: PeerRank.Fresh } claimant) claimant.OnDelivered();
        return [];
    }

    private SyncAction.AskHeaders AskHeaders(SyncSession session, ImmutableArray<Hash256> locator, Moment now)
    {
        session.Stage = SyncStage.Headers;
        session.RequestId = _sessions.NextId();
        session.Await(_claimants[session.Peer].Headers, now);
        return new SyncAction.AskHeaders(session.Peer, session.RequestId, locator);
    }

    private List<SyncAction> Drop(SyncSession session, PeerFault fault, Moment now) =>
        [new SyncAction.Drop(session.Peer, fault), .. OnPeerGone(session.Peer, now)];
}
