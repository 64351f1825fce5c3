using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>
/// The waiting transactions under a salt, in 256 buckets. Two nodes compare the digests of their buckets, then the
/// short ids of the buckets that differ. So pools that differ little exchange little.
/// </summary>
/// <remarks>
/// A transaction's number is the first 64 bits of SHA-256 of salt and txid. Its low 8 bits are the bucket, its upper 48
/// bits the short id. The digest of a bucket is the exclusive or of its numbers. With the next salt, two transactions
/// with one short id have two. Source: docs/protocol.md, Pool reconciliation.
/// </remarks>
public sealed class SaltedPool
{
    /// <summary>The number of buckets.</summary>
    public const int BucketCount = 256;

    /// <summary>Bits of a short id.</summary>
    public const int IdBits = 48;

    /// <summary>The most short ids in a message: more than a pool holds.</summary>
    public const int IdsMax = 25_000;

    private readonly List<(ulong Id, PoolEntry Entry)>[] _buckets = new List<(ulong, PoolEntry)>[BucketCount];
    private readonly ulong[] _digests = new ulong[BucketCount];

    /// <summary>Sorts a pool into buckets: one hash per transaction.</summary>
    /// <param name="entries">In the pool's order.</param>
    /// <param name="salt">The asking node draws it.</param>
    public SaltedPool(IEnumerable<PoolEntry> entries, ulong salt)
    {
        for (var i = 0; i < BucketCount; i++) _buckets[i] = [];
        Span<byte> text = stackalloc byte[sizeof(ulong) + Hash256.Bytes];
        Span<byte> hash = stackalloc byte[Hash256.Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(text, salt);
        foreach (var entry in entries)
        {
            entry.Transaction.TxId.CopyTo(text[sizeof(ulong)..]);
            SHA256.HashData(text, hash);
            var number = BinaryPrimitives.ReadUInt64BigEndian(hash);
            var bucket = (int)(number % BucketCount);
            _buckets[bucket].Add((number >> (64 - IdBits), entry));
            _digests[bucket] ^= number;
        }
    }

    /// <summary>The digest of each bucket.</summary>
    public ImmutableArray<ulong> Digests => [.. _digests];

    /// <summary>
    /// The buckets that differ from a peer's, those without a transaction included. Beyond
    /// <see cref="IdsMax"/> ids the others are left for the next time.
    /// </summary>
    /// <param name="theirs">The peer's digests, <see cref="BucketCount"/> of them.</param>
    public ImmutableArray<PoolBucket> Differing(ImmutableArray<ulong> theirs)
    {
        var found = ImmutableArray.CreateBuilder<PoolBucket>();
        var count = 0;
        for (var i = 0; i < BucketCount; i++)
        {
            if (_digests[i] == theirs[i]) continue;
            count += _buckets[i].Count;
            if (count > IdsMax) break;
            found.Add(new PoolBucket(i, [.. _buckets[i].Select(one => one.Id)]));
        }
        return found.ToImmutable();
    }

    /// <summary>Compares buckets with a peer's.</summary>
    /// <param name="theirs">The peer's answer to this node's digests.</param>
    public PoolDifference Compare(ImmutableArray<PoolBucket> theirs)
    {
        var numbers = theirs.Select(bucket => bucket.Number).ToHashSet();
        var ours = numbers.SelectMany(number => _buckets[number]).ToList();
        var ourIds = ours.Select(one => one.Id).ToHashSet();
        var theirIds = theirs.SelectMany(bucket => bucket.Ids).ToHashSet();
        return new PoolDifference(
            InOrder(ours.Where(one => !theirIds.Contains(one.Id))),
            [.. theirIds.Where(id => !ourIds.Contains(id))]);
    }

    /// <summary>The transactions with these short ids, in the pool's order.</summary>
    public ImmutableArray<PoolEntry> Find(ImmutableArray<ulong> ids)
    {
        var wanted = ids.ToHashSet();
        return InOrder(_buckets.SelectMany(bucket => bucket).Where(one => wanted.Contains(one.Id)));
    }

    private static ImmutableArray<PoolEntry> InOrder(IEnumerable<(ulong Id, PoolEntry Entry)> found) =>
        [.. found.Select(one => one.Entry).OrderBy(entry => entry.Sequence)];
}
