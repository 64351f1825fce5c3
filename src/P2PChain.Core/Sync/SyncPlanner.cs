using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>
/// Plans downloads: headers first from the peer that claims the best chain, then bodies in order from the same peer.
/// Claims are hints; only headers that follow the rules and beat our tip are worth their bodies. A peer that was late
/// stands behind every peer that was not, at any claim. A chain that a peer's own headers refuted is not requested
/// again. A chain with a block that cannot be kept yet is requested again later. The planner takes events and returns
/// acts; it holds no clock.
/// </summary>
/// <param name="headersHeldMax">
/// Hashes of missing blocks that a session holds. A longer chain has to prove its work first.
/// </param>
public sealed class SyncPlanner(int headersHeldMax = SyncPlanner.HeadersHeldMax)
{
    /// <summary>The most hashes of missing blocks that a session holds: 8 MiB.</summary>
    public const int HeadersHeldMax = 1 << 18;

    // Marks of a first pass over the headers. They bind the second pass to the same chain.
    private const int MarksPerPart = 128;

    /// <summary>
    /// The first time for a peer to send headers; it doubles with each time-out. With <see cref="BodyTimeoutMin"/> it
    /// is the delay that a stalling peer causes to a sync from another one: 15 s.
    /// </summary>
    public static readonly TimeSpan HeadersTimeoutMin = TimeSpan.FromSeconds(10);

    /// <summary>The first time for a peer to send the next body; it doubles with each time-out.</summary>
    public static readonly TimeSpan BodyTimeoutMin = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait for an answer.</summary>
    public static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest pause before a chain is requested again of which a block could not be kept. A block may be due
    /// earlier than it seemed, because the clock was set meanwhile.
    /// </summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<PeerId, Claimant> _claimants = [];
    private SyncSession? _session;
    private uint _lastId;
    private long _lastClaim;
    private long _lastFruitless;
    private Work _ourWork;
    private Hash256 _ourTip;

    /// <summary>The peer of the present sync; null if there is none.</summary>
    public PeerId? SyncingFrom => _session?.Peer;

    /// <summary>When to call <see cref="OnTime"/>; null if nothing is awaited.</summary>
    public Moment? Deadline => _session is { } session ? session.Deadline : PauseEnd;

    private Moment? PauseEnd => _claimants.Values.Where(IsAhead).Min(claimant => claimant.PausedUntil);

    /// <summary>Our tip moved: a block that could not be kept before may be kept now.</summary>
    /// <remarks>While a better branch is followed, its tip counts as ours.</remarks>
    public IReadOnlyList<SyncAction> OnOurTip(Work work, Hash256 tip, Moment now) =>
        HeaderNode.IsAhead(work, tip, _ourWork, _ourTip) ? OnFollowed(work, tip, now) : [];

    /// <summary>This node follows another chain. All its blocks are kept, and may be under validation.</summary>
    public IReadOnlyList<SyncAction> OnFollowed(Work work, Hash256 tip, Moment now)
    {
        _ourWork = work;
        _ourTip = tip;
        foreach (var claimant in _claimants.Values) claimant.PausedUntil = null;
        return Next(now);
    }

    /// <summary>A peer announced its best chain.</summary>
    public IReadOnlyList<SyncAction> OnClaim(PeerId peer, Work work, Hash256 tip, Moment now)
    {
        var claimant = ClaimantOf(peer);
        if (claimant.Refuted == (work, tip)) return [];
        claimant.Claim = new Claimant.Announced(work, tip, IsSure: false, ++_lastClaim);
        return Next(now);
    }

    /// <summary>
    /// A peer sent a block whose parent is not here: it has a chain that this node lacks, of any work.
    /// </summary>
    public IReadOnlyList<SyncAction> OnUnknownParent(PeerId peer, Moment now)
    {
        var claimant = ClaimantOf(peer);
        var known = claimant.Claim ?? default;
        claimant.Claim = new Claimant.Announced(known.Work, known.Tip, IsSure: true, ++_lastClaim);
        return Next(now);
    }

    /// <summary>A connection ended.</summary>
    public IReadOnlyList<SyncAction> OnPeerGone(PeerId peer, Moment now)
    {
        _claimants.Remove(peer);
        if (_session?.Peer == peer) _session = null;
        return Next(now);
    }

    /// <summary>The chain answered with its locator.</summary>
    public IReadOnlyList<SyncAction> OnLocator(ImmutableArray<Hash256> locator, Moment now) =>
        _session is { Stage: SyncStage.Locating } session ? AskHeaders(session, locator, now) : [];

