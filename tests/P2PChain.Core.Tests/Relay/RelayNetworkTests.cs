using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Core.Tests.Relay;

/// <summary>A hundred nodes with eight peers each and links of 50 ms pass transactions on.</summary>
public sealed class RelayNetworkTests(ITestOutputHelper output)
{
    private const int Nodes = 100;
    private const int PeersEach = 8;
    private const int Transactions = 60;

    private readonly PriorityQueue<Action, (long At, int Order)> _events = new();
    private readonly Random _random = new(11);
    private readonly List<Node> _nodes = [];
    private Moment _now;
    private int _order;

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_node_receives_a_transaction_at_most_1_3_times_on_average(int silent)
    {
        Build(silent);
        var draw = new ChainBuilder();
        for (var i = 0; i < Transactions; i++)
        {
            var entry = new PoolEntry(draw.Request(TestKeys.Alice, $"laptop-{i}", i + 1), i, PoolSource.Own);
            After(TimeSpan.FromMilliseconds(_random.Next(5_000)), () => _nodes[_random.Next(Nodes)].Admit(entry));
        }
        Run(TimeSpan.FromSeconds(60));

        var honest = _nodes.Where(node => !node.IsSilent).ToList();
        Assert.All(honest, node => Assert.Equal(Transactions, node.Has.Count));
        var average = honest.Average(node => (double)node.Received / Transactions);
        output.WriteLine(
            $"{average:F3} times, the last one after {honest.Max(node => node.Slowest).TotalSeconds:F2} s");
        Assert.InRange(average, 0.9, 1.3);
    }

    /// <summary>Silent nodes announce and never answer a request.</summary>
    private void Build(int silent)
    {
        for (var i = 0; i < Nodes; i++) _nodes.Add(new Node(this, i + 1) { IsSilent = i < silent });
        foreach (var node in _nodes)
        {
            var others = _nodes.Where(other => other != node && other.Peers.Count < PeersEach).ToList();
            while (node.Peers.Count < PeersEach && others.Count > 0)
            {
                var other = others[_random.Next(others.Count)];
                others.Remove(other);
                node.Connect(other, isDialled: true);
                other.Connect(node, isDialled: false);
            }
        }
    }

    private void After(TimeSpan wait, Action act) => _events.Enqueue(act, (_now.Plus(wait).Milliseconds, _order++));

    private void Send(Action act) => After(TimeSpan.FromMilliseconds(_random.Next(40, 60)), act);

    private void Run(TimeSpan span)
    {
        while (_events.TryDequeue(out var act, out var at) && at.At <= span.TotalMilliseconds)
        {
            _now = new Moment(at.At);
            act();
        }
    }

    private sealed class Node(RelayNetworkTests net, int number)
    {
        private readonly WantedTransactions _wanted = new();
        private readonly AnnouncementBatch _news = new();
        private readonly Dictionary<PeerId, HashSet<Hash256>> _known = [];
        private readonly Dictionary<Hash256, Moment> _since = [];
        private Moment _looksAt;

        public Dictionary<PeerId, (Node Node, bool IsDialled)> Peers { get; } = [];

        public Dictionary<Hash256, PoolEntry> Has { get; } = [];

        public bool IsSilent { get; init; }

        public int Received { get; private set; }

        public TimeSpan Slowest { get; private set; }

        private PeerId Id => new(number);

        public void Connect(Node other, bool isDialled)
        {
            Peers.Add(other.Id, (other, isDialled));
            _known.Add(other.Id, []);
            _wanted.OnPeer(other.Id, isChosen: false);
        }

        public void Admit(PoolEntry entry)
        {
            if (!Has.TryAdd(entry.Transaction.Wid, entry)) return;
            if (_since.TryGetValue(entry.Transaction.Wid, out var since) && net._now.Since(since) > Slowest)
                Slowest = net._now.Since(since);
            _wanted.OnAdmitted(entry.Transaction, net._now);
            var candidates = Peers.Select(peer => new WholePushes.Candidate(peer.Key, peer.Value.IsDialled, true));
            foreach (var peer in WholePushes.Choose([.. candidates], entry.Source.IsOwn))
                if (_known[peer].Add(entry.Transaction.Wid)) Push(peer, entry.Transaction);
            _news.Add(entry);
            Announce();
        }

        private void Announce()
        {
            while (_news.Wait(net._now) is { } wait)
            {
                if (wait > TimeSpan.Zero)
                {
                    net.After(wait, Announce);
                    return;
                }
                var wids = _news.Take(net._now).Select(entry => entry.Transaction.Wid).ToList();
                foreach (var (peer, (node, _)) in Peers)
                {
                    ImmutableArray<Hash256> news = [.. wids.Where(_known[peer].Add)];
                    if (!news.IsEmpty) net.Send(() => node.OnInventory(Id, news));
                }
            }
        }

        private void OnInventory(PeerId from, ImmutableArray<Hash256> wids)
        {
            foreach (var wid in wids)
            {
                _known[from].Add(wid);
                _since.TryAdd(wid, net._now);
            }
            _wanted.OnAnnounced(from, wids, net._now);
            Ask();
        }

        private void Ask()
        {
            foreach (var (peer, _, wids) in _wanted.Take(net._now))
                net.Send(() => Peers[peer].Node.OnRequest(Id, wids));
            if (_wanted.NextDue is not { } due || due == _looksAt) return;
            _looksAt = due;
            net.After(due.Since(net._now), Ask);
        }

        private void OnRequest(PeerId from, ImmutableArray<Hash256> wids)
        {
            if (IsSilent) return;
            foreach (var wid in wids) Push(from, Has[wid].Transaction);
        }

        private void Push(PeerId to, Transaction transaction) =>
            net.Send(() => Peers[to].Node.OnTransaction(Id, transaction));

        private void OnTransaction(PeerId from, Transaction transaction)
        {
            Received++;
            _known[from].Add(transaction.Wid);
            _wanted.OnArrived(from, transaction.Wid);
            Admit(new PoolEntry(transaction, 1, PoolSource.From(from)));
            Ask();
        }
    }
}
