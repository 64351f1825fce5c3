using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>
/// Who downloads what: headers first from the peer that claims the best chain, then bodies in order from the same peer.
/// Claims are hints; only headers that follow the rules and beat our tip are worth their bodies. Who kept us waiting
/// stands behind everybody who did not, whatever it claims; what a peer's own headers refuted is not chased again.
/// Told what happens, answers what to do; holds no clock.
/// </summary>
public sealed class SyncPlanner
{
    /// <summary>
    /// How long a peer may take for headers at first; doubles with each time-out. With <see cref="BodyTimeoutMin"/> it is what a peer that
    /// stalls costs a sync from another one: 15 s.
    /// </summary>
    public static readonly TimeSpan HeadersTimeoutMin = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take for the next body at first; doubles with each time-out.</summary>
    public static readonly TimeSpan BodyTimeoutMin = TimeSpan.FromSeconds(5);

    /// <summary>The longest that an answer is waited for.</summary>
    public static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(60);

    // Headers ahead of ours that one peer may make us hold, about 100 MiB: more needs a threshold of work first.
    private const int HeadersHeldMax = 100_000;

    private readonly Dictionary<PeerId, Claimant> _claimants = [];
    private Session? _session;
    private uint _lastId;
    private long _lastClaim;
    private long _lastFruitless;
    private Work _ourWork;
    private Hash256 _ourTip;

    /// <summary>The peer that is being synced from; null when none is.</summary>
    public PeerId? SyncingFrom => _session?.Peer;

    /// <summary>When to call <see cref="OnTime"/>; null when nothing is waited for.</summary>
    public Moment? Deadline => _session?.Deadline;

    /// <summary>Our tip moved.</summary>
    public void OnOurTip(Work work, Hash256 tip) => (_ourWork, _ourTip) = (work, tip);

    /// <summary>A peer said what its best chain is.</summary>
    public IReadOnlyList<SyncAction> OnClaim(PeerId peer, Work work, Hash256 tip, Moment now)
    {
        var claimant = ClaimantOf(peer);
        if (claimant.Refuted == (work, tip)) return [];
        claimant.Claim = new Claim(work, tip, IsSure: false, ++_lastClaim);
        return Next(now);
    }

    /// <summary>A peer sent a block whose parent is not here: it knows a chain that we do not, however much work that has.</summary>
    public IReadOnlyList<SyncAction> OnUnknownParent(PeerId peer, Moment now)
    {
        var claimant = ClaimantOf(peer);
        var known = claimant.Claim ?? default;
        claimant.Claim = new Claim(known.Work, known.Tip, IsSure: true, ++_lastClaim);
        return Next(now);
    }

    /// <summary>A connection ended.</summary>
    public IReadOnlyList<SyncAction> OnPeerGone(PeerId peer, Moment now)
    {
        _claimants.Remove(peer);
        if (_session?.Peer == peer) _session = null;
        return Next(now);
    }

    /// <summary>The chain answered where we are.</summary>
    public IReadOnlyList<SyncAction> OnLocator(ImmutableArray<Hash256> locator, Moment now) =>
        _session is { Stage: Stage.Locating } session ? AskHeaders(session, locator, now) : [];

    /// <summary>A peer's headers came, each checked by itself.</summary>
    public IReadOnlyList<SyncAction> OnHeaders(PeerId peer, uint id, ImmutableArray<HeaderItem> items, bool more, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        if (_session is not { Stage: Stage.Headers } session || session.Peer != peer || session.RequestId != id) return [];
        claimant?.Headers.OnAnswer(now.Since(session.AskedAt));
        if (items.IsEmpty) return Fetch(session, now);
        session.Stage = Stage.Considering;
        session.HasMore = more;
        session.Deadline = null;
        return [new SyncAction.Consider(session.Last, items)];
    }

    /// <summary>The chain answered what it makes of them.</summary>
    public IReadOnlyList<SyncAction> OnConsidered(
        ImmutableArray<HeaderNode> nodes, ImmutableArray<Hash256> missing, Violation? violation, Moment now)
    {
        if (_session is not { Stage: Stage.Considering } session) return [];
        if (violation is not null)
        {
            var drop = new SyncAction.Drop(session.Peer, new PeerFault(PeerFaultCode.InvalidHeader, violation.ToString()));
            return [drop, .. OnPeerGone(session.Peer, now)];
        }
        if (nodes.IsEmpty) return End(now, isRefuted: session.Last is null);
        session.Last = nodes[^1];
        foreach (var hash in missing) session.Missing.Enqueue(hash);
        return session.HasMore && session.Missing.Count < HeadersHeldMax
            ? AskHeaders(session, [session.Last.Hash], now)
            : Fetch(session, now);
    }

    /// <summary>A body that was asked for came, and the chain judged it.</summary>
    public IReadOnlyList<SyncAction> OnBody(PeerId peer, Hash256 hash, bool isValid, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        if (_session is not { Stage: Stage.Bodies } session || session.Peer != peer || !session.InFlight.Remove(hash)) return [];
        claimant?.Bodies.OnAnswer(now.Since(session.AskedAt));
        session.IsFruitful |= isValid;
        return isValid ? AskBodies(session, now) : End(now);
    }

    /// <summary>A peer does not have bodies that it was asked for.</summary>
    public IReadOnlyList<SyncAction> OnNotFound(PeerId peer, IReadOnlyCollection<Hash256> hashes, Moment now)
    {
        if (_claimants.TryGetValue(peer, out var claimant)) claimant.Unanswered.OnAnswer();
        return _session is { } session && session.Peer == peer && hashes.Any(session.InFlight.Contains) ? End(now) : [];
    }

