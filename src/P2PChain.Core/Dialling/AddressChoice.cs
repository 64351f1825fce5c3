using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>Chooses addresses of a book: to dial, and to tell to a peer.</summary>
internal sealed class AddressChoice(Random random)
{
    private const int ToldMin = 32;
    private const double ToldShare = 0.23;
    private const double Patience = 1.2;
    private const long Hour = 3_600_000;

    /// <summary>
    /// One of the wanted addresses. Each bucket has the same chance, so a full one does not crowd out the others.
    /// Addresses that failed are chosen less often.
    /// </summary>
    /// <param name="table">The buckets.</param>
    /// <param name="isWanted">Whether an address may be chosen.</param>
    /// <param name="now">The time.</param>
    public KnownAddress? Choose(ReadOnlySpan<KnownAddress?> table, Predicate<KnownAddress> isWanted, UnixTime now)
    {
        var buckets = new List<List<KnownAddress>>();
        for (var start = 0; start < table.Length; start += AddressPlaces.BucketSize)
        {
            var wanted = Wanted(table.Slice(start, AddressPlaces.BucketSize), isWanted);
            if (wanted.Count > 0) buckets.Add(wanted);
        }

        if (buckets.Count == 0) return null;
        for (var factor = 1.0; ; factor *= Patience)
        {
            var bucket = buckets[random.Next(buckets.Count)];
            var address = bucket[random.Next(bucket.Count)];
            if (random.NextDouble() < factor * address.Chance(now)) return address;
        }
    }

    /// <summary>Whether to choose among the tried ones first.</summary>
    public bool TriedFirst() => random.Next(2) == 0;

    /// <summary>Whether an address gets one more place: each place that it has halves the chance.</summary>
    public bool MayAddPlace(int places) => random.Next(1 << places) == 0;

    /// <summary>
    /// Addresses to tell: this node reached each of them itself. At least 32 and at most a quarter, so that one answer
    /// does not copy the book.
    /// </summary>
    public ImmutableArray<ToldAddress> ToTell(
        IEnumerable<KnownAddress> all, IPAddress asker, int portMin, int countMax, UnixTime now)
    {
        var fit = all.Where(known =>
            known.IsVerified && known.Address.Port >= portMin && !known.IsTerrible(now)
            && AddressScopes.Concerns(asker, known.Ip)).ToArray();
        random.Shuffle(fit);
        var count = Math.Min(countMax, Math.Max(ToldMin, (int)(fit.Length * ToldShare)));
        return [.. fit.Take(count).Select(known => new ToldAddress(known.Address, Hours(known.Seen)))];
    }

    private static List<KnownAddress> Wanted(ReadOnlySpan<KnownAddress?> bucket, Predicate<KnownAddress> isWanted)
    {
        var wanted = new List<KnownAddress>();
        foreach (var address in bucket)
            if (address is not null && isWanted(address)) wanted.Add(address);
        return wanted;
    }

    private static UnixTime Hours(UnixTime time) => new(time.Milliseconds / Hour * Hour);
}
