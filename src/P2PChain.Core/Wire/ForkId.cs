using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Wire;

/// <summary>
/// The upgrades that a node has passed, and its next one. Nodes with different schedules find out in the handshake.
/// </summary>
/// <param name="Passed">
/// First 32 bits of SHA-256 of the canonical JSON list of the upgrades passed, each <c>[height, rule set]</c>.
/// </param>
/// <param name="Next">Height of the next upgrade; null if none is planned.</param>
public sealed record ForkId(uint Passed, long? Next)
{
    /// <summary>No upgrade passed, none planned: the hash of the empty list.</summary>
    public static ForkId NoUpgrades { get; } = new((uint)(Hash256.Of("[]"u8).High >> 96), null);

    /// <summary>The upgrades of a node with a tip at this height.</summary>
    public static ForkId Of(RuleSchedule rules, long tipHeight)
    {
        var passed = rules.PassedAt(tipHeight);
        return new ForkId(rules.HashOf(passed), rules.HeightAfter(passed));
    }
}
