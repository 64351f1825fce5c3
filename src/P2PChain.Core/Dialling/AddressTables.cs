using System.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// The buckets of an address book. An address has one to four places among the new ones, or one among the tried ones.
/// </summary>
internal sealed class AddressTables(AddressPlaces places)
{
    private readonly Dictionary<HostPort, KnownAddress> _known = [];
    private readonly KnownAddress?[] _new = new KnownAddress?[AddressPlaces.NewBuckets * AddressPlaces.BucketSize];
    private readonly KnownAddress?[] _tried = new KnownAddress?[AddressPlaces.TriedBuckets * AddressPlaces.BucketSize];

    /// <summary>All addresses, each once.</summary>
    public IReadOnlyCollection<KnownAddress> All => _known.Values;

    /// <summary>The new buckets; an empty place is null.</summary>
    public ReadOnlySpan<KnownAddress?> New => _new;

    /// <summary>The tried buckets; an empty place is null.</summary>
    public ReadOnlySpan<KnownAddress?> Tried => _tried;

    public KnownAddress? Find(HostPort address) => _known.GetValueOrDefault(address);

    /// <summary>Gives an address its place for a source, if that is free or its holder may give way.</summary>
    public bool TryPlaceNew(KnownAddress address, IPAddress source, UnixTime now)
    {
        var place = places.InNew(address.Address, address.Ip, source);
        var holder = _new[place];
        if (holder == address) return false;
        var hasOthers = holder is { Places.Count: > 1 } && address.Places.Count == 0;
        if (holder is not null && !hasOthers && !holder.IsTerrible(now)) return false;
        PutNew(address, place);
        return true;
    }

    /// <summary>Gives an address those of its former places that are free.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryRestore(KnownAddress address, IEnumerable<int> formerly)
    {
        foreach (var place in formerly)
            if (_new[place] is null) PutNew(address, place);
        return address.Places.Count > 0;
    }

    /// <summary>The address at the tried place of another; null if the place is free.</summary>
    public KnownAddress? HolderOf(KnownAddress address) => _tried[places.InTried(address.Address, address.Ip)];

    /// <summary>Moves an address to its tried place. The holder goes back to the new ones.</summary>
    public void PutTried(KnownAddress address)
    {
        var place = places.InTried(address.Address, address.Ip);
        var holder = _tried[place];
        foreach (var old in address.Places.ToArray()) Vacate(old);
        _known[address.Address] = address;
        _tried[place] = address;
        address.IsTried = true;
        if (holder is null) return;
        holder.IsTried = false;
        PutNew(holder, places.InNew(holder.Address, holder.Ip, holder.Source));
    }

    /// <summary>Forgets an address.</summary>
    public void Remove(KnownAddress address)
    {
        foreach (var place in address.Places.ToArray()) Vacate(place);
        if (address.IsTried) _tried[places.InTried(address.Address, address.Ip)] = null;
        address.IsTried = false;
        _known.Remove(address.Address);
    }

    private void PutNew(KnownAddress address, int place)
    {
        if (_new[place] is not null) Vacate(place);
        _known[address.Address] = address;
        _new[place] = address;
        address.AddPlace(place);
    }

    private void Vacate(int place)
    {
        if (_new[place] is not { } holder) return;
        _new[place] = null;
        holder.RemovePlace(place);
        if (holder.Places.Count == 0 && !holder.IsTried) _known.Remove(holder.Address);
    }
}
