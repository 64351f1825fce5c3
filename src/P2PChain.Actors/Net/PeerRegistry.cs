using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// The present connections. Decides which new ones get a slot, and which of two with the same node stays.
/// </summary>
internal sealed class PeerRegistry(PublicKey ownKey, NetworkParameters network, PeerSettings settings)
{
    private readonly Dictionary<PeerId, PeerEntry> _entries = [];
    private long _last;

    public int Count => _entries.Count;

    public IEnumerable<PeerEntry> Entries => _entries.Values;

    public ImmutableArray<PeerView> Views => [.. _entries.Values.Select(entry => entry.View).OfType<PeerView>()];

    /// <summary>The same with the bytes up to now.</summary>
    public ImmutableArray<PeerView> CountedViews =>
        [.. _entries.Values.Select(entry => entry.Counted).OfType<PeerView>()];

    public PeerId NextId() => new(++_last);

    /// <summary>Whether an accepted connection may compete for a slot.</summary>
    /// <param name="remote">The other side's address.</param>
    /// <param name="isDiscouraged">Whether the address gets no slot while half of them are taken.</param>
    /// <param name="now">The time.</param>
    /// <param name="crowdedOut">The connection that ends for it, in its handshake; null if none does.</param>
    /// <returns>The reason if it may not; else null.</returns>
    public PeerFault? Meet(IPAddress remote, bool isDiscouraged, Moment now, out IActorRef? crowdedOut)
    {
        crowdedOut = null;
        var inbound = _entries.Values
            .Where(entry => entry is { IsOutbound: false, Refusal: null, IsEnding: false }).ToList();
        if (isDiscouraged && inbound.Count(entry => entry.Stays) >= SlotsFor(isDiscouraged))
            return Refusals.Discouraged;
        var here = inbound.Where(entry => entry.Group == AddressGroup.Of(remote)).ToList();
        if (!IPAddress.IsLoopback(remote) && here.Count >= settings.PerAddressMax)
        {
            crowdedOut = End(InboundRule.SlowHandshakeToEnd(HandshakesOf(here), now));
            return crowdedOut is null ? Refusals.TooManyFromAddress(settings.PerAddressMax) : null;
        }
        if (inbound.Count < settings.InboundMax + PeerSettings.StrangersMax) return null;
        crowdedOut = End(InboundRule.HandshakeToEnd(HandshakesOf(inbound)));
        return crowdedOut is null ? Refusals.Full : null;
    }

    /// <summary>
    /// Whether a refused connection may send its first line in order to be told the reason. Only a few may at a time,
    /// so a flood stays cheap.
    /// </summary>
    public bool MayHear(IPAddress remote)
    {
        var refused = _entries.Values.Where(entry => entry.Refusal is not null).ToList();
        return refused.Count < PeerSettings.RefusedMax
            && (IPAddress.IsLoopback(remote) || CountAt(remote, refused) < PeerSettings.RefusedPerAddressMax);
    }

    /// <summary>A connection begins.</summary>
    public void Add(PeerEntry entry) => _entries.Add(entry.Id, entry);

    /// <summary>The first line of a connection was read.</summary>
    public void OnSpoke(PeerId id)
    {
        if (_entries.TryGetValue(id, out var entry)) entry.HasSpoken = true;
    }

    /// <summary>A connection ended.</summary>
    /// <returns>The other side's address; null if the connection is unknown.</returns>
    public IPEndPoint? Remove(PeerId id, out PeerView? view)
    {
        _entries.Remove(id, out var entry);
        view = entry?.View;
        return entry?.Remote;
    }

    /// <summary>Keeps the view of a peer.</summary>
    /// <returns>Its actor if this is the first view; else null.</returns>
    public IActorRef? Change(PeerView view)
    {
        if (!_entries.TryGetValue(view.Id, out var entry)) return null;
        var isNew = entry.View is null;
        entry.View = view;
        return isNew ? entry.Ref : null;
    }

    public PeerView? ViewOf(PeerId id) => _entries.GetValueOrDefault(id)?.View;

    /// <summary>The connection whose peer has this address, as people see it.</summary>
    public PeerId? At(HostPort address)
    {
        var shown = InterfaceNames.Named(address).ToString();
        return _entries.Values.FirstOrDefault(entry => entry.View?.Address == shown)?.Id;
    }

    public IActorRef RefOf(PeerId id) => _entries.GetValueOrDefault(id)?.Ref ?? ActorRefs.Nobody;

