using System.Collections.Immutable;

namespace P2PChain.Core.Pool;

/// <summary>What a step does to the pool; made by planning, stored, then applied.</summary>
/// <param name="Removed">Entries that leave: confirmed, or no longer valid.</param>
/// <param name="Added">Entries that come: admitted, or returned from abandoned blocks.</param>
/// <param name="Refused">Those of the removed and abandoned ones that can no longer stand.</param>
public sealed record PoolChange(
    ImmutableArray<PoolEntry> Removed, ImmutableArray<PoolEntry> Added, ImmutableArray<RefusedTransaction> Refused)
{
    /// <summary>Nothing changes.</summary>
    public static PoolChange None { get; } = new([], [], []);

    /// <summary>Whether nothing changes.</summary>
    public bool IsNone => Removed.IsEmpty && Added.IsEmpty && Refused.IsEmpty;
}
