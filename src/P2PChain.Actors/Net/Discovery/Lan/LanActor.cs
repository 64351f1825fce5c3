using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>
/// Announces this node on its local networks and hears the announcements of others. It tells the discovery where they
/// were sent from; each is only a hint.
/// </summary>
internal sealed class LanActor : UntypedActor, IWithTimers
{
    private const int KnownMax = 256;

    private readonly LanContext _context;
    private readonly byte[] _announcement;
    private readonly LanPace _pace;
    private readonly LanHearing _hearing = new();
    private readonly Dictionary<LanLink, IActorRef> _links = [];
    private readonly RecentlyUsed<ulong, bool> _known = new(KnownMax);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _hadLinks = true;

    public LanActor(LanContext context)
    {
        _context = context;
        _announcement = context.Announcement.Encode();
        _pace = new LanPace(context.Random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(LanContext context) => Akka.Actor.Props.Create(() => new LanActor(context));

    protected override void PreStart()
    {
        Open();
        After(_pace.Begin());
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Due:
                Announce();
                After(_pace.Next());
                break;
            case AnswerDue: Announce(); break;
            case Heard(var datagram, var source): OnHeard(datagram, source); break;
            case PeerProtocol.NetworkChanged: After(_pace.Begin()); break;
            default: Unhandled(message); break;
        }
    }

    private void After(TimeSpan pause) => Timers.StartSingleTimer(Due.Instance, Due.Instance, pause);

    private void Announce()
    {
        Open();
        foreach (var link in _links.Values) link.Tell(new LanLinkActor.Say(_announcement));
    }

    /// <summary>Opens the sockets of new networks, and closes those of networks that are gone.</summary>
    private void Open()
    {
        var present = _context.Links();
        foreach (var gone in _links.Keys.Except(present).ToArray())
            if (_links.Remove(gone, out var actor)) Context.Stop(actor);
        foreach (var link in present)
            if (!_links.ContainsKey(link))
                _links.Add(link, Context.ActorOf(LanLinkActor.Props(_context.Udp, link)));
        if (_hadLinks && _links.Count == 0)
            _log.Info("Nodes on the local network are not sought: no interface of this machine can multicast.");
        _hadLinks = _links.Count > 0;
    }

    private void OnHeard(ReadOnlyMemory<byte> datagram, IPEndPoint source)
    {
        if (!_links.Keys.Any(link => link.Reaches(source.Address)) || !_hearing.Hears(source.Address, Now)) return;
        if (LanAnnouncement.Decode(datagram) is not { } heard || heard.Nonce == _context.Announcement.Nonce) return;
        if ((heard.Network, heard.Genesis) != (_context.Announcement.Network, _context.Announcement.Genesis)) return;
        var address = InterfaceNames.Named(new HostPort(source.Address.ToString(), heard.Port));
        Context.Parent.Tell(new DiscoveryProtocol.NeighbourHeard(address, source.Address));
        if (_known.Set(heard.Nonce, true) && _pace.Answer(Now) is { } pause)
            Timers.StartSingleTimer(AnswerDue.Instance, AnswerDue.Instance, pause);
    }

    /// <summary>A datagram came.</summary>
    internal sealed record Heard(ReadOnlyMemory<byte> Datagram, IPEndPoint Source) : IDeadLetterSuppression;

    private sealed class Due : IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }

    private sealed class AnswerDue : IDeadLetterSuppression
    {
        public static readonly AnswerDue Instance = new();
    }
}