    /// <summary>
    /// The deadline passed: the peer is passed over until it says something new. The third request in ten minutes with no answer to
    /// anything meanwhile costs the connection.
    /// </summary>
    public IReadOnlyList<SyncAction> OnTime(Moment now)
    {
        if (_session is not { } session || session.Deadline is not { } deadline || deadline > now) return [];
        if (!IsOneTooMany(session, now)) return End(now, isLate: true);
        var drop = new SyncAction.Drop(session.Peer, new PeerFault(PeerFaultCode.NoAnswer));
        return [drop, .. OnPeerGone(session.Peer, now)];
    }

    private bool IsOneTooMany(Session session, Moment now)
    {
        // Where we are is our own chain's answer.
        if (session.Stage is Stage.Locating || !_claimants.TryGetValue(session.Peer, out var claimant)) return false;
        (session.Stage is Stage.Headers ? claimant.Headers : claimant.Bodies).OnTimeout();
        return claimant.Unanswered.Add(now);
    }

    private List<SyncAction> Next(Moment now)
    {
        if (_session is { } session && !GivesWay(session)) return [];
        var next = _claimants
            .Where(claimant => claimant.Value.Claim is { } claim && claim.IsAhead(_ourWork, _ourTip))
            .Select(claimant => (Peer: claimant.Key, claimant.Value.LastFruitless, Claim: claimant.Value.Claim!.Value))
            .OrderBy(candidate => candidate.LastFruitless)
            .ThenByDescending(candidate => candidate.Claim.Work)
            .ThenBy(candidate => candidate.Claim.Number)
            .ToList();
        if (next.Count == 0) return [];
        _session = new Session(next[0].Peer, next[0].Claim) { Deadline = now.Plus(HeadersTimeoutMin) };
        return [new SyncAction.AskLocator()];
    }

    /// <summary>Who kept us waiting before, and brought nothing yet, does not keep those waiting who never did; its claim waits for its turn.</summary>
    private bool GivesWay(Session session) => session is { Stage: Stage.Locating or Stage.Headers, Last: null }
        && _claimants.TryGetValue(session.Peer, out var idler) && idler.LastFruitless > 0
        && _claimants.Values.Any(other => other is { LastFruitless: 0, Claim: { } claim } && claim.IsAhead(_ourWork, _ourTip));

    private Claimant ClaimantOf(PeerId peer)
    {
        if (!_claimants.TryGetValue(peer, out var claimant)) _claimants.Add(peer, claimant = new Claimant());
        return claimant;
    }

    private List<SyncAction> AskHeaders(Session session, ImmutableArray<Hash256> locator, Moment now)
    {
        session.Stage = Stage.Headers;
        session.RequestId = ++_lastId;
        Await(session, ClaimantOf(session.Peer).Headers, now);
        return [new SyncAction.AskHeaders(session.Peer, session.RequestId, locator)];
    }

    private List<SyncAction> Fetch(Session session, Moment now)
    {
        var wins = session.Last is { } last && HeaderNode.IsAhead(last.Work, last.Hash, _ourWork, _ourTip);
        if (!wins) return End(now, isRefuted: true);
        session.Stage = Stage.Bodies;
        return AskBodies(session, now);
    }

    private List<SyncAction> AskBodies(Session session, Moment now)
    {
        if (session.InFlight.Count == 0 && session.Missing.Count == 0) return End(now);
        Await(session, ClaimantOf(session.Peer).Bodies, now);
        // Half a request's worth keeps the line busy while the answers come.
        if (session.InFlight.Count > Message.GetBlocks.CountMax / 2 || session.Missing.Count == 0) return [];
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        while (session.InFlight.Count < Message.GetBlocks.CountMax && session.Missing.TryDequeue(out var hash))
        {
            session.InFlight.Add(hash);
            hashes.Add(hash);
        }
        return [new SyncAction.AskBlocks(session.Peer, ++_lastId, hashes.ToImmutable())];
    }

    private static void Await(Session session, Patience patience, Moment now) =>
        (session.AskedAt, session.Deadline) = (now, now.Plus(patience.Span));

    /// <summary>The session is over, and the claim it followed forgotten; what came since is not.</summary>
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

    private enum Stage
    {
        Locating,
        Headers,
        Considering,
        Bodies,
    }

    private readonly record struct Claim(Work Work, Hash256 Tip, bool IsSure, long Number)
    {
        public bool IsAhead(Work work, Hash256 tip) => IsSure || HeaderNode.IsAhead(Work, Tip, work, tip);
    }

    private sealed class Claimant
    {
        public Claim? Claim { get; set; }

        /// <summary>What its own headers showed to be untrue.</summary>
        public (Work Work, Hash256 Tip)? Refuted { get; set; }

        /// <summary>When its last session brought nothing or let us wait in the end, counted in such sessions; 0 = it did not.</summary>
        public long LastFruitless { get; set; }

        public Patience Headers { get; } = new(HeadersTimeoutMin, TimeoutMax);

        public Patience Bodies { get; } = new(BodyTimeoutMin, TimeoutMax);

        public Unanswered Unanswered { get; } = new();
    }

    private sealed class Session(PeerId peer, Claim claim)
    {
        public PeerId Peer { get; } = peer;

        public Claim Claim { get; } = claim;

        public Stage Stage { get; set; } = Stage.Locating;

        public Moment? Deadline { get; set; }

        /// <summary>From when on the answer is waited for.</summary>
        public Moment AskedAt { get; set; }

        public uint RequestId { get; set; }

        public bool HasMore { get; set; }

        public bool IsFruitful { get; set; }

        public HeaderNode? Last { get; set; }

        public Queue<Hash256> Missing { get; } = new();

        public HashSet<Hash256> InFlight { get; } = [];
    }
}