    public IPAddress? AddressOf(PeerId id) => _entries.GetValueOrDefault(id)?.Remote.Address;

    /// <summary>A staying connection with the node of this key; a proven one first.</summary>
    /// <param name="key">The node's key.</param>
    /// <param name="isProven">Whether only a proven one counts.</param>
    public PeerId? StayingWith(PublicKey? key, bool isProven) =>
        Staying(key).Where(entry => entry.IsProven || !isProven).MaxBy(entry => entry.IsProven)?.Id;

    /// <summary>Whether this node announced this nonce on a present connection.</summary>
    public bool IsOwnNonce(ulong nonce) => _entries.Values.Any(entry => entry.Nonce == nonce);

    /// <summary>Judges a connection by the key of its peer, which may be proven.</summary>
    public Judgement Judge(PeerProtocol.Introduce introduced)
    {
        if (!_entries.TryGetValue(introduced.Id, out var entry) || entry.IsEnding)
            return new Judgement.Reject(new PeerFault(PeerFaultCode.ConnectionLost));
        entry.Introduced = introduced;
        entry.Awaits = null;
        if (introduced.Key == ownKey)
        {
            var isOwnNonce = IsOwnNonce(introduced.Nonce);
            return new Judgement.Reject(
                Handshake.FaultOfOwnKey(isOwnNonce, introduced.IsProven, introduced.Address));
        }
        var older = Staying(introduced.Key).ToList();
        if (entry.Refusal is { } refusal && !ComesBack(entry, older) && !HasSlotAtAnyRate(entry))
            return new Judgement.Reject(refusal);
        entry.Refusal = null;
        if (introduced.Key is not { } key) return JudgeByRoom(entry);
        var (verdict, at) = DuplicateRule.Judge(ownKey, key, entry.Tie, [.. older.Select(other => other.Tie)]);
        return verdict switch
        {
            DuplicateRule.Verdict.Beside => JudgeByRoom(entry),
            DuplicateRule.Verdict.Refuse => new Judgement.Reject(new PeerFault(PeerFaultCode.Duplicate)),
            DuplicateRule.Verdict.Replace => Replace(older[at], entry),
            _ => Await(older[at], entry),
        };
    }

    /// <summary>The fault of a newer connection with the same key after the older one has answered.</summary>
    public PeerFault DuplicateOf(PeerId older, PeerProtocol.Introduce newer)
    {
        var standing = _entries.GetValueOrDefault(older)?.Introduced;
        return newer.IsProven && standing is { IsProven: true } && standing.Address != newer.Address
            ? new PeerFault(PeerFaultCode.DuplicateElsewhere, standing.Address)
            : new PeerFault(PeerFaultCode.Duplicate);
    }

    /// <summary>A connection did not answer, so it no longer stays.</summary>
    public void GiveUp(PeerId id)
    {
        if (_entries.TryGetValue(id, out var entry)) entry.Stays = false;
    }

    /// <summary>Takes the newer connections that waited for this one.</summary>
    public ImmutableArray<PeerProtocol.Introduce> TakeWaitingFor(PeerId older)
    {
        var waiting = _entries.Values.Where(entry => entry.Awaits == older).OrderBy(entry => entry.Id.Number).ToList();
        foreach (var entry in waiting) entry.Awaits = null;
        return [.. waiting.Select(entry => entry.Introduced!)];
    }

    /// <summary>The peer of a connection proved a discouraged key.</summary>
    public void Discourage(PeerId id)
    {
        if (_entries.TryGetValue(id, out var entry)) entry.IsDiscouraged = true;
    }

    /// <summary>
    /// An address or a node misbehaved. Its other connections lose their slots when another peer needs one.
    /// </summary>
    public void Discourage(Culprit culprit)
    {
        foreach (var entry in _entries.Values.Where(entry => !entry.IsOutbound && IsOf(entry, culprit)))
            entry.IsDiscouraged = true;
    }

    /// <summary>The party that answers for a connection; null if none does.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="isNamed">Whether it leads to an address that a person named.</param>
    /// <param name="isExempt">Whether its address is never discouraged.</param>
    public Culprit? CulpritOf(PeerId id, bool isNamed, Predicate<IPAddress> isExempt) =>
        !_entries.TryGetValue(id, out var entry) ? null : Culprit.Of(
            entry.Remote.Address, entry.ProvenKey, IsListed(entry), isNamed, isExempt(entry.Remote.Address));

