using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The peers with their announced chains, our own chain, and the choice of the next to follow.</summary>
internal sealed class Claimants
{
    private readonly Dictionary<PeerId, Claimant> _all = [];
    private Work _ourWork;
    private Hash256 _ourTip;

    /// <summary>The end of the first pause; null if no better chain is paused.</summary>
    public Moment? PauseEnd => _all.Values.Where(IsAhead).Min(claimant => claimant.PausedUntil);

    /// <summary>A peer, known from now on.</summary>
    public Claimant this[PeerId peer]
    {
        get
        {
            if (!_all.TryGetValue(peer, out var claimant)) _all.Add(peer, claimant = new Claimant());
            return claimant;
        }
    }

    /// <summary>A peer that is known; null otherwise.</summary>
    public Claimant? Find(PeerId peer) => _all.GetValueOrDefault(peer);

    /// <summary>Forgets a peer.</summary>
    public void Remove(PeerId peer) => _all.Remove(peer);

    /// <summary>This node follows another chain. Each pause ends.</summary>
    public void OnOurs(Work work, Hash256 tip)
    {
        _ourWork = work;
        _ourTip = tip;
        foreach (var claimant in _all.Values) claimant.PausedUntil = null;
    }

    /// <summary>Whether a chain beats ours.</summary>
    public bool IsBetter(Work work, Hash256 tip) => HeaderNode.IsAhead(work, tip, _ourWork, _ourTip);

    /// <summary>The peer to follow next, with its claim; null if no chain is worth it now.</summary>
    public (PeerId Peer, Claimant.Announced Claim)? Next(Moment now) => _all
        .Where(claimant => MayFollow(claimant.Value, now))
        .OrderBy(claimant => claimant.Value.LastFruitless)
        .ThenByDescending(claimant => claimant.Value.Claim!.Value.Work)
        .ThenBy(claimant => claimant.Value.Claim!.Value.Number)
        .Select(claimant => ((PeerId, Claimant.Announced)?)(claimant.Key, claimant.Value.Claim!.Value))
        .FirstOrDefault();

    /// <summary>Whether another peer's chain waits.</summary>
    /// <param name="peer">This one does not count.</param>
    /// <param name="now">The monotonic clock.</param>
    /// <param name="isFresh">Whether only peers count that were never late nor fruitless.</param>
    public bool HasOther(PeerId peer, Moment now, bool isFresh) => _all.Any(
        other => other.Key != peer && MayFollow(other.Value, now) && (!isFresh || other.Value.LastFruitless == 0));

    private bool MayFollow(Claimant claimant, Moment now) => IsAhead(claimant) && !(claimant.PausedUntil > now);

    private bool IsAhead(Claimant claimant) => claimant.Claim is { } claim && claim.IsAhead(_ourWork, _ourTip);
}
