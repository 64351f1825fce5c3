using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>The pool's answer to a transaction.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The transaction is in the pool now.</summary>
    /// <param name="Entry">Its place in the pool.</param>
    /// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
    public sealed record Accepted(PoolEntry Entry, UnixTime? WaitsUntil = null) : Admission;

    /// <summary>The same transaction is in the pool already.</summary>
    public sealed record Waiting(PoolEntry Entry) : Admission;

    /// <summary>The transaction is refused.</summary>
    public sealed record Refused(Refusal Refusal) : Admission;
}
