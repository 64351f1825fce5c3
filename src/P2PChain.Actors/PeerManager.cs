using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>Listens, dials, caps, backs off; supervises the connections. A peer that fails is stopped, never restarted.</summary>
internal sealed class PeerManager : UntypedActor, IWithTimers
{
    private static readonly TimeSpan RebindAfter = TimeSpan.FromSeconds(1);

    private readonly PeerManagerContext _context;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PeerRegistry _peers;
    private readonly Random _random;
    private readonly Dictionary<string, DialTarget> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IActorRef> _subscribers = [];
    private ChainProtocol.ChainTip? _tip;
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _stopper = ActorRefs.Nobody;
    private IPEndPoint _address;
    private bool _isListening;
    private bool _isStopping;

    public PeerManager(PeerManagerContext context)
    {
        _context = context;
        _random = context.Random;
        _address = context.Listen;
        _peers = new PeerRegistry(context.Key, context.Settings);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    internal static Props Props(PeerManagerContext context) => Akka.Actor.Props.Create(() => new PeerManager(context));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _log.Error(error, "A connection failed; it is stopped.");
        return Directive.Stop;
    });

    protected override void PreStart() => _context.Chain.Tell(ChainProtocol.Subscribe.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected: OnAccepted(Remote(connected.RemoteAddress)); break;
            case DialActor.Dialled(var target, var remote, var connection): OnDialled(Key(target), remote, connection); break;
            case DialActor.DialFailed(var target, var reason): OnFailure(Key(target), reason); break;
            case PeerProtocol.Introduce(var id, var key): OnIntroduce(id, key); break;
            case PeerProtocol.Changed(var view): OnChanged(view); break;
            case PeerProtocol.Parting(var id, var fault): OnParting(id, fault); break;
            case ChainEvents.TipMoved moved: OnTip(ChainProtocol.ChainTip.Of(moved.Tip)); break;
            case ChainProtocol.ChainTip tip: OnTip(tip); break;
            case IChainEvent: break;
            default: OnWish(message); break;
        }
    }

    private void OnWish(object message)
    {
        switch (message)
        {
            case PeerProtocol.ConnectTo(var address): OnConnectTo(address); break;
            case PeerProtocol.DisconnectFrom(var address): OnDisconnectFrom(address); break;
            case PeerProtocol.GetPeers: Sender.Tell(new PeerProtocol.PeerList(_peers.Views, Dialling())); break;
            case PeerProtocol.AskTips: TellReady(message); break;
            case PeerProtocol.Subscribe: _subscribers.Add(Sender); break;
            case DialDue(var key): Dial(key); break;
            default: OnListening(message); break;
        }
    }

    private void OnListening(object message)
    {
        switch (message)
        {
            case Tcp.Bound bound: OnBound(Remote(bound.LocalAddress)); break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed: OnCannotListen(failed); break;
            case Terminated gone when gone.ActorRef.Equals(_listener): OnListenerLost(); break;
            case BindAgain when !_isStopping: Bind(); break;
            case BindAgain: break;
            case Tcp.ConnectionClosed: break; // of one that was turned away at the door
            case Tcp.Unbound: _stopper.Tell(Done.Instance); break;
            case PeerProtocol.PartFromAll: OnPartFromAll(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnTip(ChainProtocol.ChainTip tip)
    {
        var isFirst = _tip is null;
        _tip = tip;
        if (isFirst) Bind();
    }

    private void Bind() => _context.Tcp.Tell(new Tcp.Bind(Self, _address, pullMode: true));

    private void OnBound(IPEndPoint address)
    {
        var isFirst = _listener.IsNobody();
        _listener = Context.Watch(Sender);
        _isListening = true;
        // Bound again after the goodbyes began: the stop waits for nobody but us.
        if (_isStopping && _peers.Count == 0) Unbind();
        _address = address;
        if (!isFirst) return;
        Context.Parent.Tell(new PeerProtocol.Listening(address));
        foreach (var target in _context.Configured) AddTarget(target, isKept: false);
        foreach (var target in _context.Kept.Load()) AddTarget(target, isKept: true);
        foreach (var key in _targets.Keys) Dial(key);
    }

    private void OnCannotListen(Tcp.CommandFailed failed)
    {
        var reason = failed.Cause.HasValue ? failed.Cause.Value.Message : failed.CauseString;
        if (_listener.IsNobody())
            Context.Parent.Tell(new PeerProtocol.CannotListen(_address, ErrorOf(failed), reason));
        else
        {
            _log.Error("Cannot listen on {0} again: {1}", _address, reason);
            Timers.StartSingleTimer(BindAgain.Instance, BindAgain.Instance, RebindAfter);
        }
    }

    private static SocketError ErrorOf(Tcp.CommandFailed failed) =>
        failed.Cause.HasValue && failed.Cause.Value is SocketException error ? error.SocketErrorCode : SocketError.SocketError;

    private void OnListenerLost()
    {
        _isListening = false;
        if (_isStopping) return;
        _log.Warning("The listener on {0} was lost; listening again.", _address);
        Timers.StartSingleTimer(BindAgain.Instance, BindAgain.Instance, RebindAfter);
    }

    private void OnAccepted(IPEndPoint remote)
    {
        if (_isStopping || !_peers.MayCome(remote.Address))
            Sender.Tell(Tcp.Abort.Instance);
        else
            Start(remote, Sender, isOutbound: false);
    }

    private PeerId Start(IPEndPoint remote, IActorRef connection, bool isOutbound)
    {
        var id = _peers.NextId();
        var context = new PeerContext(
            id, remote, isOutbound, (ulong)_random.NextInt64(), _context.Local with { Port = _address.Port }, _context.Settings,
            new PeerRefs(_context.Chain, _context.Verify, _context.Sync, Self));
        _peers.Add(id, Context.ActorOf(PeerActor.Props(context, _tip!, connection), id.ToString()), remote.Address, isOutbound);
        return id;
    }

    private void OnIntroduce(PeerId id, PublicKey? key)
    {
        var fault = _peers.Judge(id, key, out var replaced);
        replaced?.Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.Duplicate)));
        var others = _peers.Views.Where(view => view.Id != id && view.IsExtended).Select(view => view.Address).ToImmutableArray();
        if (fault is null) Sender.Tell(new PeerProtocol.Admitted(others));
        else Sender.Tell(new PeerProtocol.Rejected(fault, fault.Code == PeerFaultCode.Full ? others : []));
    }

    private void OnChanged(ConsoleProtocol.PeerView view)
    {
        if (_peers.Change(view) is not { } peer) return;
        _log.Info("Peer {0} connected, {1}, {2}", view.Address, view.IsOutbound ? "dialled" : "accepted", view.Key?.Short ?? "plain");
        Publish(new PeerProtocol.PeerCame(view, peer));
        foreach (var target in _targets.Values)
            if (target.Peer == view.Id) AnswerWaiting(target, view, "");
    }

    private void OnParting(PeerId id, PeerFault fault)
    {
        if (!_peers.TryRemove(id, out var view, out var peerKey)) return;
        _context.Sync.Tell(new SyncProtocol.PeerGone(id));
        if (view is not null) Publish(new PeerProtocol.PeerWent(view, fault));
        foreach (var (key, target) in _targets)
        {
            if (target.Peer != id) continue;
            // Whoever is there stays connected by another way: nobody redials.
            if (_peers.StayingWith(peerKey) is { } other) Link(target, other);
            else OnFailure(key, fault.ToString());
        }
        if (_isStopping && _peers.Count == 0) Unbind();
    }

    private void Link(DialTarget target, PeerId other)
    {
        target.OnConnected(other, Now);
        if (_peers.ViewOf(other) is { } view) AnswerWaiting(target, view, "");
    }

    private void OnConnectTo(DnsEndPoint address)
    {
        var key = Key(address);
        var isNew = AddTarget(address, isKept: true);
        var target = _targets[key];
        if (isNew) Save();
        if (target.Peer is { } peer && _peers.ViewOf(peer) is { } view)
        {
            Sender.Tell(new PeerProtocol.ConnectResult(address, view, ""));
            return;
        }
        target.Waiting.Add(Sender);
        Dial(key);
    }

    private void OnDisconnectFrom(DnsEndPoint address)
    {
        var wasKnown = _targets.Remove(Key(address), out var target);
        Timers.Cancel(Key(address));
        if (wasKnown) Save();
        if (target is not null) AnswerWaiting(target, null, "disconnected meanwhile");
        if (target?.Peer is { } peer) Context.Child(peer.ToString()).Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.WeClose)));
        Sender.Tell(new PeerProtocol.DisconnectResult(address, wasKnown));
    }

    private bool AddTarget(DnsEndPoint address, bool isKept) =>
        _targets.TryAdd(Key(address), new DialTarget(address, new Redial(_random), isKept));

    private void Save() => _context.Kept.Save([.. _targets.Values.Where(target => target.IsKept).Select(target => target.Address)]);

    private void Dial(string key)
    {
        if (_isStopping || !_targets.TryGetValue(key, out var target) || target.IsDialling || target.Peer is not null) return;
        target.OnDial();
        Context.ActorOf(DialActor.Props(target.Address, _context.Tcp, _context.Settings.DialTimeout));
    }

    private void OnDialled(string key, IPEndPoint remote, IActorRef connection)
    {
        if (_isStopping || !_targets.TryGetValue(key, out var target))
        {
            connection.Tell(Tcp.Abort.Instance);
            return;
        }
        target.OnConnected(Start(Remote(remote), connection, isOutbound: true), Now);
    }

    private void OnFailure(string key, string reason)
    {
        if (!_targets.TryGetValue(key, out var target)) return;
        var pause = target.OnFailure(reason, Now);
        Timers.StartSingleTimer(key, new DialDue(key), pause);
        AnswerWaiting(target, null, reason);
    }

    private static void AnswerWaiting(DialTarget target, ConsoleProtocol.PeerView? view, string reason)
    {
        foreach (var waiting in target.Waiting) waiting.Tell(new PeerProtocol.ConnectResult(target.Address, view, reason));
        target.Waiting.Clear();
    }

    private ImmutableArray<ConsoleProtocol.DialView> Dialling() =>
        [.. _targets.Values.Where(target => target.Peer is null).Select(target => target.View(Now))];

    private void TellReady(object message)
    {
        foreach (var view in _peers.Views) Context.Child(view.Id.ToString()).Tell(message);
    }

    /// <summary>Goodbyes first: accepted connections are children of the listener, and die with it.</summary>
    private void OnPartFromAll()
    {
        _isStopping = true;
        _stopper = Sender;
        foreach (var peer in _peers.Refs) peer.Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.WeClose, "this node stops")));
        if (_peers.Count == 0) Unbind();
    }

    private void Unbind()
    {
        if (_isListening) _listener.Tell(Tcp.Unbind.Instance);
        else _stopper.Tell(Done.Instance);
    }

    private void Publish(object news)
    {
        foreach (var subscriber in _subscribers) subscriber.Tell(news);
    }

    private static string Key(DnsEndPoint address) => FormattableString.Invariant($"{address.Host}:{address.Port}");

    /// <summary>IPv4 where it is IPv4, before anything compares or shows it.</summary>
    private static IPEndPoint Remote(EndPoint address)
    {
        var remote = (IPEndPoint)address;
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    private sealed record DialDue(string Key);

    private sealed class BindAgain
    {
        public static readonly BindAgain Instance = new();
    }
}
