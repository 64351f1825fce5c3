using System.Net;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

/// <summary>Nodes that search for each other. Dials take no time; a full node refuses and names others.</summary>
internal sealed class PeerSearchWorld
{
    private const int InboundMax = 64;

    private readonly Dictionary<HostPort, Node> _nodes = [];
    private readonly Random _random;
    private UnixTime _now = new(1_766_620_800_000);
    private Moment _clock = new(1_000);
    private long _ids;

    /// <summary>Nodes that know only the first one.</summary>
    public PeerSearchWorld(IEnumerable<HostPort> addresses, int seed)
    {
        _random = new Random(seed);
        foreach (var address in addresses) _nodes.Add(address, new Node(address, new Random(_random.Next())));
        var first = _nodes.Keys.First();
        foreach (var node in _nodes.Values.Skip(1)) node.Book.AddNamed(first, _now);
    }

    public IReadOnlyCollection<Node> Nodes => _nodes.Values;

    public void Run(TimeSpan span)
    {
        for (var end = _clock.Plus(span); _clock < end; _clock = _clock.Plus(TimeSpan.FromSeconds(1)))
        {
            foreach (var node in _nodes.Values.ToList())
                foreach (var dial in node.Search.Take(_now, _clock)) Dial(node, dial);
            _now = _now.Plus(TimeSpan.FromSeconds(1));
        }
    }

    public void Kill(HostPort address)
    {
        if (!_nodes.Remove(address, out var node)) return;
        foreach (var (id, (peer, theirs, _)) in node.Peers.ToList())
        {
            peer.Peers.Remove(theirs);
            peer.Search.OnWent(theirs);
            node.Peers.Remove(id);
        }
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
        var isThere = _nodes.TryGetValue(dial.Address, out var to);
        var end = !isThere ? DialEnd.Failed
            : to == from ? DialEnd.Ourselves
            : dial.IsLook ? DialEnd.Seen
            : from.Peers.Values.Any(peer => peer.Node == to) || to!.Inbound >= InboundMax ? DialEnd.Refused
            : (DialEnd?)null;
        if (to is not null && end is null or DialEnd.Refused)
            Hear(from, to, to.Peers.Values.Select(peer => peer.Node.Address));
        if (end is not null)
        {
            if (from.Search.OnEnded(dial.Address, end.Value, _now, _clock)) Announce(from, dial.Address);
        }
        else Connect(from, to!);
    }

    private void Connect(Node from, Node to)
    {
        var (id, theirs) = (new PeerId(++_ids), new PeerId(++_ids));
        from.Peers[id] = (to, theirs, true);
        to.Peers[theirs] = (from, id, false);
        if (from.Search.OnCame(id, to.Address, isOutbound: true, isExtended: true, _now)) Announce(from, to.Address);
        to.Search.OnCame(theirs, from.Address, isOutbound: false, isExtended: true, _now);
        Hear(from, to, to.Book.ToTell(from.Ip, _now).Select(told => told.Address));
    }

    private void Announce(Node node, HostPort address)
    {
        var others = node.Peers.Values.Select(peer => peer.Node).Where(peer => peer.Address != address).ToArray();
        _random.Shuffle(others);
        foreach (var other in others.Take(8)) Hear(other, node, [address]);
    }

    private void Hear(Node hearer, Node teller, IEnumerable<HostPort> addresses)
    {
        foreach (var address in addresses.ToList()) hearer.Book.Add(address, _now, teller.Ip, _now);
    }

    internal sealed class Node
    {
        public Node(HostPort address, Random random)
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

        public Dictionary<PeerId, (Node Node, PeerId Theirs, bool IsOutbound)> Peers { get; } = [];

        public int Inbound => Peers.Values.Count(static peer => !peer.IsOutbound);

        public IEnumerable<Node> Outbound => Peers.Values.Where(
            static peer => peer.IsOutbound).Select(static peer => peer.Node);
    }
}
