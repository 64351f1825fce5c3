using System.Collections.Immutable;
using Akka.Event;
using P2PChain.Core.Pool;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// The questions of a connection that compares the pool with its peer's. The ledger's readers answer.
/// </summary>
public static class PoolProtocol
{
    /// <summary>Answered with <see cref="Digest"/>.</summary>
    public sealed record GetDigest(ulong Salt);

    /// <summary>Answers <see cref="GetDigest"/>.</summary>
    /// <param name="Salt">That of the question.</param>
    /// <param name="Buckets">See <see cref="SaltedPool.Digests"/>.</param>
    public sealed record Digest(ulong Salt, ImmutableArray<ulong> Buckets) : IDeadLetterSuppression;

    /// <summary>Compares the pool with a peer's digest. Answered with <see cref="Differing"/>.</summary>
    public sealed record GetDiffering(Message.PoolDigest Theirs);

    /// <summary>Answers <see cref="GetDiffering"/>.</summary>
    /// <param name="Id">That of the peer's digest.</param>
    /// <param name="Buckets">See <see cref="SaltedPool.Differing"/>.</param>
    public sealed record Differing(uint Id, ImmutableArray<PoolBucket> Buckets) : IDeadLetterSuppression;

    /// <summary>Compares the pool with a peer's buckets. Answered with <see cref="Compared"/>.</summary>
    public sealed record Compare(ulong Salt, ImmutableArray<PoolBucket> Theirs);

    /// <summary>Answers <see cref="Compare"/>.</summary>
    /// <param name="Salt">That of the question.</param>
    /// <param name="Difference">See <see cref="SaltedPool.Compare"/>.</param>
    public sealed record Compared(ulong Salt, PoolDifference Difference) : IDeadLetterSuppression;

    /// <summary>Finds the transactions that a peer asks for. Answered with <see cref="Found"/>.</summary>
    public sealed record Find(Message.GetPool Request);

    /// <summary>Answers <see cref="Find"/>: those that still wait, in the pool's order.</summary>
    public sealed record Found(ImmutableArray<PoolEntry> Entries) : IDeadLetterSuppression;
}
