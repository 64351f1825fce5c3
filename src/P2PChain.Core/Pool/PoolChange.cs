using System.Collections.Immutable;

namespace P2PChain.Core.Pool;

/// <summary>A step's change of the pool: planned, stored, then applied.</summary>
/// <param name="Removed">Entries that leave, confirmed or no longer valid.</param>
/// <param name="Added">Entries that come, admitted or returned from abandoned blocks.</param>
/// <param name="Refused">The removed and the abandoned transactions that no longer stand.</param>
public sealed record PoolChange(
    ImmutableArray<PoolEntry> Removed, ImmutableArray<PoolEntry> Added, ImmutableArray<RefusedTransaction> Refused)
{
    /// <summary>No change.</summary>
    public static PoolChange None { get; } = new([], [], []);

    /// <summary>Whether there is no change.</summary>
    public bool IsNone => Removed.IsEmpty && Added.IsEmpty && Refused.IsEmpty;
}
