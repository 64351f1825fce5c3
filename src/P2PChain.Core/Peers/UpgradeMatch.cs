using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using static System.FormattableString;

namespace P2PChain.Core.Peers;

/// <summary>Compares a peer's upgrades with this node's.</summary>
/// <param name="Fault">The reason to part from the peer; null if the two can share a chain so far.</param>
/// <param name="SplitsAt">
/// The height at which the two will part, because one of them plans an upgrade there and the other does not; null if
/// there is none.
/// </param>
/// <remarks>
/// A peer announces its upgrades once, so its announcement may be older than its tip. Source: docs/rules.md U2.
/// </remarks>
public sealed record UpgradeMatch(PeerFault? Fault, long? SplitsAt)
{
    // Only a person changes a schedule.
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>Judges a peer: at its announce, and again after each change of this node's tip.</summary>
    /// <param name="ours">This node's rule sets.</param>
    /// <param name="tipHeight">The height of this node's tip.</param>
    /// <param name="theirs">The announced upgrades.</param>
    public static UpgradeMatch Of(RuleSchedule ours, long tipHeight, ForkId theirs)
    {
        var passed = ours.PassedAt(tipHeight);
        for (var count = 0; count <= ours.Count; count++)
        {
            if (ours.HashOf(count) != theirs.Passed) continue;
            var next = ours.HeightAfter(count);
            if (count < passed) return theirs.Next == next ? Good : LacksOurs(next!.Value);
            if (count == passed && theirs.Next <= tipHeight) return PassedOther(theirs.Next.Value);
            return theirs.Next == next ? Good : new UpgradeMatch(null, Earlier(theirs.Next, next));
        }
        return Part("it passed upgrades that are not planned here", "you passed upgrades that are not planned there");
    }

    private static UpgradeMatch Good { get; } = new(null, null);

    private static UpgradeMatch LacksOurs(long height) => Part(
        Invariant($"it does not change rules at block {height}"),
        Invariant($"the rules changed there at block {height}: update"));

    private static UpgradeMatch PassedOther(long height) => Part(
        Invariant($"it changes rules at block {height}, and this node does not"),
        Invariant($"the rules did not change there at block {height}"));

    private static UpgradeMatch Part(string detail, string told) =>
        new(new PeerFault(PeerFaultCode.OtherUpgrades, detail) { Told = told, RetryAfter = Retry }, null);

    private static long Earlier(long? one, long? other) => Math.Min(one ?? long.MaxValue, other ?? long.MaxValue);
}
