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
        _entries.Add(id, new Entry(peer, remote, isOutbound));

    public bool TryRemove(PeerId id, out ConsoleProtocol.PeerView? view)
    {
        var found = _entries.Remove(id, out var entry);
        view = entry?.View;
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

    /// <summary>Another connection with this node whose handshake is done.</summary>
    public PeerId? OtherWith(PublicKey? key, PeerId than)
    {
        foreach (var (id, entry) in _entries)
            if (id != than && key is not null && entry.Key == key && entry.View is not null) return id;
        return null;
    }

    /// <summary>Judges a connection by its first line.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="key">What the other side calls its key.</param>
    /// <param name="replaced">The connection that has to go for it; null when none has.</param>
    /// <returns>Why it may not stay; null when it may.</returns>
    public PeerFault? Judge(PeerId id, PublicKey? key, out IActorRef? replaced)
    {
        replaced = null;
        var entry = _entries[id];
        foreach (var (otherId, other) in key is null ? [] : _entries)
        {
            if (otherId == id || other.Key != key) continue;
            var newerStays = DuplicateRule.NewerStays(ownKey, key!, other.Remote.Equals(entry.Remote), other.IsOutbound, entry.IsOutbound);
            if (!newerStays) return new PeerFault(PeerFaultCode.Duplicate);
            replaced = other.Ref;
        }
        entry.Key = key;
        var introduced = _entries.Values.Count(other => !other.IsOutbound && other.View is not null);
        return !entry.IsOutbound && replaced is null && introduced >= settings.InboundMax ? new PeerFault(PeerFaultCode.Full) : null;
    }

    private sealed class Entry(IActorRef peer, IPAddress remote, bool isOutbound)
    {
        public IActorRef Ref { get; } = peer;

        public IPAddress Remote { get; } = remote;

        public bool IsOutbound { get; } = isOutbound;

        public PublicKey? Key { get; set; }

        public ConsoleProtocol.PeerView? View { get; set; }
    }
}
