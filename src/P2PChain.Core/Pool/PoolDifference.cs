using System.Collections.Immutable;

namespace P2PChain.Core.Pool;

/// <summary>The difference between this node's pool and a peer's.</summary>
/// <param name="Ours">The transactions that the peer lacks, in the pool's order.</param>
/// <param name="Theirs">The short ids of those that this node lacks.</param>
public sealed record PoolDifference(ImmutableArray<PoolEntry> Ours, ImmutableArray<ulong> Theirs);
