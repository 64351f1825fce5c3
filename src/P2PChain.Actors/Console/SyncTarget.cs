using P2PChain.Actors.Net;
using P2PChain.Core.Sync;

namespace P2PChain.Actors.Console;

/// <summary>The end of the present sync.</summary>
/// <param name="Height">The height of the best chain with checked headers; 0 if there is no sync.</param>
internal sealed record SyncTarget(long Height)
{
    /// <summary>A peer's word counts only for headers that follow checked ones.</summary>
    public static SyncTarget Of(IEnumerable<PeerClaim> claims, IEnumerable<PeerView> peers)
    {
        var shown = claims.Where(static claim => claim.State is ClaimState.Shown);
        var heights =
            from claim in shown
            join peer in peers on claim.Peer equals peer.Id
            select claim.HasMore ? Math.Max(claim.CheckedTo, peer.Height) : claim.CheckedTo;
        return new SyncTarget(heights.DefaultIfEmpty().Max());
    }
}
