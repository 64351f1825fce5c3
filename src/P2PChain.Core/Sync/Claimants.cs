using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The peers with their announced chains, our own chain, and the order in which they are asked.</summary>
internal sealed class Claimants
{
    // Twice the connections of a large node. An address beyond that is as good as a new one.
    private const int AddressesMax = 1_000;

    // The longest turn has 2^34 headers.
    private const int TurnsMax = 20;

    private readonly SortedDictionary<long, Claimant> _all = [];
    private readonly RecentlyUsed<string, AnswerRecord> _addresses = new(AddressesMax);
    private long _lastFruitless;
    private long _lastClaim;
    private Work _ourWork;
    private Hash256 _ourTip;

    /// <summary>The peers, older connections first.</summary>
    public IEnumerable<(PeerId Peer, Claimant Claimant)> All =>
        _all.Select(static claimant => (new PeerId(claimant.Key), claimant.Value));

    /// <summary>A peer, known from now on.</summary>
    public Claimant this[PeerId peer]
    {
        get
        {
            if (!_all.TryGetValue(peer.Number, out var claimant)) _all.Add(peer.Number, claimant = new Claimant());
            return claimant;
        }
    }

    /// <summary>A peer that is known; null otherwise.</summary>
    public Claimant? Find(PeerId peer) => _all.GetValueOrDefault(peer.Number);

    /// <summary>A connection is ready.</summary>
    public void Add(PeerId peer, PeerOrigin origin)
    {
        if (!_addresses.TryGet(origin.Address, out var address))
            _addresses.Set(origin.Address, address = new AnswerRecord());
        var claimant = this[peer];
        claimant.IsChosen = origin.IsChosen;
        claimant.Address = address;
    }

    /// <summary>Forgets a peer. Its address is remembered.</summary>
    public void Remove(PeerId peer) => _all.Remove(peer.Number);

    /// <summary>The number of the next claim.</summary>
    public long NextNumber() => ++_lastClaim;

    /// <summary>A question to this peer was in vain.</summary>
    public void OnFruitless(PeerId peer) => Find(peer)?.OnFruitless(++_lastFruitless);

    /// <summary>This node follows another chain. Each pause ends.</summary>
    public void OnOurs(Work work, Hash256 tip)
    {
        _ourWork = work;
        _ourTip = tip;
        foreach (var claimant in _all.Values) claimant.PausedUntil = null;
    }

    /// <summary>Whether a chain beats ours.</summary>
    public bool IsBetter(Work work, Hash256 tip) => HeaderNode.IsAhead(work, tip, _ourWork, _ourTip);

    /// <summary>Whether a claim is worth its headers.</summary>
    public bool IsAhead(Claimant.Announced claim) => claim.IsAhead(_ourWork, _ourTip);

    /// <summary>
    /// The peers whose claims may be followed now, in the order in which they are asked. The promise of a claim buys no
    /// place: the older connection comes first, because fresh ones cost nothing.
    /// </summary>
    public List<(PeerId Peer, Claimant Claimant)> Waiting(Moment now) =>
    [
        .. _all.Where(claimant => MayFollow(claimant.Value, now))
            .OrderBy(claimant => claimant.Value.Rank)
            .ThenBy(claimant => claimant.Value.LastFruitless)
            .Select(claimant => (new PeerId(claimant.Key), claimant.Value)),
    ];

    /// <summary>The last claim of each peer is followed once more, also a refuted one.</summary>
    public void Renew()
    {
        foreach (var claimant in _all.Values)
        {
            claimant.Refuted = null;
            claimant.PausedUntil = null;
            if (claimant.Last is { } last) claimant.Claim ??= last with { Number = NextNumber() };
        }
    }

    /// <summary>The end of the first pause of a better chain; null if none is paused.</summary>
    public Moment? PauseEnd(Moment now) => _all.Values.Where(IsAhead).Where(claimant => claimant.PausedUntil > now)
        .Min(claimant => claimant.PausedUntil);

    /// <summary>
    /// Whether a peer with very many headers lets the others go first. Headers are cheap to make, so a chain that only
    /// proves its work takes turns with the chains of other peers. Each turn is twice as long as the one before.
    /// </summary>
    /// <param name="session">Its session.</param>
    /// <param name="firstTurn">Headers of the first turn.</param>
    /// <param name="now">The monotonic clock.</param>
    public bool MustWait(SyncSession session, int firstTurn, Moment now)
    {
        var claimant = this[session.Peer];
        if (session.Headers < (long)firstTurn << claimant.Turns) return false;
        if (!_all.Values.Any(other => other != claimant && MayFollow(other, now))) return false;
        claimant.Turns = Math.Min(claimant.Turns + 1, TurnsMax);
        return true;
    }

    private bool MayFollow(Claimant claimant, Moment now) => IsAhead(claimant) && !(claimant.PausedUntil > now);

    private bool IsAhead(Claimant claimant) => claimant.Claim is { } claim && IsAhead(claim);
}
