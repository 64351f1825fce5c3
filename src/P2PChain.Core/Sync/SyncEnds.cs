using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The ends of sessions, and their effect on the peer.</summary>
internal sealed class SyncEnds(Claimants claimants, SyncSessions sessions)
{
    /// <summary>A block cannot be kept yet. No peer is asked for it before the pause is over.</summary>
    public void PauseAll(Hash256 hash, TimeSpan span, Moment now)
    {
        foreach (var session in sessions.All.Where(session => session.Missing.Contains(hash)).ToList())
            Pause(session, span, now);
    }

    /// <summary>
    /// The session ends at a block that cannot be kept yet. All blocks above it would be fetched in vain. The claim
    /// stands, and is followed again after the pause or once our tip has moved.
    /// </summary>
    public void Pause(SyncSession session, TimeSpan span, Moment now)
    {
        if (claimants.Find(session.Peer) is { } claimant)
        {
            var length = span < SyncLimits.PauseMax ? span : SyncLimits.PauseMax;
            claimant.PausedUntil = now.Plus(length > SyncLimits.PauseMin ? length : SyncLimits.PauseMin);
            if (claimant.Claim is { } claim)
                claimant.Claim = claim with { IsSure = false, Number = claimants.NextNumber() };
        }
        End(session, isFruitless: false);
    }

    /// <summary>A peer lacks a body of the chain that another peer showed. Its own claim is followed now.</summary>
    public void EndHelp(SyncSession session)
    {
        sessions.Remove(session);
        claimants[session.Peer].HelpedInVain = session.Missing;
    }

    /// <summary>The session is over. The claim that it followed is forgotten; a later one is kept.</summary>
    public void End(SyncSession session, bool isFruitless, bool isRefuted = false)
    {
        sessions.Remove(session);
        if (claimants.Find(session.Peer) is not { } claimant) return;
        if (claimant.Claim?.Number == session.Claim.Number) claimant.Claim = null;
        if (isRefuted && !session.Claim.IsSure) claimant.Refuted = (session.Claim.Work, session.Claim.Tip);
        if (isFruitless) claimants.OnFruitless(session.Peer);
    }
}
