using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// Decides which announced transactions are requested, from which peer and when. Each is requested from one peer. If
/// that peer does not answer in time, lacks it or leaves, it is requested from the next peer that announced it.
/// </summary>
/// <remarks>
/// A transaction that the pool refused for lack of room, or because an earlier one of its item had not come, is
/// requested again when that changes. Source: docs/protocol.md, relay.
/// </remarks>
public sealed class WantedTransactions
{
    /// <summary>Time for an answer: 64 KiB at 256 kbit/s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Time for which a peer that does not answer is not asked.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);

    /// <summary>Transactions requested from one peer at a time.</summary>
    public const int InFlightMax = 256;

    /// <summary>Announced and unrequested transactions of one peer; more are ignored.</summary>
    public const int AnnouncedMax = 5_000;

    /// <summary>Peers that are remembered for one transaction, and all chosen ones.</summary>
    public const int AnnouncersMax = 8;

    /// <summary>Requests in a row without any answer, after which a peer rests.</summary>
    public const int SilencesMax = 3;

    /// <summary>A transaction that is refused so soon after one of its item was early.</summary>
    public static readonly TimeSpan Overtaking = TimeSpan.FromMilliseconds(250);

    private const int KnownMax = 32_768;
    private const int MovedMax = 1_000;

    private readonly RecentlyUsed<Hash256, bool> _known = new(KnownMax);
    private readonly RecentlyUsed<ItemId, Moment> _moved = new(MovedMax);
    private readonly RecentlyUsed<Hash256, bool> _retried = new(MovedMax);
    private readonly Dictionary<Hash256, Wanted> _wanted = [];
    private readonly SortedDictionary<long, Announcer> _peers = [];
    private readonly Queue<Request> _requests = new();
    private readonly DeferredTransactions _deferred = new();
    private uint _lastId;

    /// <summary>When the next request is overdue; null if none is open.</summary>
    public Moment? NextDue
    {
        get
        {
            while (_requests.TryPeek(out var request) && request.Open.Count == 0) _requests.Dequeue();
            return _requests.TryPeek(out var first) ? first.Due : null;
        }
    }

    /// <summary>Transactions that are announced and have not come.</summary>
    public int Count => _wanted.Count;

    /// <summary>A peer that may be asked is connected.</summary>
    /// <param name="peer">The connection.</param>
    /// <param name="isChosen">
    /// Whether this node dialled it, or a person named its address. Such a peer is asked before others, and remembered
    /// beside them.
    /// </param>
    public void OnPeer(PeerId peer, bool isChosen) => _peers[peer.Number] = new Announcer(peer, isChosen);

    /// <summary>A peer left. What it was asked for is requested from others.</summary>
    public void OnPeerGone(PeerId peer)
    {
        if (!_peers.Remove(peer.Number, out var gone)) return;
        foreach (var wid in gone.Announced.ToList()) GiveUp(wid, gone);
    }

    /// <summary>A peer announced transactions.</summary>
    public void OnAnnounced(PeerId peer, ImmutableArray<Hash256> wids, Moment now)
    {
        if (!_peers.TryGetValue(peer.Number, out var announcer) || announcer.RestsUntil > now) return;
        foreach (var wid in wids)
        {
            if (_known.Contains(wid) || _deferred.Contains(wid)) continue;
            if (announcer.HasNoRoom) _deferred.AddForRoom(wid, peer);
            else Want(wid, announcer);
        }
    }

    /// <summary>A peer lacks transactions that it announced.</summary>
    public void OnMissing(PeerId peer, ImmutableArray<Hash256> wids)
    {
        if (!_peers.TryGetValue(peer.Number, out var announcer)) return;
        announcer.Silences = 0;
        foreach (var wid in wids) GiveUp(wid, announcer);
    }

    /// <summary>A peer sent a transaction, requested or not.</summary>
    public void OnArrived(PeerId peer, Hash256 wid)
    {
        if (_peers.TryGetValue(peer.Number, out var sender)) sender.Silences = 0;
        OnKnown(wid);
    }

    /// <summary>The pool has no room for a transaction that this peer sent.</summary>
    public void OnNoRoom(PeerId peer, Hash256 wid)
    {
        _known.Remove(wid);
        if (!_peers.TryGetValue(peer.Number, out var sender)) return;
        sender.HasNoRoom = true;
        _deferred.AddForRoom(wid, peer);
    }

    /// <summary>The pool refused a transaction that may be valid after an earlier one of its item.</summary>
    public void OnEarly(PeerId peer, Hash256 wid, ItemId uid, Moment now)
    {
        _known.Remove(wid);
        if (!_peers.TryGetValue(peer.Number, out var sender)) return;
        if (_moved.TryGet(uid, out var moved) && now.Since(moved) < Overtaking && _retried.Set(wid, true))
            Want(wid, sender);
        else
            _deferred.AddForItem(wid, peer, uid);
    }

    /// <summary>A transaction joined the pool, or was in it.</summary>
    public void OnAdmitted(Transaction transaction, Moment now)
    {
        OnKnown(transaction.Wid);
        _moved.Set(transaction.Uid, now);
        foreach (var (wid, peer) in _deferred.TakeForItem(transaction.Uid)) WantAgain(wid, peer);
    }

