using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Net.Peer;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;

namespace P2PChain.Actors.Net;

/// <summary>
/// Accepts and dials within the limits, and supervises the connections. A peer that fails is stopped, never restarted.
/// </summary>
internal sealed class PeerManager : UntypedActor, IWithTimers
{
    private readonly PeerManagerContext _context;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PeerRegistry _peers;
    private readonly PeerBans _bans;
    private readonly DialBook _dials;
    private readonly PeerHistory _history;
    private readonly OutboxBudget _outboxes;
    private FoundDials _found = null!; // these are set in PreStart, when there are timers and children
    private Dialler _dialler = null!;
    private PeerRefs _refs = null!;
    private PeerAdmission _admission = null!;
    private BanDesk _banDesk = null!;
    private readonly TwinWatch _twins = new();
    private PeerSubscribers _subscribers = null!;
    private ChainProtocol.ChainTip? _tip;
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _stopper = ActorRefs.Nobody;
    private IPEndPoint _address;
    private bool _isStopping;

    public PeerManager(PeerManagerContext context)
    {
        _context = context;
        _address = context.Listen;
        _peers = new PeerRegistry(context.Key, context.Local.Rules.Network, context.Settings);
        var scheduler = Context.System.Scheduler;
        _bans = new PeerBans(context.KeptBans, () => UnixTime.From(scheduler.Now));
        _dials = new DialBook(context.Kept, context.Random, _bans);
        _history = new PeerHistory(_log, context.Names, context.Meter);
        _outboxes = new OutboxBudget(context.Settings.AllOutboxesBytesMax);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(PeerManagerContext context) => Akka.Actor.Props.Create(() => new PeerManager(context));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _log.Error(error, "A connection failed; it is stopped.");
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        _refs = _context.RefsForPeers(Self, Context);
        _admission = new PeerAdmission(
            _peers, _bans, Timers, key => _history.IsDiscouraged(key, Now), _refs.Discovery);
        _found = new FoundDials(_refs.Discovery);
        _subscribers = new PeerSubscribers(_peers, _refs.Discovery, Context);
        _dialler = new Dialler(_dials, _found, _bans, _peers, _context, Context, Timers);
        _banDesk = new BanDesk(_bans, _peers, _dials, _context.Key, Timers, _log);
        _banDesk.AwaitEnd();
        _context.Chain.Tell(ChainProtocol.Subscribe.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected: OnAccepted(InterfaceNames.Observed(connected.RemoteAddress)); break;
            case AcceptGate.Reached mark: mark.Pass(Timers); break;
            case AcceptGate.Opening(var gate): gate.Open(); break;
            case DialActor.Dialled dialled: OnDialled(dialled); break;
            case DialActor.DialFailed failed: _dialler.OnFailed(failed, Now); break;
            case PeerProtocol.Spoke(var id): _peers.OnSpoke(id); break;
            case PeerProtocol.Introduce introduced: _admission.Introduce(introduced); break;
            case PeerProtocol.NamesOurKey(var id, var nonce): _admission.OnOurKey(id, nonce); break;
            case PeerProtocol.Changed(var view): OnChanged(view); break;
            case PeerProtocol.Parting parting: OnParting(parting); break;
            case PeerProtocol.Alive(var id): _admission.OnAlive(id); break;
            case PeerAdmission.Overdue(var id): _admission.OnOverdue(id); break;
            case PeerProtocol.Queued(var id, var bytes): OnQueued(id, bytes); break;
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
            case BanProtocol.IMessage:
                _banDesk.On(message, Sender, Now);
                Dial();
                break;
            case PeerProtocol.GetPeers: OnGetPeers(); break;
            case PeerProtocol.AskTips: TellReady(message); break;
            case PeerProtocol.Subscribe: _subscribers.Subscribe(Sender); break;
            case DiscoveryProtocol.Dial(var found): _dialler.DialFound(found); break;
            case DiscoveryProtocol.Looked(var id, var isOurselves): _found.OnLooked(id, isOurselves); break;
            case PeerProtocol.NetworkChanged: OnNetworkChanged(); break;
            case Dialler.Due: Dial(); break;
            case Tcp.ConnectionClosed: break; // it was refused at once
            case PeerProtocol.Listening listening: OnListening(listening); break;
            case PeerProtocol.CannotListen: Context.Parent.Tell(message); break;
            case Terminated gone when _subscribers.Remove(gone.ActorRef) || _isStopping: break;
            case Terminated: throw new InvalidOperationException("The listener or the discovery stopped."); // a bug
            case PeerProtocol.PartFromAll: OnPartFromAll(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnTip(ChainProtocol.ChainTip tip)
    {
        var isFirst = _tip is null;
        _tip = tip;
        if (!isFirst) return;
        var listener = ListenActor.Props(_context.Tcp, _address, _context.Random);
        _listener = Context.Watch(Context.ActorOf(listener, "listener"));
    }

    private void OnListening(PeerProtocol.Listening listening)
    {
        _address = listening.Address;
        Context.Parent.Tell(listening);
        _refs.Discovery.Tell(listening);
        _dials.Load(_context.Configured, Now);
        Dial();
    }

    private void OnAccepted(IPEndPoint remote)
    {
        var isDiscouraged = !IsExempt(remote.Address) && _history.IsDiscouraged(remote.Address, Now);
        var refusal = _isStopping ? Refusals.Stops : _admission.Meet(remote.Address, isDiscouraged, Now);
        if (refusal is null || (!_isStopping && _peers.MayHear(remote.Address)))
            Start(remote, Sender, isOutbound: false, isDiscouraged, refusal);
        else
        {
            Sender.Tell(Tcp.Abort.Instance);
            _history.OnRefused(remote, refusal, isHereStill: false, Now);
        }
    }

    /// <summary>This machine and the addresses that a person listed are never discouraged.</summary>
    private bool IsExempt(IPAddress address) => IPAddress.IsLoopback(address) || _dials.IsNamed(address);

    private PeerId Start(
        IPEndPoint remote, IActorRef connection, bool isOutbound, bool isDiscouraged = false, PeerFault? refusal = null,
        bool isLook = false)
    {
        var id = _peers.NextId();
        var isNamed = _dials.IsNamed(remote.Address);
        var origin = PeerOrigin.Of(remote, isOutbound, isNamed);
        var context = _context.ForPeer(
            id, remote, isOutbound, isLook, origin, _address.Port, _refs, Context.System.Scheduler, refusal);
        var peer = Context.ActorOf(PeerActor.Props(context, _tip!, connection), id.ToString());
        _peers.Add(new PeerEntry(context, peer, isDiscouraged, refusal, Now) { IsNamed = isNamed });
        return id;
    }

    private void OnChanged(PeerView view)
    {
        var (before, peer) = (_peers.ViewOf(view.Id), _peers.Change(view));
        if (before is null && peer is null) return; // it is gone
        if (view is { Key: { } key, Clock: { } clock } && clock != before?.Clock)
        {
            var heard = new ClockProtocol.ClockHeard(view.Id, key, view.IsProven, view.IsOutbound, clock.Ahead);
            _context.Chain.Tell(heard);
        }
        if (peer is null) return;
        _history.OnCame(view, Now);
        _subscribers.Publish(new PeerProtocol.PeerCame(view, peer));
        CountForMiner();
        _dials.OnReady(view);
        _dialler.OnReady(view.Id, Now);
        if (!view.IsOutbound) WakeDials();
    }

    private void OnParting(PeerProtocol.Parting parting)
    {
        var (id, fault) = (parting.Id, parting.Fault);
        var culprit = _peers.CulpritOf(id, _dials.Peers.Contains(id), IsExempt);
        if (_peers.Remove(id, out var view) is not { } remote) return;
        if (fault.Code == PeerFaultCode.Twin && _twins.OnMet(fault.Detail, Now))
            _subscribers.Publish(new PeerProtocol.TwinMet(fault.Detail));
        _outboxes.Forget(id);
        _context.Sync.Tell(new SyncProtocol.PeerGone(id));
        var other = _peers.StayingWith(parting.Key, isProven: parting.HasProofs);
        if (view is null) _history.OnRefused(remote, fault, other is not null, Now);
        else
        {
            _history.OnWent(view, fault, other is not null, Now);
            _subscribers.Publish(new PeerProtocol.PeerWent(view, fault));
            _context.Chain.Tell(new ClockProtocol.ClockGone(id));
            CountForMiner();
        }
        if (culprit is not null && _history.Judge(culprit, fault, parting.IsExtended, Now)) _peers.Discourage(culprit);
        _dials.OnLost(parting, other, Now);
        _found.OnParting(id, fault);
        if (other is not null && _peers.ViewOf(other.Value) is { } otherView) _dials.OnReady(otherView);
        _admission.OnGone(id);
        Dial();
        if (_isStopping && _peers.Count == 0) ListenNoMore();
    }

    private void CountForMiner() => _context.Miner.Tell(new MinerProtocol.OthersConnected(_peers.Views.Length));

    private void OnGetPeers()
    {
        var dials = _dials.Views(id => _peers.ViewOf(id) is not null, Now);
        Sender.Tell(new PeerProtocol.PeerList(_peers.CountedViews, dials, _history.View(Now))
        {
            Named = _dials.Peers,
            Queued = _outboxes.Bytes,
            Bans = _bans.List.InForce(_bans.Now).Length,
            Twin = _twins.At(Now),
            HasSeeds = _context.Discovery is { Settings.Seeds.IsEmpty: false },
            IsLanOn = _context.Discovery is { Settings.IsLanOn: true },
        });
    }

    private void OnConnectTo(HostPort address)
    {
        if (_dials.Keep(address, Sender, Now) is { } peer && _peers.ViewOf(peer) is { } view) _dials.OnReady(view);
        Dial();
    }

    private void OnDisconnectFrom(HostPort address)
    {
        var peer = _dials.Find(address)?.Peer ?? _peers.At(address);
        var forgotten = _dials.Remove(address, peer);
        if (peer is { } id) _peers.RefOf(id).Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.WeClose)));
        Sender.Tell(new PeerProtocol.DisconnectResult(address, peer is not null, forgotten));
    }

