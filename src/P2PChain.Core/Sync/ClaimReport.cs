using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>Tells what was checked of the peers' claims.</summary>
internal sealed class ClaimReport(Claimants claimants, SyncSessions sessions)
{
    /// <summary>The claims of all peers, older connections first.</summary>
    public ImmutableArray<PeerClaim> At(Moment now) =>
        [.. claimants.All.Select(claimant => Of(claimant.Peer, claimant.Claimant, now))];

    private PeerClaim Of(PeerId peer, Claimant claimant, Moment now)
    {
        if (claimant.Last is not { } last || !claimants.IsAhead(last)) return new PeerClaim(peer, ClaimState.None);
        var isLate = claimant.LastFruitless > 0;
        // A new claim of a peer that did not answer is worth no more than its last one.
        if (SessionOf(peer, last) is { } session && !(isLate && session.Last is null)) return Of(peer, session);
        return new PeerClaim(peer, claimant.PausedUntil > now ? ClaimState.Paused
            : claimant.Refuted == (last.Work, last.Tip) ? ClaimState.Refuted
            : isLate ? ClaimState.Unanswered
            : ClaimState.Unchecked);
    }

    /// <summary>Its own session, or one with headers that show its claim.</summary>
    private SyncSession? SessionOf(PeerId peer, Claimant.Announced claim) =>
        sessions.Find(peer) is { IsHelper: false } own ? own
        : sessions.All.FirstOrDefault(session => !session.IsHelper && session.Shows(claim));

    private static PeerClaim Of(PeerId peer, SyncSession session) =>
        new(peer, session.IsWinning ? ClaimState.Shown : ClaimState.Unchecked)
        {
            CheckedTo = session.Last?.Height ?? 0,
            Blocks = session.Missing.Count,
            HasMore = session.HasMore,
        };
}
