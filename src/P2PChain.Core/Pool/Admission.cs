using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>What the pool says to a transaction: exactly one of the three.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It waits for a block now.</summary>
    /// <param name="Entry">Its place in the pool.</param>
    /// <param name="WaitsUntil">From when a block may hold it; null when the next block may.</param>
    public sealed record Accepted(PoolEntry Entry, UnixTime? WaitsUntil = null) : Admission;

    /// <summary>The same transaction waits already.</summary>
    public sealed record Waiting(PoolEntry Entry) : Admission;

    /// <summary>The ledger does not take it.</summary>
    public sealed record Refused(Refusal Refusal) : Admission;
}
