using P2PChain.Core.Model;

namespace P2PChain.Core.Pool;

/// <summary>A transaction that waits for a block.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Sequence">
/// Its place in the pool; lower comes first. Returned transactions get places before all others.
/// </param>
/// <param name="Source">Its source.</param>
public sealed record PoolEntry(Transaction Transaction, long Sequence, PoolSource Source)
{
    /// <summary>Whether an abandoned block returned it. New transactions have places from 1 up.</summary>
    public bool IsReturned => Sequence <= 0;
}