    private static bool IsOf(PeerEntry entry, Culprit culprit) => culprit switch
    {
        Culprit.OfKey(var key) => entry.ProvenKey == key,
        Culprit.OfAddress(var group) => entry.Group == group,
        _ => false,
    };

    /// <summary>
    /// Whether a connection beyond the limit of its address belongs to a node that is connected from there. When a
    /// router loses its state, the old connections are dead and all their nodes come back at once.
    /// </summary>
    private bool ComesBack(PeerEntry newer, List<PeerEntry> older) =>
        newer.Refusal is { Code: PeerFaultCode.TooManyFromAddress }
        && older.Exists(other =>
            !other.IsOutbound
            && other.Group == newer.Group
            && _entries.Values.All(entry => entry.Awaits != other.Id));

    /// <summary>
    /// Whether the bounds on strangers do not apply: the peer proved a key that the network lists. A stranger can fill
    /// every slot, and must not keep an office out.
    /// </summary>
    private bool HasSlotAtAnyRate(PeerEntry entry) =>
        !entry.IsDiscouraged
        && entry.Refusal is null or { Code: PeerFaultCode.Full or PeerFaultCode.TooManyFromAddress }
        && IsListed(entry);

    private bool IsListed(PeerEntry entry) =>
        entry is { IsProven: true, Introduced.Key: { } key } && Standing.IsListed(network, key);

    private static Judgement.Admit Replace(PeerEntry older, PeerEntry newer)
    {
        older.Stays = false;
        newer.Stays = true;
        return new Judgement.Admit((older.Ref, new PeerFault(PeerFaultCode.Duplicate)));
    }

    private Judgement.AwaitOlder Await(PeerEntry older, PeerEntry newer)
    {
        var isFirst = _entries.Values.All(other => other.Awaits != older.Id);
        newer.Awaits = older.Id;
        return new Judgement.AwaitOlder(older.Id, isFirst);
    }

    private Judgement JudgeByRoom(PeerEntry entry)
    {
        // The slot is taken here, before the handshake is done: of many at once, no more pass than there are slots.
        entry.Stays = entry.IsOutbound || HasRoom(entry);
        if (entry.Stays) return new Judgement.Admit(null);
        if (entry.IsDiscouraged) return new Judgement.Reject(Refusals.Discouraged);
        var slots = _entries.Values.Where(other => other is { IsOutbound: false, Stays: true }).Select(InboundOf);
        if (InboundRule.ToEvict([.. slots], InboundOf(entry)) is not { } evicted)
            return new Judgement.Reject(Refusals.Full);
        var loser = _entries[new PeerId(evicted.Number)];
        loser.Stays = false;
        loser.IsEnding = true;
        entry.Stays = true;
        return new Judgement.Admit((loser.Ref, loser.IsDiscouraged ? Refusals.Discouraged : Refusals.Full));
    }

    private bool HasRoom(PeerEntry entry)
    {
        var taken = _entries.Values.Where(other => other is { IsOutbound: false, Stays: true }).ToList();
        if (taken.Count >= SlotsFor(entry.IsDiscouraged)) return false;
        return !InboundOf(entry).IsStranger
            || taken.Count(other => InboundOf(other).IsStranger)
                < InboundRule.StrangersMax(settings.InboundMax, Standing.ListsKeys(network));
    }

    private Inbound InboundOf(PeerEntry entry) => entry.Inbound(IsListed(entry));

    private List<Inbound> HandshakesOf(IEnumerable<PeerEntry> entries) =>
        [.. entries.Where(entry => entry.IsInHandshake).Select(InboundOf)];

    private IActorRef? End(Inbound? handshake)
    {
        if (handshake is not { } ends) return null;
        var entry = _entries[new PeerId(ends.Number)];
        entry.IsEnding = true;
        return entry.Ref;
    }

    private int SlotsFor(bool isDiscouraged) => isDiscouraged ? settings.InboundMax / 2 : settings.InboundMax;

    private IEnumerable<PeerEntry> Staying(PublicKey? key) => _entries.Values
        .Where(entry => key is not null && entry.Stays && entry.Introduced?.Key == key)
        .OrderBy(entry => entry.Id.Number);

    private static int CountAt(IPAddress remote, IEnumerable<PeerEntry> entries)
    {
        var group = AddressGroup.Of(remote);
        return entries.Count(entry => entry.Group == group);
    }
}
