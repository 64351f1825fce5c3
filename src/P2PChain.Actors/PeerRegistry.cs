using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>The connections of this moment: who is there, who may come, and which of two with the same node stays.</summary>
internal sealed class PeerRegistry(PublicKey ownKey, PeerSettings settings)
{
    // Connections whose handshake is not done, beyond the slots: they cost little and last seconds.
    private const int StrangersMax = 32;

    private readonly Dictionary<PeerId, Entry> _entries = [];
    private long _last;

    public int Count => _entries.Count;

    public IEnumerable<IActorRef> Refs => _entries.Values.Select(entry => entry.Ref);

    public ImmutableArray<ConsoleProtocol.PeerView> Views => [.. _entries.Values.Select(entry => entry.View).OfType<ConsoleProtocol.PeerView>()];

    public PeerId NextId() => new(++_last);

    /// <summary>Whether an accepted connection may even say its first line.</summary>
    public bool MayCome(IPAddress remote)
    {
        var inbound = _entries.Values.Where(entry => !entry.IsOutbound).ToList();
        return inbound.Count < settings.InboundMax + StrangersMax
            && (IPAddress.IsLoopback(remote) || inbound.Count(entry => entry.Remote.Equals(remote)) < settings.PerAddressMax);
    }

    public void Add(PeerId id, IActorRef peer, IPAddress remote, bool isOutbound) =>
        _entries.Add(id, new Entry(id, peer, remote, isOutbound));

    /// <param name="id">Which connection.</param>
    /// <param name="view">What was known of it; null when its handshake was not done.</param>
    /// <param name="key">What its other side called its key.</param>
    public bool TryRemove(PeerId id, out ConsoleProtocol.PeerView? view, out PublicKey? key)
    {
        var found = _entries.Remove(id, out var entry);
        (view, key) = (entry?.View, entry?.Key);
        return found;
    }

    /// <summary>Notes what is known of a peer.</summary>
    /// <returns>Its actor, when its handshake had not been done before; null otherwise.</returns>
    public IActorRef? Change(ConsoleProtocol.PeerView view)
    {
        if (!_entries.TryGetValue(view.Id, out var entry)) return null;
        var isNew = entry.View is null;
        entry.View = view;
        return isNew ? entry.Ref : null;
    }

    public ConsoleProtocol.PeerView? ViewOf(PeerId id) => _entries.GetValueOrDefault(id)?.View;

    /// <summary>A connection with this node that stays.</summary>
    public PeerId? StayingWith(PublicKey? key) => Staying(key)?.Id;

    /// <summary>Judges a connection by its first line.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="key">What the other side calls its key.</param>
    /// <param name="replaced">The connection that has to go for it; null when none has.</param>
    /// <returns>Why it may not stay; null when it may.</returns>
    public PeerFault? Judge(PeerId id, PublicKey? key, out IActorRef? replaced)
    {
        replaced = null;
        var entry = _entries[id];
        entry.Key = key;
        if (Staying(key) is { } other)
        {
            if (!DuplicateRule.NewerStays(ownKey, key!, other.Remote.Equals(entry.Remote), other.IsOutbound, entry.IsOutbound))
                return new PeerFault(PeerFaultCode.Duplicate);
            other.Stays = false;
            replaced = other.Ref;
        }
        // Counted from here on: of many handshakes at once, none of which is done, no more pass than there are slots.
        var isFull = !entry.IsOutbound && replaced is null && _entries.Values.Count(other => !other.IsOutbound && other.Stays) >= settings.InboundMax;
        entry.Stays = !isFull;
        return isFull ? new PeerFault(PeerFaultCode.Full) : null;
    }

    private Entry? Staying(PublicKey? key) =>
        key is null ? null : _entries.Values.FirstOrDefault(entry => entry.Stays && entry.Key == key);

    private sealed class Entry(PeerId id, IActorRef peer, IPAddress remote, bool isOutbound)
    {
        public PeerId Id { get; } = id;

        public IActorRef Ref { get; } = peer;

        public IPAddress Remote { get; } = remote;

        public bool IsOutbound { get; } = isOutbound;

        /// <summary>What the other side calls its key.</summary>
        public PublicKey? Key { get; set; }

        /// <summary>Whether it was admitted and no other one replaced it since.</summary>
        public bool Stays { get; set; }

        public ConsoleProtocol.PeerView? View { get; set; }
    }
}
