using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Dials one target once: the addresses of its name, one after the other, until one answers. It tells its parent the
/// result exactly once and stops. Banned addresses are left out.
/// </summary>
internal sealed class DialActor : UntypedActor
{
    // Akka.IO's default: akka.io.tcp.register-timeout is 5 s.
    private static readonly TimeSpan RegisterTimeout = TimeSpan.FromSeconds(5);

    // Each address may take the whole time of a dial.
    private const int AddressesMax = 8;

    // Akka.IO's own timeout should come first. It does not always come: if the other side resets a new connection at
    // once, Akka's actor dies silently, and an unreachable machine is tried five times.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly HostPort _target;
    private readonly IActorRef _tcp;
    private readonly TimeSpan _timeout;
    private readonly BanList _bans;
    private readonly Queue<IPAddress> _untried = new();
    private IPEndPoint? _dialled;
    private TimeSpan _dialledAt;
    private string _reason = "its name has no address";
    private bool _isTold;

    public DialActor(HostPort target, IActorRef tcp, TimeSpan timeout, BanList bans)
    {
        _bans = bans;
        _target = target;
        _tcp = tcp;
        _timeout = timeout;
    }

    internal static Props Props(HostPort target, IActorRef tcp, TimeSpan timeout, BanList bans) =>
        Akka.Actor.Props.Create(() => new DialActor(target, tcp, timeout, bans));

    protected override void PreStart()
    {
        if (IPAddress.TryParse(_target.Host, out var address))
        {
            Self.Tell(new Resolved([address]));
            return;
        }
        Context.SetReceiveTimeout(_timeout);
        _ = System.Net.Dns.GetHostAddressesAsync(_target.Host)
            .PipeTo(Self, success: found => new Resolved(found), failure: _ => Unresolved.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Resolved(var addresses): OnResolved(addresses); break;
            case Unresolved: Fail("its name was not found"); break;
            case ReceiveTimeout: OnTime(); break;
            case Tcp.Connected connected: OnConnected((IPEndPoint)connected.RemoteAddress); break;
            case Tcp.CommandFailed { Cmd: Tcp.Connect late } when !Equals(late.RemoteAddress, _dialled): break;
            case Tcp.CommandFailed: OnFailed(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>A crash counts as a failed attempt too. Otherwise the address would never be dialled again.</summary>
    protected override void PostStop() => Tell(new DialFailed(_target, _reason));

    private void OnResolved(IPAddress[] addresses)
    {
        var now = UnixTime.From(Context.System.Scheduler.Now);
        foreach (var address in addresses.Take(AddressesMax))
            if (_bans.Find(address, now) is { } ban) _reason = Refusals.Banned(ban).ToString();
            else _untried.Enqueue(address);
        Next();
    }

    private void Next()
    {
        if (_untried.TryDequeue(out var address))
        {
            _dialled = new IPEndPoint(address, _target.Port);
            _dialledAt = Context.System.Scheduler.MonotonicClock;
            _tcp.Tell(new Tcp.Connect(_dialled, timeout: _timeout, pullMode: true));
            Context.SetReceiveTimeout(_timeout + Grace);
        }
        else
            Fail(_reason);
    }

    private void OnTime()
    {
        if (_isTold)
            Context.Stop(Self);
        else if (_dialled is null)
            Fail("its name was not found in time");
        else
            OnFailed();
    }

    private void Fail(string reason)
    {
        _reason = reason;
        Context.Stop(Self);
    }

    private void Tell(object outcome)
    {
        if (!_isTold) Context.Parent.Tell(outcome);
        _isTold = true;
    }

    /// <summary>
    /// Hands the connection on and stays until it is registered: before that, Akka stops a connection with its
    /// commander.
    /// </summary>
    private void OnConnected(IPEndPoint remote)
    {
        Tell(new Dialled(_target, remote, Sender));
        Context.SetReceiveTimeout(RegisterTimeout);
    }

    /// <summary>Akka.IO 1.5.74 does not report the system's error, so the time until the failure must do.</summary>
    private void OnFailed()
    {
        var waited = Context.System.Scheduler.MonotonicClock - _dialledAt;
        _reason = waited < _timeout ? "nobody listens there, or it cannot be reached" : "no answer in time";
        Next();
    }

    /// <summary>Told to the parent: the connection is open. An actor must register with it within seconds.</summary>
    internal sealed record Dialled(HostPort Target, IPEndPoint Remote, IActorRef Connection);

    /// <summary>Told to the parent: no address of the target answered.</summary>
    /// <param name="Target">The target.</param>
    /// <param name="Reason">The reason of the last failure, a phrase for people.</param>
    internal sealed record DialFailed(HostPort Target, string Reason) : IDeadLetterSuppression;

    // The lookup may end after this actor has stopped.
    private sealed record Resolved(IPAddress[] Addresses) : IDeadLetterSuppression;

    private sealed record Unresolved : IDeadLetterSuppression
    {
        public static readonly Unresolved Instance = new();
    }
}
