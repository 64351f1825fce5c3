using P2PChain.Core.Crypto;

namespace P2PChain.Core.Peering;

/// <summary>Which of two connections with the same node stays.</summary>
/// <remarks>
/// Both sides must come to the same answer without asking. An announced key is a claim: only from the same remote address
/// may it cost an older connection its place, otherwise anybody could cut one by naming its key.
/// </remarks>
public static class DuplicateRule
{
    /// <summary>Whether the newer connection replaces the older one.</summary>
    /// <param name="ours">Our key.</param>
    /// <param name="theirs">The key that both connections announced.</param>
    /// <param name="sharesAddress">Whether both come from, or go to, the same remote address.</param>
    /// <param name="olderIsOutbound">Whether we dialled the older one.</param>
    /// <param name="newerIsOutbound">Whether we dialled the newer one.</param>
    public static bool NewerStays(
        PublicKey ours, PublicKey theirs, bool sharesAddress, bool olderIsOutbound, bool newerIsOutbound)
    {
        if (!sharesAddress) return false;
        if (olderIsOutbound == newerIsOutbound) return true;
        var smallerIsOurs = ours.CompareTo(theirs) < 0;
        return newerIsOutbound == smallerIsOurs;
    }
}