    private void OnNetworkChanged()
    {
        _refs.Discovery.Tell(PeerProtocol.NetworkChanged.Instance);
        _admission.DoubtAll();
        WakeDials();
    }

    private void WakeDials()
    {
        _dials.Wake(Now);
        Dial();
    }

    private void Dial() => _dialler.DialDue(Now);

    private void OnDialled(DialActor.Dialled dialled)
    {
        var remote = InterfaceNames.Observed(dialled.Remote);
        PeerId Begin(bool isLook) => Start(remote, dialled.Connection, isOutbound: true, isLook: isLook);
        _dialler.OnDialled(dialled.Target, remote.Address, dialled.Connection, Begin, Now);
    }

    private void TellReady(object message)
    {
        foreach (var view in _peers.Views) _peers.RefOf(view.Id).Tell(message);
    }

    private void OnQueued(PeerId id, long bytes)
    {
        if (_peers.AddressOf(id) is null || _outboxes.Report(id, bytes) is not { } largest) return;
        _outboxes.Forget(largest);
        _peers.RefOf(largest).Tell(new PeerProtocol.Cut(new PeerFault(PeerFaultCode.OutboxesFull)));
    }

    /// <summary>Goodbyes go first: accepted connections are children of the listener and end with it.</summary>
    private void OnPartFromAll()
    {
        (_isStopping, _stopper) = (true, Sender);
        _dialler.Stop();
        foreach (var peer in _peers.Entries) peer.Ref.Tell(new PeerProtocol.Part(Refusals.Stops));
        if (_peers.Count == 0) ListenNoMore();
    }

    private void ListenNoMore()
    {
        if (_listener.IsNobody()) _stopper.Tell(Akka.Done.Instance);
        else _listener.Tell(ListenActor.ListenNoMore.Instance, _stopper);
    }
}
