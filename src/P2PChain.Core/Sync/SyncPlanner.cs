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

    // The longest turn has 2^38 headers.
    private const int TurnsMax = 20;

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

    private readonly Claimants _claimants = new();
    private SyncSession? _session;
    private uint _lastId;
    private long _lastClaim;
    private long _lastFruitless;

    /// <summary>The peer of the present sync; null if there is none.</summary>
    public PeerId? SyncingFrom => _session?.Peer;

    /// <summary>When to call <see cref="OnTime"/>; null if nothing is awaited.</summary>
    public Moment? Deadline => _session is { } session ? session.Deadline : _claimants.PauseEnd;

    /// <summary>Our tip moved: a block that could not be kept before may be kept now.</summary>
    /// <remarks>While a better branch is followed, its tip counts as ours.</remarks>
    public IReadOnlyList<SyncAction> OnOurTip(Work work, Hash256 tip, Moment now) =>
        _claimants.IsBetter(work, tip) ? OnFollowed(work, tip, now) : [];

    /// <summary>This node follows another chain. All its blocks are kept, and may be under validation.</summary>
    public IReadOnlyList<SyncAction> OnFollowed(Work work, Hash256 tip, Moment now)
    {
        _claimants.OnOurs(work, tip);
        return Next(now);
    }

    /// <summary>A peer announced its best chain.</summary>
    public IReadOnlyList<SyncAction> OnClaim(PeerId peer, Work work, Hash256 tip, Moment now)
    {
        var claimant = _claimants[peer];
        if (claimant.Refuted == (work, tip)) return [];
        claimant.Claim = new Claimant.Announced(work, tip, IsSure: false, ++_lastClaim);
        return Next(now);
    }

    /// <summary>
    /// A peer sent a block whose parent is not here: it has a chain that this node lacks, of any work.
    /// </summary>
    public IReadOnlyList<SyncAction> OnUnknownParent(PeerId peer, Moment now)
    {
        var claimant = _claimants[peer];
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
        var claimant = _claimants.Find(peer);
        claimant?.Unanswered.OnAnswer();
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
        if (session.IsTooLong && MustWait(session, now)) return Pause(PauseMin, now);
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
        var claimant = _claimants.Find(peer);
        claimant?.Unanswered.OnAnswer();
        if (_session is not { Stage: SyncStage.Bodies } session || session.Peer != peer) return [];
        if (!session.InFlight.Remove(hash)) return [];
        claimant?.Bodies.OnAnswer(now.Since(session.AskedAt));
        switch (verdict)
        {
            case Verdict.Connected or Verdict.OnSideBranch or Verdict.AlreadyKnown:
                session.IsFruitful = true;
                return AskBodies(session, now);
            case Verdict.AheadOfClock(var due, _): return Pause(due.Since(wall), now);
            default: return End(now);
        }
    }

    /// <summary>A peer does not have requested bodies.</summary>
    public IReadOnlyList<SyncAction> OnNotFound(PeerId peer, IReadOnlyCollection<Hash256> hashes, Moment now)
    {
        _claimants.Find(peer)?.Unanswered.OnAnswer();
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

    private bool IsOneTooMany(SyncSession session, Moment now) =>
        // The locator is our own chain's answer.
        session.Stage is not SyncStage.Locating
        && _claimants.Find(session.Peer)?.IsOneTooMany(session.Stage, now) == true;

    /// <summary>
    /// Whether a peer with very many headers lets the others go first. Headers are cheap to make, so a chain that only
    /// proves its work takes turns with the chains of other peers. Each turn is twice as long as the one before.
    /// </summary>
    private bool MustWait(SyncSession session, Moment now)
    {
        var claimant = _claimants[session.Peer];
        if (session.Headers < (long)headersHeldMax << claimant.Turns) return false;
        if (!_claimants.HasOther(session.Peer, now, isFresh: false)) return false;
        claimant.Turns = Math.Min(claimant.Turns + 1, TurnsMax);
        return true;
    }

    private List<SyncAction> Next(Moment now)
    {
        if (_session is { } session && !GivesWay(session, now)) return [];
        if (_claimants.Next(now) is not var (peer, claim)) return [];
        _session = new SyncSession(peer, claim, Math.Max(1, headersHeldMax / MarksPerPart))
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
        && _claimants.Find(session.Peer) is { LastFruitless: > 0 }
        && _claimants.HasOther(session.Peer, now, isFresh: true);

    private List<SyncAction> AskHeaders(SyncSession session, ImmutableArray<Hash256> locator, Moment now)
    {
        session.Stage = SyncStage.Headers;
        session.RequestId = ++_lastId;
        session.Await(_claimants[session.Peer].Headers, now);
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

    private bool Wins(ChainPoint tip) => _claimants.IsBetter(tip.Work, tip.Hash);

    private List<SyncAction> AskBodies(SyncSession session, Moment now)
    {
        if (session.InFlight.Count == 0 && session.Missing.Count == 0)
            return session is { HasMore: true, Last: { } last } ? AskHeaders(session, [last.Hash], now) : End(now);
        session.Await(_claimants[session.Peer].Bodies, now);
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
        if (_session is not { } session || _claimants.Find(session.Peer) is not { } claimant) return End(now);
        var length = span < PauseMin ? PauseMin : span > PauseMax ? PauseMax : span;
        claimant.PausedUntil = now.Plus(length);
        if (claimant.Claim is { } claim)
            claimant.Claim = claim with { IsSure = false, Number = ++_lastClaim };
        return End(now);
    }

    /// <summary>The session is over. The claim that it followed is forgotten; a later one is kept.</summary>
    private List<SyncAction> End(Moment now, bool isRefuted = false, bool isLate = false)
    {
        if (_session is { } session && _claimants.Find(session.Peer) is { } claimant)
        {
            if (claimant.Claim?.Number == session.Claim.Number) claimant.Claim = null;
            if (isRefuted && !session.Claim.IsSure) claimant.Refuted = (session.Claim.Work, session.Claim.Tip);
            claimant.LastFruitless = session.IsFruitful && !isLate ? 0 : ++_lastFruitless;
        }
        _session = null;
        return Next(now);
    }
}
