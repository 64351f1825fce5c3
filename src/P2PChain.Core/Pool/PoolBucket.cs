using System.Collections.Immutable;

namespace P2PChain.Core.Pool;

/// <summary>A bucket of a <see cref="SaltedPool"/>.</summary>
/// <param name="Number">0–255.</param>
/// <param name="Ids">The short ids of its transactions, 48 bits each.</param>
public sealed record PoolBucket(int Number, ImmutableArray<ulong> Ids);
