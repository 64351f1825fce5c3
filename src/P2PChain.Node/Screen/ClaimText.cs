using P2PChain.Core.Sync;

namespace P2PChain.Node.Screen;

/// <summary>A peer's claim to a better chain, and what was checked of it.</summary>
internal static class ClaimText
{
    /// <summary>A phrase about a peer.</summary>
    /// <param name="height">The height that it claims.</param>
    /// <param name="claim">The check.</param>
    public static string Of(long height, PeerClaim claim)
    {
        var claims = $"claims height {Spoken.Number(height)}";
        return claim.State switch
        {
            ClaimState.Shown =>
                $"has {(claim.HasMore ? "at least " : "")}{Spoken.Count(claim.Blocks, "block")} that this node lacks",
            ClaimState.Unchecked when claim.CheckedTo > 0 =>
                $"{claims}: headers up to {Spoken.Number(claim.CheckedTo)} are checked",
            ClaimState.Unchecked => $"{claims}: its headers are not checked yet",
            ClaimState.Refuted => $"{claims}, and sent no headers of a better chain",
            ClaimState.Unanswered => $"{claims}, and did not send it",
            ClaimState.Paused => $"{claims}: one of its blocks cannot be kept yet",
            _ => $"has height {Spoken.Number(height)} and no better chain",
        };
    }
}
