using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The places of an address in the book. They follow from a secret, so that a stranger cannot choose addresses that
/// push out others.
/// </summary>
/// <param name="secret">At least 16 bytes.</param>
public sealed class AddressPlaces(ReadOnlyMemory<byte> secret)
{
    /// <summary>Places in a bucket.</summary>
    public const int BucketSize = 64;

    /// <summary>Buckets of addresses that this node has not reached.</summary>
    public const int NewBuckets = 256;

    /// <summary>Buckets of addresses that this node has reached.</summary>
    public const int TriedBuckets = 64;

    /// <summary>The most new buckets that all sources of one group fill.</summary>
    public const int BucketsPerSource = 32;

    /// <summary>The most tried buckets that all addresses of one group fill.</summary>
    public const int BucketsPerGroup = 4;

    /// <summary>The secret.</summary>
    public ReadOnlySpan<byte> Secret => secret.Span;

    /// <summary>The place of an address among the new ones: the bucket's number × 64 + the position in it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="ip">Its host.</param>
    /// <param name="source">The peer that told it.</param>
    public int InNew(HostPort address, IPAddress ip, IPAddress source)
    {
        var (from, group) = (NetGroup.Of(source), NetGroup.Of(ip));
        var share = Draw(string.Create(CultureInfo.InvariantCulture, $"share {from} {group}"), BucketsPerSource);
        var bucket = Draw(string.Create(CultureInfo.InvariantCulture, $"new {from} {share}"), NewBuckets);
        return Place("new", bucket, address);
    }

    /// <summary>The same, among the tried ones.</summary>
    public int InTried(HostPort address, IPAddress ip)
    {
        var share = Draw($"share {address}", BucketsPerGroup);
        var group = NetGroup.Of(ip);
        var bucket = Draw(string.Create(CultureInfo.InvariantCulture, $"tried {group} {share}"), TriedBuckets);
        return Place("tried", bucket, address);
    }

    private int Place(string table, int bucket, HostPort address)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"place {table} {bucket} {address}");
        return (bucket * BucketSize) + Draw(text, BucketSize);
    }

    private int Draw(string text, int below)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Span, Encoding.UTF8.GetBytes(text), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)below);
    }
}
