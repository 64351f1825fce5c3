using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The connections of this moment: who is there, who may come, and which of two with the same node stays.</summary>
internal sealed class PeerRegistry(PublicKey ownKey, PeerSettings settings)
{
    private readonly Dictionary<PeerId, Entry> _entries = [];
    private long _last;

    /// <summary>What becomes of a connection that says who it is: exactly one of these.</summary>
    public abstract record Judgement
    {
        private Judgement()
        {
        }

        /// <param name="Replaced">The connection that has to go for it, and why; null when none has.</param>
        public sealed record Admit((IActorRef Peer, PeerFault Why)? Replaced) : Judgement;

        public sealed record Reject(PeerFault Fault) : Judgement;

        /// <summary>It waits until another connection with the same node has had its time to answer.</summary>
        /// <param name="Older">That one.</param>
        /// <param name="IsFirst">Whether no other one waits for the same.</param>
        public sealed record AwaitOlder(PeerId Older, bool IsFirst) : Judgement;
    }

    public int Count => _entries.Count;

    public IEnumerable<IActorRef> Refs => _entries.Values.Select(entry => entry.Ref);

    public ImmutableArray<PeerView> Views => [.. _entries.Values.Select(entry => entry.View).OfType<PeerView>()];

    public PeerId NextId() => new(++_last);

    /// <summary>Whether an accepted connection may compete for a slot.</summary>
    /// <param name="remote">From where.</param>
    /// <param name="isDiscouraged">Whether its address gets no slot while half of them are taken.</param>
    /// <returns>Why not; null when it may.</returns>
    public PeerFault? Meet(IPAddress remote, bool isDiscouraged)
    {
        var inbound = _entries.Values.Where(entry => entry is { IsOutbound: false, Refusal: null }).ToList();
        if (isDiscouraged && inbound.Count(entry => entry.Stays) >= SlotsFor(isDiscouraged)) return Refusals.Discouraged;
        if (inbound.Count >= settings.InboundMax + PeerSettings.StrangersMax) return Refusals.Full;
        return IPAddress.IsLoopback(remote) || CountAt(remote, inbound) < settings.PerAddressMax
            ? null
            : Refusals.TooManyFromAddress(settings.PerAddressMax);
    }

    /// <summary>
    /// Whether a connection that is refused may say its first line, after which it is told why. A few at a time may, so that a
    /// flood costs no more than before.
    /// </summary>
    public bool MayHear(IPAddress remote)
    {
        var refused = _entries.Values.Where(entry => entry.Refusal is not null).ToList();
        return refused.Count < PeerSettings.RefusedMax
            && (IPAddress.IsLoopback(remote) || CountAt(remote, refused) < PeerSettings.RefusedPerAddressMax);
    }

    /// <param name="id">Its name.</param>
    /// <param name="peer">Its actor.</param>
    /// <param name="remote">With where.</param>
    /// <param name="isOutbound">Whether this node dialled.</param>
    /// <param name="isDiscouraged">Whether its address gets no slot while half of them are taken.</param>
    /// <param name="nonce">What this node announces on it.</param>
    /// <param name="refusal">What it is told once it has said who it is; null when it may compete for a slot.</param>
    public void Add(PeerId id, IActorRef peer, IPEndPoint remote, bool isOutbound, bool isDiscouraged, ulong nonce, PeerFault? refusal) =>
        _entries.Add(id, new Entry(id, peer, remote, isOutbound, isDiscouraged, nonce, refusal));

    /// <returns>Where the connection was with; null when it is not known.</returns>
    public IPEndPoint? Remove(PeerId id, out PeerView? view)
    {
        _entries.Remove(id, out var entry);
        view = entry?.View;
        return entry?.Remote;
    }

    /// <summary>Notes what is known of a peer.</summary>
    /// <returns>Its actor, when its handshake had not been done before; null otherwise.</returns>
    public IActorRef? Change(PeerView view)
    {
        if (!_entries.TryGetValue(view.Id, out var entry)) return null;
        var isNew = entry.View is null;
        entry.View = view;
        return isNew ? entry.Ref : null;
    }

    public PeerView? ViewOf(PeerId id) => _entries.GetValueOrDefault(id)?.View;

    /// <summary>The connection with whom that address is shown.</summary>
    public PeerId? At(HostPort address)
    {
        var shown = InterfaceNames.Named(address).ToString();
        return _entries.Values.FirstOrDefault(entry => entry.View?.Address == shown)?.Id;
    }

    public IActorRef RefOf(PeerId id) => _entries.GetValueOrDefault(id)?.Ref ?? ActorRefs.Nobody;

    public IPAddress? AddressOf(PeerId id) => _entries.GetValueOrDefault(id)?.Remote.Address;

    /// <summary>A connection with this node that stays; a proven one first.</summary>
    /// <param name="key">The node's key.</param>
    /// <param name="isProven">Whether only a proven one counts.</param>
    public PeerId? StayingWith(PublicKey? key, bool isProven) =>
        Staying(key).Where(entry => entry.IsProven || !isProven).MaxBy(entry => entry.IsProven)?.Id;

    /// <summary>Whether this process sent this nonce, on a connection of this moment.</summary>
    public bool IsOwnNonce(ulong nonce) => _entries.Values.Any(entry => entry.Nonce == nonce);

