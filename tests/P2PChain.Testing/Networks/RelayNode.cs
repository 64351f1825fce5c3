using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;

namespace P2PChain.Testing.Networks;

/// <summary>A node of a <see cref="RelayWorld"/>.</summary>
public sealed class RelayNode
{
    private readonly RelayWorld _world;
    private readonly PeerId _id;
    private readonly WantedTransactions _wanted = new();
    private readonly AnnouncementBatch _news = new();
    private readonly Dictionary<PeerId, HashSet<Hash256>> _known = [];
    private readonly Dictionary<Hash256, Moment> _since = [];
    private readonly Dictionary<PeerId, (RelayNode Node, bool IsDialled)> _peers = [];
    private readonly Dictionary<Hash256, PoolEntry> _has = [];
    private readonly HashSet<Hash256> _blocks = [];
    private Moment _looksAt;

    internal RelayNode(RelayWorld world, int number) => (_world, _id) = (world, new PeerId(number));

    /// <summary>Connections.</summary>
    public int Peers => _peers.Count;

    /// <summary>Transactions that it has.</summary>
    public int Transactions => _has.Count;

    public bool IsSilent { get; init; }

    /// <summary>Copies of transactions that arrived.</summary>
    public int Received { get; private set; }

    /// <summary>The longest time from the first announcement of a transaction to its arrival.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Connects two nodes, this one as the dialler.</summary>
    public void Dial(RelayNode other)
    {
        Connect(other, isDialled: true);
        other.Connect(this, isDialled: false);
    }

    /// <summary>Whether the two nodes are connected.</summary>
    public bool Knows(RelayNode other) => _peers.ContainsKey(other._id);

    /// <summary>A transaction is valid here.</summary>
    public void Admit(PoolEntry entry)
    {
        if (!_has.TryAdd(entry.Transaction.Wid, entry)) return;
        if (_since.TryGetValue(entry.Transaction.Wid, out var since) && _world.Now.Since(since) > Slowest)
            Slowest = _world.Now.Since(since);
        _wanted.OnAdmitted(entry.Transaction, _world.Now);
        var candidates = _peers.Select(peer => new WholePushes.Candidate(peer.Key, peer.Value.IsDialled, true));
        foreach (var peer in WholePushes.Choose([.. candidates], entry.Source.IsOwn))
            if (_known[peer].Add(entry.Transaction.Wid)) Push(peer, entry.Transaction);
        _news.Add(entry);
        Announce();
    }

    /// <summary>A block is valid here: mined by this node, or sent by a peer.</summary>
    public void Join(Hash256 block, RelayNode? from = null)
    {
        if (!_blocks.Add(block)) return;
        _world.BlockJoined(block, this);
        foreach (var (peer, (node, _)) in _peers)
            if (node != from && _known[peer].Add(block)) _world.Send(() => node.OnBlock(this, block));
    }

    private void Connect(RelayNode other, bool isDialled)
    {
        _peers.Add(other._id, (other, isDialled));
        _known.Add(other._id, []);
        _wanted.OnPeer(other._id, isDialled);
    }

    private void Announce()
    {
        while (_news.Wait(_world.Now) is { } wait)
        {
            if (wait > TimeSpan.Zero)
            {
                _world.After(wait, Announce);
                return;
            }
            var wids = _news.Take(_world.Now).Select(entry => entry.Transaction.Wid).ToList();
            foreach (var (peer, (node, _)) in _peers)
            {
                ImmutableArray<Hash256> news = [.. wids.Where(_known[peer].Add)];
                if (!news.IsEmpty) _world.Send(() => node.OnInventory(_id, news));
            }
        }
    }

    private void OnBlock(RelayNode from, Hash256 block)
    {
        _known[from._id].Add(block);
        _world.BlockArrived(block, this, from);
        Join(block, from);
    }

    private void OnInventory(PeerId from, ImmutableArray<Hash256> wids)
    {
        foreach (var wid in wids)
        {
            _known[from].Add(wid);
            _since.TryAdd(wid, _world.Now);
        }
        _wanted.OnAnnounced(from, wids, _world.Now);
        Ask();
    }

    private void Ask()
    {
        foreach (var (peer, _, wids) in _wanted.Take(_world.Now))
            _world.Send(() => _peers[peer].Node.OnRequest(_id, wids));
        if (_wanted.NextDue is not { } due || due == _looksAt) return;
        _looksAt = due;
        _world.After(due.Since(_world.Now), Ask);
    }

    private void OnRequest(PeerId from, ImmutableArray<Hash256> wids)
    {
        if (IsSilent) return;
        foreach (var wid in wids) Push(from, _has[wid].Transaction);
    }

    private void Push(PeerId to, Transaction transaction) =>
        _world.Send(() => _peers[to].Node.OnTransaction(_id, transaction));

    private void OnTransaction(PeerId from, Transaction transaction)
    {
        Received++;
        _known[from].Add(transaction.Wid);
        _wanted.OnArrived(from, transaction.Wid);
        Admit(new PoolEntry(transaction, 1, PoolSource.From(from)));
        Ask();
    }
}