    /// <summary>A block joined the best chain. Its transactions left their places in the pool to others.</summary>
    public void OnBlock(ImmutableArray<Transaction> transactions, Moment now)
    {
        foreach (var transaction in transactions) OnAdmitted(transaction, now);
        foreach (var peer in _peers.Values) peer.HasNoRoom = false;
        foreach (var (wid, peer) in _deferred.TakeForRoom(transactions.Length)) WantAgain(wid, peer);
    }

    /// <summary>Takes the requests that are due: at once after each event, and at <see cref="NextDue"/>.</summary>
    public ImmutableArray<(PeerId Peer, uint Id, ImmutableArray<Hash256> Wids)> Take(Moment now)
    {
        EndOverdue(now);
        var asks = ImmutableArray.CreateBuilder<(PeerId, uint, ImmutableArray<Hash256>)>();
        foreach (var peer in _peers.Values.OrderByDescending(static peer => peer.IsChosen))
        {
            while (NextFrom(peer) is { IsEmpty: false } wids)
            {
                var request = new Request(peer, now.Plus(Patience), [.. wids]);
                _requests.Enqueue(request);
                foreach (var wid in wids) _wanted[wid].Asked = request;
                asks.Add((peer.Id, ++_lastId, wids));
            }
        }
        return asks.ToImmutable();
    }

    private ImmutableArray<Hash256> NextFrom(Announcer peer)
    {
        var wids = new HashSet<Hash256>();
        while (wids.Count < Wire.Message.GetTransactions.CountMax && peer.InFlight < InFlightMax
            && peer.Waiting.TryDequeue(out var wid))
        {
            if (!_wanted.TryGetValue(wid, out var wanted) || wanted.Asked is not null) continue;
            if (wanted.Announcers.Contains(peer) && wids.Add(wid)) peer.InFlight++;
        }
        return [.. wids];
    }

    private void EndOverdue(Moment now)
    {
        while (NextDue is { } due && due <= now)
        {
            var (peer, _, open) = _requests.Dequeue();
            // Requests that were open together count once: this node may have stood still.
            if (due >= peer.SilentSince.Plus(Patience))
            {
                peer.Silences++;
                peer.SilentSince = now;
            }
            foreach (var wid in open.ToList()) GiveUp(wid, peer);
            if (peer.Silences >= SilencesMax) Retire(peer, now);
        }
    }

    private void Retire(Announcer peer, Moment now)
    {
        peer.Silences = 0;
        peer.RestsUntil = now.Plus(Rest);
        foreach (var wid in peer.Announced.ToList()) GiveUp(wid, peer);
    }

    private void WantAgain(Hash256 wid, PeerId peer)
    {
        if (_peers.TryGetValue(peer.Number, out var announcer)) Want(wid, announcer);
    }

    private void Want(Hash256 wid, Announcer peer)
    {
        if (peer.Announced.Count >= AnnouncedMax || peer.Announced.Contains(wid)) return;
        if (!_wanted.TryGetValue(wid, out var wanted)) _wanted.Add(wid, wanted = new Wanted());
        if (wanted.Announcers.Count >= AnnouncersMax && !peer.IsChosen) return;
        wanted.Announcers.Add(peer);
        peer.Announced.Add(wid);
        peer.Waiting.Enqueue(wid);
    }

    private void OnKnown(Hash256 wid)
    {
        _known.Set(wid, true);
        _deferred.Remove(wid);
        if (!_wanted.Remove(wid, out var wanted)) return;
        foreach (var peer in wanted.Announcers) peer.Announced.Remove(wid);
        wanted.Asked?.Close(wid);
    }

    private void GiveUp(Hash256 wid, Announcer peer)
    {
        if (!peer.Announced.Remove(wid)) return;
        var wanted = _wanted[wid];
        wanted.Announcers.Remove(peer);
        if (wanted.Announcers.Count == 0) _wanted.Remove(wid);
        if (wanted.Asked?.Peer != peer) return;
        wanted.Asked.Close(wid);
        wanted.Asked = null;
        foreach (var other in wanted.Announcers) other.Waiting.Enqueue(wid);
    }

    private sealed class Announcer(PeerId id, bool isChosen)
    {
        public PeerId Id => id;

        public bool IsChosen => isChosen;

        public HashSet<Hash256> Announced { get; } = [];

        public Queue<Hash256> Waiting { get; } = new();

        public int InFlight { get; set; }

        public int Silences { get; set; }

        public Moment SilentSince { get; set; }

        public bool HasNoRoom { get; set; }

        public Moment RestsUntil { get; set; }
    }

    private sealed class Wanted
    {
        public List<Announcer> Announcers { get; } = [];

        public Request? Asked { get; set; }
    }

    private sealed record Request(Announcer Peer, Moment Due, HashSet<Hash256> Open)
    {
        public void Close(Hash256 wid)
        {
            if (Open.Remove(wid)) Peer.InFlight--;
        }
    }
}
