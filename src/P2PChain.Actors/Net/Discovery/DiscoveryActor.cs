using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Net.Discovery.Lan;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery;

/// <summary>
/// Keeps the address book, on disk too; answers peers that ask for addresses; has the manager dial found addresses.
/// <see cref="PeerSearch"/> decides.
/// </summary>
internal sealed class DiscoveryActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SeedEvery = TimeSpan.FromMinutes(1);
    private const int SeedAddressesMax = 32;
    private const int ToldAtOnceMax = 8;
    private const int ToldToRefusedMax = 32;
    private const int SecretWords = 4;

    private readonly DiscoveryContext _context;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<PeerId, (IActorRef Peer, HostPort Address)> _peers = [];
    private AddressBook _book = null!; // read in PreStart, when there is a log
    private PeerSearch _search = null!;
    private IActorRef _lan = ActorRefs.Nobody;

    public DiscoveryActor(DiscoveryContext context) => _context = context;

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Clock => Moment.From(Context.System.Scheduler.MonotonicClock);

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    internal static Props Props(DiscoveryContext context) => Akka.Actor.Props.Create(() => new DiscoveryActor(context));

    protected override void PreStart()
    {
        _book = Load() ?? new AddressBook(new AddressPlaces(NewSecret()), _context.Random);
        _search = new PeerSearch(_book, _context.Settings.OutboundMax) { UsesBook = _context.Settings.IsOn };
        // Nodes that start together do not dial in step.
        var first = Pace * _context.Random.NextDouble();
        Timers.StartPeriodicTimer(SearchDue.Instance, SearchDue.Instance, first, Pace);
        Timers.StartPeriodicTimer(SaveDue.Instance, SaveDue.Instance, SaveEvery);
        if (_context.Settings.Seeds.IsEmpty) return;
        Timers.StartPeriodicTimer(SeedsDue.Instance, SeedsDue.Instance, TimeSpan.Zero, SeedEvery);
    }

    protected override void PostStop() => Save();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PeerProtocol.PeerCame(var view, var peer): OnCame(view, peer); break;
            case PeerProtocol.PeerWent(var view, _): OnWent(view.Id); break;
            case PeerProtocol.TwinMet: break;
            case DiscoveryProtocol.DialEnded(var address, var end):
                if (_search.OnEnded(address, end, Now, Clock)) Tell(address);
                break;
            case DiscoveryProtocol.AddressesAsked(var asker):
                Sender.Tell(new DiscoveryProtocol.Addresses(_book.ToTell(asker, Now)));
                break;
            case DiscoveryProtocol.NoSlot(var peer, var asker, var rejected):
                peer.Tell(rejected with { Others = WithKnown(rejected.Others, asker) });
                break;
            case DiscoveryProtocol.AddressesCame came: OnAddresses(came); break;
            case DiscoveryProtocol.NeighbourHeard(var address, var source):
                _search.Neighbours.OnHeard(address, source, Clock);
                break;
            case PeerProtocol.Listening(var address): OnListening(address); break;
            case PeerProtocol.NetworkChanged: _lan.Tell(message); break;
            case SearchDue: Search(); break;
            case SeedsDue: Seed(); break;
            case SeedFound(var seed, var found): OnSeed(seed, found); break;
            case SaveDue: Save(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListening(IPEndPoint address)
    {
        if (_context.Lan is { } lan) _lan = Context.ActorOf(LanActor.Props(lan(address)), "lan");
    }

    private void OnCame(PeerView view, IActorRef peer)
    {
        if (HostPort.Parse(view.Address) is not { } address) return;
        if (view.IsExtended) _peers[view.Id] = (peer, address);
        if (_search.OnCame(view.Id, address, view.IsOutbound, view.IsExtended, Now)) Tell(address);
    }

    private void OnWent(PeerId id)
    {
        _peers.Remove(id);
        _search.OnWent(id);
    }

    private void OnAddresses(DiscoveryProtocol.AddressesCame came)
    {
        if (!_context.Settings.IsOn) return;
        foreach (var (address, seen) in came.List) _book.Add(address, seen, came.Source, Now);
    }

    /// <summary>Without a peer the node begins again. The names are resolved each time.</summary>
    private void Seed()
    {
        if (_search.HasPeers) return;
        foreach (var seed in _context.Settings.Seeds)
        {
            if (IPAddress.TryParse(seed.Host, out var ip)) OnSeed(seed, [ip]);
            else
                _ = System.Net.Dns.GetHostAddressesAsync(seed.Host).PipeTo(
                    Self, success: found => new SeedFound(seed, [.. found]), failure: _ => new SeedFound(seed, []));
        }
    }

    private void OnSeed(HostPort seed, ImmutableArray<IPAddress> found)
    {
        foreach (var ip in found.Take(SeedAddressesMax))
            _book.AddNamed(new HostPort(ip.ToString(), seed.Port).Canonical(), Now);
    }

    private void Search()
    {
        foreach (var dial in _search.Take(Now, Clock)) Context.Parent.Tell(new DiscoveryProtocol.Dial(dial));
    }

    private ImmutableArray<string> WithKnown(ImmutableArray<string> others, IPAddress asker)
    {
        var known = _book.ToTell(asker, Now).Take(ToldToRefusedMax).Select(static told => told.Address.ToString());
        return [.. others.Union(known, StringComparer.Ordinal)];
    }

    /// <summary>Tells a few peers an address that was reached for the first time: they asked earlier.</summary>
    private void Tell(HostPort address)
    {
        if (_book.Find(address) is not { } known || known.Address.Port < AddressBook.PortMin) return;
        var others = _peers.Values.Where(peer => peer.Address != address && Concerns(peer.Address, known)).ToArray();
        _context.Random.Shuffle(others);
        var news = new DiscoveryProtocol.Announce([new ToldAddress(known.Address, known.Seen)]);
        foreach (var (peer, _) in others.Take(ToldAtOnceMax)) peer.Tell(news);
    }

    private static bool Concerns(HostPort asker, KnownAddress known) =>
        IPAddress.TryParse(asker.Host, out var ip) && AddressScopes.Concerns(ip, known.Ip);

    private AddressBook? Load()
    {
        if (_context.Kept.Load() is not { } text) return null;
        if (AddressBookJson.TryRead(Encoding.UTF8.GetBytes(text), _context.Random, Now, out var book, out var fault))
            return book;
        _log.Warning("The stored addresses of other nodes are unreadable and are forgotten: {0}.", fault);
        return null;
    }

    private void Save()
    {
        if (_context.Settings.IsOn) _context.Kept.Save(Encoding.ASCII.GetString(AddressBookJson.Write(_book)));
    }

    private byte[] NewSecret()
    {
        var secret = new byte[SecretWords * sizeof(ulong)];
        for (var at = 0; at < secret.Length; at += sizeof(ulong))
            BinaryPrimitives.WriteUInt64BigEndian(secret.AsSpan(at), _context.NextSecret());
        return secret;
    }

    private sealed class SearchDue : IDeadLetterSuppression
    {
        public static readonly SearchDue Instance = new();
    }

    private sealed record SeedFound(HostPort Seed, ImmutableArray<IPAddress> Found) : IDeadLetterSuppression;

    private sealed class SeedsDue : IDeadLetterSuppression
    {
        public static readonly SeedsDue Instance = new();
    }

    private sealed class SaveDue : IDeadLetterSuppression
    {
        public static readonly SaveDue Instance = new();
    }
}
