using P2PChain.Core.Model;

namespace P2PChain.Core.Pool;

/// <summary>A transaction that waits for a block.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Sequence">Its place in the pool's order; lower comes first. Returned ones get places before all others.</param>
/// <param name="Source">Where it came from.</param>
public sealed record PoolEntry(Transaction Transaction, long Sequence, PoolSource Source)
{
    /// <summary>Whether an abandoned block gave it back: what comes anew has places from 1 up.</summary>
    public bool IsReturned => Sequence <= 0;
}