    /// <summary>Judges a connection by who its other side says it is, and whether it proved that.</summary>
    public Judgement Judge(PeerProtocol.Introduce introduced)
    {
        if (!_entries.TryGetValue(introduced.Id, out var entry)) return new Judgement.Reject(new PeerFault(PeerFaultCode.ConnectionLost));
        (entry.Introduced, entry.Awaits) = (introduced, null);
        if (introduced.Key == ownKey)
            return new Judgement.Reject(Handshake.FaultOfOwnKey(IsOwnNonce(introduced.Nonce), introduced.IsProven, introduced.Address));
        var older = Staying(introduced.Key).ToList();
        if (entry.Refusal is { } refusal && !ComesBack(entry, older)) return new Judgement.Reject(refusal);
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

    /// <summary>Why a connection ends that waited for an older one with the same key, and in vain.</summary>
    public PeerFault DuplicateOf(PeerId older, PeerProtocol.Introduce newer)
    {
        var standing = _entries.GetValueOrDefault(older)?.Introduced;
        return newer.IsProven && standing is { IsProven: true } && standing.Address != newer.Address
            ? new PeerFault(PeerFaultCode.DuplicateElsewhere, standing.Address)
            : new PeerFault(PeerFaultCode.Duplicate);
    }

    /// <summary>A connection no longer stays: it did not answer when it was asked to.</summary>
    public void GiveUp(PeerId id)
    {
        if (_entries.TryGetValue(id, out var entry)) entry.Stays = false;
    }

    /// <summary>Those that waited for this connection to answer, or to be gone; they wait no more.</summary>
    public ImmutableArray<PeerProtocol.Introduce> TakeWaitingFor(PeerId older)
    {
        var waiting = _entries.Values.Where(entry => entry.Awaits == older).OrderBy(entry => entry.Id.Number).ToList();
        foreach (var entry in waiting) entry.Awaits = null;
        return [.. waiting.Select(entry => entry.Introduced!)];
    }

    /// <summary>Other connections with an address that misbehaved keep their slots only until somebody else needs one.</summary>
    public void Discourage(IPAddress address)
    {
        var group = AddressGroup.Of(address);
        foreach (var entry in _entries.Values.Where(entry => !entry.IsOutbound && entry.Group == group)) entry.IsDiscouraged = true;
    }

    /// <summary>
    /// Whether a connection beyond the limit of its address belongs to a node that is connected from there. Behind a router
    /// that lost its state the old connections are dead, and their nodes come back all at once.
    /// </summary>
    private bool ComesBack(Entry newer, List<Entry> older) =>
        newer.Refusal is { Code: PeerFaultCode.TooManyFromAddress }
        && older.Exists(other => !other.IsOutbound && other.Group == newer.Group && _entries.Values.All(entry => entry.Awaits != other.Id));

    private static Judgement.Admit Replace(Entry older, Entry newer)
    {
        (older.Stays, newer.Stays) = (false, true);
        return new Judgement.Admit((older.Ref, new PeerFault(PeerFaultCode.Duplicate)));
    }

    private Judgement.AwaitOlder Await(Entry older, Entry newer)
    {
        var isFirst = _entries.Values.All(other => other.Awaits != older.Id);
        newer.Awaits = older.Id;
        return new Judgement.AwaitOlder(older.Id, isFirst);
    }

    private Judgement JudgeByRoom(Entry entry)
    {
        // Counted from here on: of many handshakes at once, none of which is done, no more pass than there are slots.
        entry.Stays = entry.IsOutbound || _entries.Values.Count(other => !other.IsOutbound && other.Stays) < SlotsFor(entry.IsDiscouraged);
        if (entry.Stays) return new Judgement.Admit(null);
        if (entry.IsDiscouraged) return new Judgement.Reject(Refusals.Discouraged);
        if (_entries.Values.Where(other => other.Stays && other.IsDiscouraged).MaxBy(other => other.Id.Number) is not { } evicted)
            return new Judgement.Reject(Refusals.Full);
        (evicted.Stays, entry.Stays) = (false, true);
        return new Judgement.Admit((evicted.Ref, Refusals.Discouraged));
    }

    private int SlotsFor(bool isDiscouraged) => isDiscouraged ? settings.InboundMax / 2 : settings.InboundMax;

    private IEnumerable<Entry> Staying(PublicKey? key) =>
        key is null ? [] : _entries.Values.Where(entry => entry.Stays && entry.Introduced?.Key == key).OrderBy(entry => entry.Id.Number);

    private static int CountAt(IPAddress remote, IEnumerable<Entry> entries)
    {
        var group = AddressGroup.Of(remote);
        return entries.Count(entry => entry.Group == group);
    }

    private sealed class Entry(PeerId id, IActorRef peer, IPEndPoint remote, bool isOutbound, bool isDiscouraged, ulong nonce, PeerFault? refusal)
    {
        public PeerId Id { get; } = id;

        public IActorRef Ref { get; } = peer;

        public IPEndPoint Remote { get; } = remote;

        public AddressGroup Group { get; } = AddressGroup.Of(remote.Address);

        public bool IsOutbound { get; } = isOutbound;

        public bool IsDiscouraged { get; set; } = isDiscouraged;

        /// <summary>Why it was refused as it came; it is told so once it has said who it is.</summary>
        public PeerFault? Refusal { get; set; } = refusal;

        /// <summary>What this node announced on it.</summary>
        public ulong Nonce { get; } = nonce;

        /// <summary>What the other side said of itself, and proved.</summary>
        public PeerProtocol.Introduce? Introduced { get; set; }

        public bool IsProven => Introduced is { IsProven: true };

        public DuplicateRule.Tie Tie => new(IsOutbound, IsProven);

        /// <summary>Whether it was admitted and no other one replaced it since.</summary>
        public bool Stays { get; set; }

        /// <summary>The connection with the same node that it waits for.</summary>
        public PeerId? Awaits { get; set; }

        public PeerView? View { get; set; }
    }
}
