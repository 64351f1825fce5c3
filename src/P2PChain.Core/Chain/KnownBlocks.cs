using System.Collections.Immutable;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>The blocks that a ledger knows besides those of its best chain. It never changes.</summary>
/// <param name="Side">The hashes of the side blocks.</param>
/// <param name="Condemned">The condemned hashes, each with its reason.</param>
/// <param name="Parked">The blocks ahead of this node's clock.</param>
public sealed record KnownBlocks(
    ImmutableHashSet<Hash256> Side,
    ImmutableDictionary<Hash256, Violation> Condemned,
    ImmutableArray<ParkedBlock> Parked)
{
    /// <summary>None.</summary>
    public static KnownBlocks None { get; } = new([], ImmutableDictionary<Hash256, Violation>.Empty, []);
}
