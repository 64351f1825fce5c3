using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The addresses of nodes that this node heard of: <em>new</em> ones, and <em>tried</em> ones, where it found a node of
/// its network itself. It is bounded, and no peer can fill it: the addresses of one source share a few buckets, and a
/// tried address gives way only after a dial there failed.
/// </summary>
/// <remarks>Not thread-safe. Source: the address manager of Bitcoin Core; sizes of CometBFT.</remarks>
public sealed class AddressBook
{
    /// <summary>The most addresses that this node has not reached.</summary>
    public const int NewMax = AddressPlaces.NewBuckets * AddressPlaces.BucketSize;

    /// <summary>The most addresses that this node has reached.</summary>
    public const int TriedMax = AddressPlaces.TriedBuckets * AddressPlaces.BucketSize;

    /// <summary>The most addresses in one answer.</summary>
    public const int ToldMax = 1000;

    /// <summary>The smallest port of an address that a peer tells. Smaller ones belong to system services.</summary>
    public const int PortMin = 1024;

    private const int ContestsMax = 10;
    private const int OwnMax = 64;
    private const int PacedMax = 4096;

    private static readonly TimeSpan PaceUnverified = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hearsay = TimeSpan.FromHours(2);
    private static readonly TimeSpan Implausible = TimeSpan.FromDays(5);
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SeenStep = TimeSpan.FromHours(1);
    private static readonly TimeSpan HolderIsGood = TimeSpan.FromHours(4);
    private static readonly TimeSpan TestPause = TimeSpan.FromMinutes(1);

    private readonly AddressTables _tables;
    private readonly AddressChoice _choice;
    private readonly Dictionary<HostPort, KnownAddress> _contests = []; // holder → the address that wants its place
    private readonly RecentlyUsed<HostPort, bool> _own = new(OwnMax);
    private readonly RecentlyUsed<IPAddress, UnixTime> _paced = new(PacedMax);
    private UnixTime? _lastReached;

    /// <summary>An empty book.</summary>
    /// <param name="places">Chooses the places, by a secret of this node.</param>
    /// <param name="random">The book's own source.</param>
    public AddressBook(AddressPlaces places, Random random)
    {
        Places = places;
        _tables = new AddressTables(places);
        _choice = new AddressChoice(random);
    }

    /// <summary>All addresses, each once.</summary>
    public IReadOnlyCollection<KnownAddress> All => _tables.All;

    /// <summary>The nodes that this node dialled and was connected with at last, the oldest connection first.</summary>
    public ImmutableArray<HostPort> Anchors { get; set; } = [];

    /// <summary>Chooses the places.</summary>
    internal AddressPlaces Places { get; }

    /// <summary>The entry of an address; null if the book does not have it.</summary>
    public KnownAddress? Find(HostPort address) => _tables.Find(address.Canonical());

    /// <summary>A peer told an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="seen">The last time that a node was seen there, by that peer's word.</param>
    /// <param name="source">The peer's address.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the book knows more than before.</returns>
    public bool Add(HostPort address, UnixTime seen, IPAddress source, UnixTime now)
    {
        if (address.Port < PortMin || _own.Contains(address)) return false;
        if (IpOf(address) is not { } ip || !AddressScopes.Concerns(source, ip)) return false;
        var isItself = ip.Equals(source);
        var plausible = seen.Since(now) > AheadMax || seen.Milliseconds <= 0 ? now.Plus(-Implausible)
            : isItself ? seen : seen.Plus(-Hearsay);
        if (_tables.Find(address) is { } known) return Renew(known, plausible, source, now);
        return _tables.TryPlaceNew(new KnownAddress(address, ip, source, plausible), source, now);
    }

    /// <summary>A person named an address to begin with. It is due at once, also if it was dialled in vain.</summary>
    public void AddNamed(HostPort address, UnixTime now)
    {
        if (IpOf(address) is not { } ip) return;
        Add(address, now, ip, now);
        if (Find(address) is not { IsVerified: false } known) return;
        known.LastTry = null;
        _paced.Remove(ip);
    }

    /// <summary>This node dials an address.</summary>
    public void OnDial(HostPort address, UnixTime now)
    {
        if (Find(address) is not { } known) return;
        known.LastTry = now;
        if (!known.IsVerified && !IPAddress.IsLoopback(known.Ip)) _paced.Set(known.Ip, now);
    }

    /// <summary>
    /// This node dialled an address and found a node of its network there. The book may not know a named address.
    /// </summary>
    /// <returns>Whether this is the first time.</returns>
    public bool OnReached(HostPort named, UnixTime now)
    {
        var address = named.Canonical();
        if (IpOf(address) is not { } ip || AddressScopes.Of(ip) == AddressScope.Unusable) return false;
        var known = _tables.Find(address) ?? new KnownAddress(address, ip, ip, now);
        var isFirst = !known.IsVerified;
        known.Seen = now;
        known.LastTry = now;
        known.LastReached = now;
        known.Attempts = 0;
        _lastReached = now;
        _contests.Remove(address);
        if (!known.IsTried) Promote(known, now);
        return isFirst;
    }

