using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// The upgrades that a node has passed, and its next one. Nodes with different schedules find out in the handshake.
/// </summary>
/// <param name="Passed">First 32 bits of SHA-256 of the canonical JSON list of the upgrade heights passed.</param>
/// <param name="Next">Height of the next upgrade; null when none is planned.</param>
public sealed record ForkId(uint Passed, long? Next)
{
    /// <summary>No upgrade passed, none planned: the hash of the empty list.</summary>
    public static ForkId NoUpgrades { get; } = new((uint)(Hash256.Of("[]"u8).High >> 96), null);
}
