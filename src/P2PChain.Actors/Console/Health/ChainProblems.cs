using P2PChain.Core.Sync;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console.Health;

/// <summary>Compares our chain with the peers' chains. A claim counts for what was checked of it.</summary>
internal static class ChainProblems
{
    /// <summary>The problem, if there is one. At least one extended peer is connected.</summary>
    public static Problem? Of(Status status, InStep step)
    {
        var claims = status.Claims.ToDictionary(static claim => claim.Peer);
        var peers = status.Peers.Where(static peer => peer.IsExtended)
            .Select(peer => (Peer: peer, Claim: claims.GetValueOrDefault(peer.Id)))
            .OrderBy(static one => RankOf(one.Claim.State)).ThenByDescending(static one => one.Claim.Blocks).ToList();
        var (first, claim) = peers[0];
        if (claim.State is ClaimState.Shown) return new Problem.Behind(claim.Blocks, first.Address, step);
        // A claim that its own peer does not show is a liar's, if other peers have our tip.
        var isOpen = claim.State is ClaimState.Unchecked or ClaimState.Paused;
        if (isOpen || (claim.State is not ClaimState.None && step.Peers == 0))
            return new Problem.Claimed(first.Height, first.Address, claim, step);
        if (step.Peers > 0) return null;
        var height = status.Chain.Tip.Height;
        var isDivided = peers.Exists(one => one.Peer.Height == height);
        return isDivided ? new Problem.Divided(height, step) : new Problem.Ahead(step);
    }

    private static int RankOf(ClaimState state) => state switch
    {
        ClaimState.Shown => 0,
        ClaimState.Unchecked => 1,
        ClaimState.Paused => 2,
        ClaimState.Unanswered => 3,
        ClaimState.Refuted => 4,
        _ => 5,
    };
}
