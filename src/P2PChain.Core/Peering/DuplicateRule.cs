using P2PChain.Core.Crypto;

namespace P2PChain.Core.Peering;

/// <summary>Which of two connections with the same node stays.</summary>
/// <remarks>
/// An announced key is a claim, and an address may be many machines', so nobody who connects to us can cost another
/// connection its place by naming its key: the older one stays as long as it answers. Only our own dial, to an address that
/// a person named, may outweigh a connection that was made to us. That must be so where two nodes dial each other at the same
/// moment: each has accepted the other's connection before its own is answered, and both have to keep the same one.
/// </remarks>
public static class DuplicateRule
{
    /// <summary>How long the older connection has to answer, before the newer one takes its place.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether the newer connection replaces the older one at once; otherwise only where the older one does not answer.</summary>
    /// <param name="ours">Our key.</param>
    /// <param name="theirs">The key that both connections announced.</param>
    /// <param name="olderIsOutbound">Whether we dialled the older one.</param>
    /// <param name="newerIsOutbound">Whether we dialled the newer one.</param>
    public static bool NewerReplaces(PublicKey ours, PublicKey theirs, bool olderIsOutbound, bool newerIsOutbound) =>
        newerIsOutbound && !olderIsOutbound && ours.CompareTo(theirs) < 0;
}