    /// <summary>A peer's headers came, each checked by itself.</summary>
    public IReadOnlyList<SyncAction> OnHeaders(
        PeerId peer, uint id, ImmutableArray<HeaderItem> items, bool more, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        if (_session is not { Stage: SyncStage.Headers } session || session.Peer != peer || session.RequestId != id)
            return [];
        claimant?.Headers.OnAnswer(now.Since(session.AskedAt));
        session.HasMore = more && !items.IsEmpty;
        if (items.IsEmpty) return Fetch(session, now);
        session.Stage = SyncStage.Considering;
        session.Page = items;
        session.Deadline = null;
        return [new SyncAction.Consider(session.Last?.Hash, items, more)];
    }

    /// <summary>The chain has considered them.</summary>
    /// <param name="last">The last one that follows the rules; null if the first follows nothing known.</param>
    /// <param name="missing">Hashes of those without a kept body.</param>
    /// <param name="violation">The breach of the next one; null if all follow the rules.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnConsidered(
        ChainPoint? last, ImmutableArray<Hash256> missing, Violation? violation, Moment now)
    {
        if (_session is not { Stage: SyncStage.Considering } session) return [];
        if (violation is not null)
        {
            var fault = new PeerFault(PeerFaultCode.InvalidHeader, violation.ToString());
            return [new SyncAction.Drop(session.Peer, fault), .. OnPeerGone(session.Peer, now)];
        }
        if (last is not { } reached) return End(now, isRefuted: session is { Last: null, IsProven: false });
        if (!session.TryTake(reached, missing)) return End(now);
        var isFull = session.Missing.Count >= headersHeldMax;
        if (isFull && session.HasMore && !session.IsProven && !Wins(reached)) session.HoldNone();
        else if (isFull) return Fetch(session, now);
        return session.HasMore ? AskHeaders(session, [reached.Hash], now) : Fetch(session, now);
    }

    /// <summary>A requested body came, and the chain judged it.</summary>
    /// <param name="peer">The sender.</param>
    /// <param name="hash">Of the block.</param>
    /// <param name="verdict">The chain's answer.</param>
    /// <param name="wall">The node's wall clock.</param>
    /// <param name="now">The monotonic clock.</param>
    public IReadOnlyList<SyncAction> OnBody(PeerId peer, Hash256 hash, Verdict verdict, UnixTime wall, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        if (_session is not { Stage: SyncStage.Bodies } session || session.Peer != peer) return [];
        if (!session.InFlight.Remove(hash)) return [];
        claimant?.Bodies.OnAnswer(now.Since(session.AskedAt));
        switch (verdict)
        {
            case Verdict.Connected or Verdict.OnSideBranch or Verdict.AlreadyKnown:
                session.IsFruitful = true;
                return AskBodies(session, now);
            case Verdict.AheadOfClock(var due, _): return Pause(due.Since(wall), now);
            case Verdict.NotKept: return Pause(PauseMax, now);
            default: return End(now);
        }
    }

    /// <summary>A peer does not have requested bodies.</summary>
    public IReadOnlyList<SyncAction> OnNotFound(PeerId peer, IReadOnlyCollection<Hash256> hashes, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        return _session is { } session && session.Peer == peer && hashes.Any(session.InFlight.Contains) ? End(now) : [];
    }

    /// <summary>
    /// The deadline passed: the peer is passed over until it announces something new. The third unanswered request in
    /// ten minutes ends the connection. Any answer in between resets the count. Or a pause is over.
    /// </summary>
    public IReadOnlyList<SyncAction> OnTime(Moment now)
    {
        if (_session is not { } session) return Next(now);
        if (session.Deadline is not { } deadline || deadline > now) return [];
        if (!IsOneTooMany(session, now)) return End(now, isLate: true);
        var drop = new SyncAction.Drop(session.Peer, new PeerFault(PeerFaultCode.NoAnswer));
        return [drop, .. OnPeerGone(session.Peer, now)];
    }

    private bool IsOneTooMany(SyncSession session, Moment now)
    {
        // The locator is our own chain's answer.
        if (session.Stage is SyncStage.Locating) return false;
        if (!_claimants.TryGetValue(session.Peer, out var claimant)) return false;
        (session.Stage is SyncStage.Headers ? claimant.Headers : claimant.Bodies).OnTimeout();
        return claimant.Unanswered.Add(now);
    }

    private List<SyncAction> Next(Moment now)
    {
        if (_session is { } session && !GivesWay(session, now)) return [];
        var next = _claimants
            .Where(claimant => MayFollow(claimant.Value, now))
            .Select(claimant => (Peer: claimant.Key, claimant.Value.LastFruitless, Claim: claimant.Value.Claim!.Value))
            .OrderBy(candidate => candidate.LastFruitless)
            .ThenByDescending(candidate => candidate.Claim.Work)
            .ThenBy(candidate => candidate.Claim.Number)
            .ToList();
        if (next.Count == 0) return [];
        _session = new SyncSession(next[0].Peer, next[0].Claim, Math.Max(1, headersHeldMax / MarksPerPart))
        {
            Deadline = now.Plus(HeadersTimeoutMin),
        };
        return [new SyncAction.AskLocator()];
    }

    /// <summary>
    /// Whether the session's peer gives way: it was late before, has brought nothing yet, and a peer that was never
    /// late waits. Its claim waits for its turn.
    /// </summary>
    private bool GivesWay(SyncSession session, Moment now) =>
        session is { Stage: SyncStage.Locating or SyncStage.Headers, Last: null }
        && _claimants.TryGetValue(session.Peer, out var idler) && idler.LastFruitless > 0
        && _claimants.Values.Any(other => other.LastFruitless == 0 && MayFollow(other, now));

    private bool MayFollow(Claimant claimant, Moment now) =>
        IsAhead(claimant) && !(claimant.PausedUntil > now);

    private bool IsAhead(Claimant claimant) => claimant.Claim is { } claim && claim.IsAhead(_ourWork, _ourTip);

    private Claimant ClaimantOf(PeerId peer)
    {
        if (!_claimants.TryGetValue(peer, out var claimant)) _claimants.Add(peer, claimant = new Claimant());
        return claimant;
    }

    private List<SyncAction> AskHeaders(SyncSession session, ImmutableArray<Hash256> locator, Moment now)
    {
        session.Stage = SyncStage.Headers;
        session.RequestId = ++_lastId;
        session.Await(ClaimantOf(session.Peer).Headers, now);
        return [new SyncAction.AskHeaders(session.Peer, session.RequestId, locator)];
    }

    private List<SyncAction> Fetch(SyncSession session, Moment now)
    {
        if (!session.IsProven && !(session.Last is { } last && Wins(last))) return End(now, isRefuted: true);
        if (session.IsTooLong)
        {
            session.BeginAgain();
            session.Deadline = now.Plus(HeadersTimeoutMin);
            return [new SyncAction.AskLocator()];
        }
        session.Stage = SyncStage.Bodies;
        return AskBodies(session, now);
    }

    private bool Wins(ChainPoint tip) => HeaderNode.IsAhead(tip.Work, tip.Hash, _ourWork, _ourTip);

    private List<SyncAction> AskBodies(SyncSession session, Moment now)
    {
        if (session.InFlight.Count == 0 && session.Missing.Count == 0)
            return session is { HasMore: true, Last: { } last } ? AskHeaders(session, [last.Hash], now) : End(now);
        session.Await(ClaimantOf(session.Peer).Bodies, now);
        // Half a request's worth keeps the line busy while the answers come.
        if (session.InFlight.Count > Message.GetBlocks.CountMax / 2 || session.Missing.Count == 0) return [];
        return [new SyncAction.AskBlocks(session.Peer, ++_lastId, session.TakeMissing())];
    }

    /// <summary>
    /// The session ends at a block that cannot be kept yet. All blocks above it would be fetched in vain. The claim
    /// stands, and is followed again after the pause or once our tip has moved.
    /// </summary>
    private List<SyncAction> Pause(TimeSpan span, Moment now)
    {
        if (_session is not { } session || !_claimants.TryGetValue(session.Peer, out var claimant)) return End(now);
        var length = span < PauseMin ? PauseMin : span > PauseMax ? PauseMax : span;
        claimant.PausedUntil = now.Plus(length);
        if (claimant.Claim is { } claim)
            claimant.Claim = claim with { IsSure = false, Number = ++_lastClaim };
        return End(now);
    }

    /// <summary>The session is over. The claim that it followed is forgotten; a later one is kept.</summary>
    private List<SyncAction> End(Moment now, bool isRefuted = false, bool isLate = false)
    {
        if (_session is { } session && _claimants.TryGetValue(session.Peer, out var claimant))
        {
            if (claimant.Claim?.Number == session.Claim.Number) claimant.Claim = null;
            if (isRefuted && !session.Claim.IsSure) claimant.Refuted = (session.Claim.Work, session.Claim.Tip);
            claimant.LastFruitless = session.IsFruitful && !isLate ? 0 : ++_lastFruitless;
        }
        _session = null;
        return Next(now);
    }
}
