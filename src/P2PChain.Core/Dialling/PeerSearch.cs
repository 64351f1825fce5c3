using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Dialling;

/// <summary>
/// Chooses the addresses to dial besides those that a person named: for connections while there are fewer than the
/// bound, and for looks whether a node is there. A look at each peer's own address makes the address fit to be told.
/// </summary>
/// <param name="book">The known addresses.</param>
/// <param name="outboundMax">The dialled connections, named ones included, at which no more are sought.</param>
public sealed class PeerSearch(AddressBook book, int outboundMax)
{
    private const int RestingMax = 1024;
    private const int FailuresMax = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<long, (HostPort Address, bool IsOutbound)> _connected = [];
    private readonly Dictionary<HostPort, bool> _dialling = [];
    private readonly RecentlyUsed<HostPort, Moment> _resting = new(RestingMax);
    private readonly Queue<HostPort> _anchors = new(book.Anchors);
    private Moment? _lookedAt;
    private bool _looksForNew;

    /// <summary>
    /// Whether the addresses of the book are dialled and told; otherwise only the neighbours are dialled.
    /// </summary>
    public bool UsesBook { get; init; } = true;

    /// <summary>The addresses that were announced on the local network.</summary>
    public LanNeighbours Neighbours { get; } = new();

    /// <summary>Whether any connection's handshake is done.</summary>
    public bool HasPeers => _connected.Count > 0;

    private int Outbound =>
        _connected.Values.Count(static peer => peer.IsOutbound) + _dialling.Values.Count(static isLook => !isLook);

    /// <summary>A connection's handshake is done.</summary>
    /// <param name="peer">The connection.</param>
    /// <param name="address">Where it was dialled; of an inbound one the observed host and the announced port.</param>
    /// <param name="isOutbound">Whether this node dialled.</param>
    /// <param name="isExtended">Whether it is a node of this network.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the address was never reached before, and is now.</returns>
    public bool OnCame(PeerId peer, HostPort address, bool isOutbound, bool isExtended, UnixTime now)
    {
        _dialling.Remove(address);
        _connected[peer.Number] = (address, isOutbound);
        Neighbours.OnCame(address);
        if (!UsesBook) return false;
        if (isOutbound) Anchor();
        if (!isExtended) return false;
        if (isOutbound) return book.OnReached(address, now);
        if (IPAddress.TryParse(address.Host, out var ip)) book.Add(address, now, ip, now);
        return false;
    }

    /// <summary>A connection ended after its handshake.</summary>
    public void OnWent(PeerId peer) => _connected.Remove(peer.Number);

    /// <summary>A dial to a found address ended before the handshake was done.</summary>
    /// <returns>Whether the address was never reached before, and is now.</returns>
    public bool OnEnded(HostPort address, DialEnd end, UnixTime now, Moment clock)
    {
        if (!_dialling.Remove(address)) return false;
        Neighbours.OnEnded(address, end, clock);
        if (!UsesBook) return false;
        switch (end)
        {
            case DialEnd.Ourselves: book.OnOurselves(address); return false;
            case DialEnd.Failed: book.OnFailed(address, now); return false;
            case DialEnd.Named: Rest(address, clock); return false;
            case DialEnd.Refused: Rest(address, clock); return book.OnReached(address, now);
            case DialEnd.Seen: return book.OnReached(address, now);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The dials to start now: at most one for a connection, and one look.</summary>
    public ImmutableArray<FoundDial> Take(UnixTime now, Moment clock)
    {
        var next = Outbound < outboundMax
            ? Start(NextNeighbour(clock) ?? Next(now, clock), isLook: false, now)
            : null;
        var look = _dialling.ContainsValue(true) ? null : Start(Look(now, clock), isLook: true, now);
        return [.. new[] { next, look }.OfType<FoundDial>()];
    }

    private FoundDial? Start(HostPort? address, bool isLook, UnixTime now)
    {
        if (address is null) return null;
        _dialling[address] = isLook;
        book.OnDial(address, now);
        return new FoundDial(address, isLook);
    }

    /// <summary>
    /// Any machine on the local network can announce addresses: they get at most half of the dialled connections.
    /// </summary>
    private HostPort? NextNeighbour(Moment clock)
    {
        var local = _connected.Values.Where(static peer => peer.IsOutbound).Select(static peer => peer.Address)
            .Concat(_dialling.Keys).Count(Neighbours.Contains);
        return local < (outboundMax + 1) / 2 ? Neighbours.Take(address => IsFree(address, clock), clock) : null;
    }

    private HostPort? Next(UnixTime now, Moment clock)
    {
        if (!UsesBook) return null;
        while (_anchors.TryDequeue(out var anchor))
            if (book.Find(anchor) is { } known && MayDial(known, now, clock)) return known.Address;
        var groups = _connected.Values.Where(static peer => peer.IsOutbound).Select(static peer => peer.Address)
            .Concat(_dialling.Keys).Select(GroupOf).OfType<NetGroup>().ToHashSet();
        var found = book.Next(known => MayDial(known, now, clock) && !groups.Contains(NetGroup.Of(known.Ip)), now)
            ?? book.Next(known => MayDial(known, now, clock), now);
        return found?.Address;
    }

    /// <summary>
    /// The own address of a peer first: other nodes wait for it. Else in turn an address to test and any other one: its
    /// chain may be better.
    /// </summary>
    private HostPort? Look(UnixTime now, Moment clock)
    {
        if (!UsesBook) return null;
        foreach (var (address, isOutbound) in _connected.Values)
            if (!isOutbound && book.Find(address) is { IsVerified: false } known && book.IsDue(known, now)
                && !_dialling.ContainsKey(address))
                return address;
        if (_lookedAt is { } last && clock.Since(last) < LookEvery) return null;
        _lookedAt = clock;
        _looksForNew = !_looksForNew;
        bool IsWanted(KnownAddress known) => MayDial(known, now, clock);
        var found = (_looksForNew ? book.NextToTest(IsWanted, now) : null) ?? book.Next(IsWanted, now);
        return found?.Address;
    }

    private bool MayDial(KnownAddress known, UnixTime now, Moment clock) =>
        IsFree(known.Address, clock)
        && !known.WasTriedWithin(known.Attempts < FailuresMax ? Pause : LongPause, now);

    private bool IsFree(HostPort address, Moment clock) =>
        !_dialling.ContainsKey(address)
        && _connected.Values.All(peer => peer.Address != address)
        && !(_resting.TryGet(address, out var until) && clock < until);

    private void Rest(HostPort address, Moment clock) => _resting.Set(address, clock.Plus(LongPause));

    /// <summary>The longest connections that this node dialled are dialled first after a restart.</summary>
    private void Anchor() => book.Anchors =
    [
        .. _connected.Values.Where(static peer => peer.IsOutbound).Select(static peer => peer.Address)
            .Take(AddressBookJson.AnchorsMax),
    ];

    // In an office all nodes are of one group.
    private static NetGroup? GroupOf(HostPort address) =>
        IPAddress.TryParse(address.Host, out var ip) && AddressScopes.Of(ip) == AddressScope.Public
            ? NetGroup.Of(ip)
            : null;
}
