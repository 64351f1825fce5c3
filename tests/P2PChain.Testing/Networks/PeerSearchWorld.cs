using System.Net;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Testing.Networks;

/// <summary>
/// Nodes that search for each other by the rules of Core, without actors. Dials take no time; a full node makes room by
/// its rule, or refuses and names others.
/// </summary>
public sealed class PeerSearchWorld
{
    private const int InboundMax = 64;
    private const int ToldAtOnceMax = 8;

    private readonly Dictionary<HostPort, Node> _nodes = [];
    private readonly List<Node> _order = [];
    private readonly Random _random;
    private UnixTime _now = new(1_766_620_800_000);
    private Moment _clock = new(1_000);
    private long _ids;

    /// <summary>Nodes that know only the first ones.</summary>
    /// <param name="addresses">Their addresses.</param>
    /// <param name="seed">Everything is drawn from it.</param>
    /// <param name="seeds">The number of nodes that the others know.</param>
    /// <param name="startsPerSecond">Nodes that start in each second.</param>
    public PeerSearchWorld(
        IEnumerable<HostPort> addresses, int seed, int seeds = 1, int startsPerSecond = int.MaxValue)
    {
        _random = new Random(seed);
        foreach (var address in addresses)
        {
            var node = new Node(address, new Random(_random.Next()));
            node.StartsAt = _clock.Plus(TimeSpan.FromSeconds(_order.Count / startsPerSecond));
            _nodes.Add(address, node);
            _order.Add(node);
        }
        foreach (var node in _order)
            foreach (var known in _order.Take(seeds))
                if (known != node) node.Book.AddNamed(known.Address, _now);
    }

    public IReadOnlyCollection<Node> Nodes => _nodes.Values;

    public void Run(TimeSpan span)
    {
        for (var end = _clock.Plus(span); _clock < end; _clock = _clock.Plus(TimeSpan.FromSeconds(1)))
        {
            foreach (var node in _nodes.Values.Where(node => node.StartsAt <= _clock).ToList())
                foreach (var dial in node.Search.Take(_now, _clock)) Dial(node, dial);
            _now = _now.Plus(TimeSpan.FromSeconds(1));
        }
    }

    public void Kill(HostPort address)
    {
        if (!_nodes.Remove(address, out var node)) return;
        foreach (var id in node.Peers.Keys.ToList()) Disconnect(node, id);
    }

    /// <summary>The number of nodes that the first node reaches over connections.</summary>
    public int Reached()
    {
        var (seen, todo) = (new HashSet<Node>(), new Queue<Node>([_nodes.Values.First()]));
        while (todo.TryDequeue(out var node))
            if (seen.Add(node))
                foreach (var (peer, _, _) in node.Peers.Values) todo.Enqueue(peer);
        return seen.Count;
    }

    private void Dial(Node from, FoundDial dial)
    {
        var isThere = _nodes.TryGetValue(dial.Address, out var to) && to.StartsAt <= _clock;
        var end = !isThere ? DialEnd.Failed
            : to == from ? DialEnd.Ourselves
            : dial.IsLook ? DialEnd.Seen
            : from.Peers.Values.Any(peer => peer.Node == to) || !HasRoom(to!, from) ? DialEnd.Refused
            : (DialEnd?)null;
        if (end is null or DialEnd.Refused)
            Hear(from, to!, to!.Peers.Values.Select(peer => peer.Node.Address));
        if (end is not null)
        {
            if (from.Search.OnEnded(dial.Address, end.Value, _now, _clock)) Announce(from, dial.Address);
        }
        else Connect(from, to!);
    }

    /// <summary>Whether a node takes an inbound connection; another one may end for it.</summary>
    private bool HasRoom(Node at, Node newcomer)
    {
        if (at.Inbound < InboundMax) return true;
        var slots = at.Peers.Where(peer => !peer.Value.IsOutbound)
            .Select(peer => new Inbound(peer.Key.Number, peer.Value.Node.Ip, peer.Value.Node.StartsAt));
        var inbound = new Inbound(_ids + 1, newcomer.Ip, _clock);
        if (InboundRule.ToEvict([.. slots], inbound) is not { } evicted) return false;
        Disconnect(at, new PeerId(evicted.Number));
        return true;
    }

    private void Connect(Node from, Node to)
    {
        var (id, theirs) = (new PeerId(++_ids), new PeerId(++_ids));
        from.Links[id] = (to, theirs, true);
        to.Links[theirs] = (from, id, false);
        if (from.Search.OnCame(id, to.Address, isOutbound: true, isExtended: true, _now)) Announce(from, to.Address);
        to.Search.OnCame(theirs, from.Address, isOutbound: false, isExtended: true, _now);
        Hear(from, to, to.Book.ToTell(from.Ip, _now).Select(told => told.Address));
    }

    private static void Disconnect(Node node, PeerId id)
    {
        if (!node.Links.Remove(id, out var gone)) return;
        node.Search.OnWent(id);
        gone.Node.Links.Remove(gone.Theirs);
        gone.Node.Search.OnWent(gone.Theirs);
    }

    private void Announce(Node node, HostPort address)
    {
        var others = node.Peers.Values.Select(peer => peer.Node).Where(peer => peer.Address != address).ToArray();
        _random.Shuffle(others);
        foreach (var other in others.Take(ToldAtOnceMax)) Hear(other, node, [address]);
    }

    private void Hear(Node hearer, Node teller, IEnumerable<HostPort> addresses)
    {
        foreach (var address in addresses.ToList()) hearer.Book.Add(address, _now, teller.Ip, _now);
    }

    public sealed class Node
    {
        internal Node(HostPort address, Random random)
        {
            var secret = new byte[32];
            random.NextBytes(secret);
            (Address, Ip) = (address, IPAddress.Parse(address.Host));
            Book = new AddressBook(new AddressPlaces(secret), random);
            Search = new PeerSearch(Book, outboundMax: 8);
        }

        public HostPort Address { get; }

        public IPAddress Ip { get; }

        public AddressBook Book { get; }

        public PeerSearch Search { get; }

        public IReadOnlyDictionary<PeerId, (Node Node, PeerId Theirs, bool IsOutbound)> Peers => Links;

        public int Inbound => Peers.Values.Count(static peer => !peer.IsOutbound);

        public IEnumerable<Node> Outbound => Peers.Values.Where(
            static peer => peer.IsOutbound).Select(static peer => peer.Node);

        internal Dictionary<PeerId, (Node Node, PeerId Theirs, bool IsOutbound)> Links { get; } = [];

        internal Moment StartsAt { get; set; }
    }
}
