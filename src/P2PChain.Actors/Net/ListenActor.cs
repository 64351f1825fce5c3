using System.Net;
using System.Net.Sockets;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Listens for its parent, which gets the accepted connections. Akka's listener stops for good when accepting fails,
/// for example without file descriptors. Then this actor listens again on the same port, after pauses that double.
/// </summary>
/// <remarks>
/// Akka's listener (1.5.74) accepts before its behaviour handles the accepted sockets. Such a connection is unhandled
/// and costs one of the ten pending accepts; after ten, nothing is accepted. So those messages are repeated once it is
/// bound.
/// </remarks>
internal sealed class ListenActor : UntypedActor, IWithTimers
{
    private readonly IActorRef _tcp;
    private readonly Redial _pauses;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<UnhandledMessage> _early = []; // of Akka's TCP actors; at most the pending accepts
    private IPEndPoint _address;
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _stopper = ActorRefs.Nobody;
    private Moment? _boundAt;

    public ListenActor(IActorRef tcp, IPEndPoint address, Random random)
    {
        _tcp = tcp;
        _address = address;
        _pauses = new Redial(random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(IActorRef tcp, IPEndPoint address, Random random) =>
        Akka.Actor.Props.Create(() => new ListenActor(tcp, address, random));

    protected override void PreStart() => Bind();

    /// <summary>Unbinds first: Akka's listener would log a warning when its owner is gone.</summary>
    protected override void PostStop() => _listener.Tell(Tcp.Unbind.Instance, ActorRefs.Nobody);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case UnhandledMessage unhandled: OnUnhandled(unhandled); break;
            case Tcp.Bound bound: OnBound((IPEndPoint)bound.LocalAddress); break;
            case Tcp.CommandFailed { Cmd: Tcp.Bind } failed: OnCannotListen(failed); break;
            case Terminated: OnLost(); break;
            case BindAgain: Bind(); break;
            case ListenNoMore: OnListenNoMore(); break;
            default: Unhandled(message); break;
        }
    }

    private void Stopping(object message)
    {
        switch (message)
        {
            case Tcp.Bound: Sender.Tell(Tcp.Unbind.Instance); break;
            case Tcp.Unbound or Tcp.CommandFailed or Terminated: End(); break;
            case ListenNoMore: _stopper = Sender; break;
            case UnhandledMessage: break;
            default: Unhandled(message); break;
        }
    }

    private void Bind()
    {
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
        Inet.SocketOption[] options = [new EveryFamily(), new AcceptGate(Context.Parent)];
        _tcp.Tell(new Tcp.Bind(Context.Parent, _address, AcceptGate.Backlog, options, pullMode: true));
    }

    /// <summary>Keeps those of Akka's TCP actors. Other nodes may share the system.</summary>
    private void OnUnhandled(UnhandledMessage unhandled)
    {
        var recipient = unhandled.Recipient.Path.ToString();
        if (recipient.Contains("/system/IO-TCP", StringComparison.Ordinal)) _early.Add(unhandled);
    }

    private void OnBound(IPEndPoint address)
    {
        var isFirst = _boundAt is null;
        _listener = Context.Watch(Sender);
        foreach (var unhandled in TakeEarly())
            if (unhandled.Recipient.Equals(_listener)) _listener.Tell(unhandled.Message, unhandled.Sender);
        _boundAt = Now;
        _address = address;
        if (isFirst) Context.Parent.Tell(new PeerProtocol.Listening(address));
        else _log.Info("Listening on {0} again.", address);
    }

    private void OnCannotListen(Tcp.CommandFailed failed)
    {
        TakeEarly();
        var reason = failed.Cause.HasValue ? failed.Cause.Value.Message : failed.CauseString;
        if (_boundAt is null)
        {
            Context.Parent.Tell(new PeerProtocol.CannotListen(_address, ErrorOf(failed), reason));
            return;
        }
        _log.Error("Cannot listen on {0} again: {1}", _address, reason);
        BindLater(_pauses.AfterFailure());
    }

    private UnhandledMessage[] TakeEarly()
    {
        Context.System.EventStream.Unsubscribe(Self, typeof(UnhandledMessage));
        UnhandledMessage[] early = [.. _early];
        _early.Clear();
        return early;
    }

    private static SocketError ErrorOf(Tcp.CommandFailed failed) =>
        failed.Cause.HasValue && failed.Cause.Value is SocketException error
            ? error.SocketErrorCode
            : SocketError.SocketError;

    private void OnLost()
    {
        _listener = ActorRefs.Nobody;
        _log.Warning(
            "The listener on {0} was lost, and with it the connections it had accepted; listening again.", _address);
        BindLater(_pauses.AfterConnection(_boundAt!.Value, Now));
    }

    private void BindLater(TimeSpan pause) => Timers.StartSingleTimer(BindAgain.Instance, BindAgain.Instance, pause);

    private void OnListenNoMore()
    {
        _stopper = Sender;
        Become(Stopping);
        if (!_listener.IsNobody()) _listener.Tell(Tcp.Unbind.Instance);
        else if (Timers.IsTimerActive(BindAgain.Instance)) End();
    }

    private void End()
    {
        _listener = ActorRefs.Nobody;
        _stopper.Tell(Done.Instance);
        Context.Stop(Self);
    }

    /// <summary>
    /// Sent by the parent at the node's stop. Answered with <see cref="Done"/> when the port is closed.
    /// </summary>
    internal sealed class ListenNoMore
    {
        public static readonly ListenNoMore Instance = new();
    }

    /// <summary>Listening on all IPv6 addresses includes the IPv4 addresses; .NET excludes them by default.</summary>
    private sealed class EveryFamily : Inet.SocketOption
    {
        public override void BeforeServerSocketBind(Socket ss)
        {
            if (ss.AddressFamily == AddressFamily.InterNetworkV6) ss.DualMode = true;
        }
    }

    private sealed class BindAgain : IDeadLetterSuppression
    {
        public static readonly BindAgain Instance = new();
    }
}