    /// <summary>
    /// A dial failed. Until another dial succeeds it counts once, because this node may be cut off itself.
    /// </summary>
    public void OnFailed(HostPort address, UnixTime now)
    {
        if (Find(address) is not { } known) return;
        known.LastTry = now;
        if (_lastReached is { } reached && (known.LastCounted is not { } counted || counted < reached))
        {
            known.LastCounted = now;
            known.Attempts++;
        }
        if (_contests.Remove(known.Address, out var challenger) && IsStillNew(challenger)) _tables.PutTried(challenger);
    }

    /// <summary>This node itself is there. The address is forgotten, and not learnt again.</summary>
    public void OnOurselves(HostPort named)
    {
        var address = named.Canonical();
        _own.Set(address, true);
        if (_tables.Find(address) is { } known) _tables.Remove(known);
        _contests.Remove(address);
    }

    /// <summary>Whether an address may be dialled: one that this node never reached, once in ten minutes.</summary>
    public bool IsDue(KnownAddress known, UnixTime now) =>
        known.IsVerified
        || (!known.WasTriedWithin(PaceUnverified, now)
            && !(_paced.TryGet(known.Ip, out var at) && at <= now && now.Since(at) < PaceUnverified));

    /// <summary>An address to dial for a lasting connection: as often a new one as a tried one.</summary>
    /// <param name="isWanted">Whether the caller has a use for it.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null if none is wanted and due.</returns>
    public KnownAddress? Next(Predicate<KnownAddress> isWanted, UnixTime now)
    {
        var triedFirst = _choice.TriedFirst();
        return Choose(triedFirst, isWanted, now) ?? Choose(!triedFirst, isWanted, now);
    }

    /// <summary>
    /// An address to dial only in order to see whether a node is there: a tried one with a rival for its place,
    /// else a new one.
    /// </summary>
    public KnownAddress? NextToTest(Predicate<KnownAddress> isWanted, UnixTime now)
    {
        foreach (var address in _contests.Keys)
            if (_tables.Find(address) is { } holder && !holder.WasTriedWithin(TestPause, now) && isWanted(holder))
                return holder;
        return Choose(amongTried: false, isWanted, now);
    }

    /// <summary>Addresses to tell to a peer: this node reached each of them itself.</summary>
    public ImmutableArray<ToldAddress> ToTell(IPAddress asker, UnixTime now) =>
        _choice.ToTell(_tables.All, asker, PortMin, ToldMax, now);

    /// <summary>Adds an address as it was stored.</summary>
    /// <param name="known">The address.</param>
    /// <param name="places">Its places among the new ones; none if it was a tried one.</param>
    /// <param name="now">The time.</param>
    internal void Restore(KnownAddress known, ImmutableArray<int> places, UnixTime now)
    {
        if (_tables.Find(known.Address) is not null) return;
        if (known.LastReached is { } reached && !(_lastReached >= reached)) _lastReached = reached;
        if (places.IsEmpty && known.IsVerified && _tables.HolderOf(known) is null) _tables.PutTried(known);
        else if (!_tables.TryRestore(known, places)) _tables.TryPlaceNew(known, known.Source, now);
    }

    private KnownAddress? Choose(bool amongTried, Predicate<KnownAddress> isWanted, UnixTime now) => _choice.Choose(
        amongTried ? _tables.Tried : _tables.New, known => IsDue(known, now) && isWanted(known), now);

    private bool Renew(KnownAddress known, UnixTime seen, IPAddress source, UnixTime now)
    {
        var isNews = seen.Since(known.Seen) > SeenStep;
        if (isNews) known.Seen = seen;
        var mayAdd = isNews && !known.IsTried && known.Places.Count < KnownAddress.PlacesMax;
        return (mayAdd && _choice.MayAddPlace(known.Places.Count) && _tables.TryPlaceNew(known, source, now)) || isNews;
    }

    /// <summary>Gives a reached address its tried place. A holder not reached lately is tested first.</summary>
    private void Promote(KnownAddress known, UnixTime now)
    {
        if (_tables.HolderOf(known) is not { } holder) _tables.PutTried(known);
        else
        {
            if (_tables.Find(known.Address) is null && !_tables.TryPlaceNew(known, known.Source, now)) return;
            var isGood = holder.LastReached is { } reached && now.Since(reached) < HolderIsGood;
            if (!isGood && _contests.Count < ContestsMax) _contests.TryAdd(holder.Address, known);
        }
    }

    private bool IsStillNew(KnownAddress known) => _tables.Find(known.Address) == known && !known.IsTried;

    private static IPAddress? IpOf(HostPort address) =>
        IPAddress.TryParse(address.Host, out var ip) && ip.ToString() == address.Host ? ip : null;
}
