using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>
/// Dials one address once: the addresses of its name, one after the other, until one answers. Tells its parent, always, exactly
/// once, and stops.
/// </summary>
internal sealed class DialActor : UntypedActor
{
    // Akka.IO's own: akka.io.tcp.register-timeout is 5 s.
    private static readonly TimeSpan RegisterTimeout = TimeSpan.FromSeconds(5);

    // A name with more addresses than this is no peer's; each may take the whole time of a dial.
    private const int AddressesMax = 8;

    /// <summary>
    /// Akka.IO's own limit comes first, where it comes: its actor for a connection that was reset as soon as it stood dies without a
    /// word, and it tries a machine that its network does not find five times over.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly HostPort _target;
    private readonly IActorRef _tcp;
    private readonly TimeSpan _timeout;
    private readonly Queue<IPAddress> _untried = new();
    private IPEndPoint? _dialled;
    private TimeSpan _dialledAt;
    private string _reason = "its name has no address";
    private bool _isTold;

    public DialActor(HostPort target, IActorRef tcp, TimeSpan timeout)
    {
        _target = target;
        _tcp = tcp;
        _timeout = timeout;
    }

    internal static Props Props(HostPort target, IActorRef tcp, TimeSpan timeout) =>
        Akka.Actor.Props.Create(() => new DialActor(target, tcp, timeout));

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
            case Tcp.CommandFailed { Cmd: Tcp.Connect connect } when !Equals(connect.RemoteAddress, _dialled): break; // given up before
            case Tcp.CommandFailed: OnFailed(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Also what stops for a fault of its own is told as a failed attempt: otherwise the address would never be dialled again.</summary>
    protected override void PostStop() => Tell(new DialFailed(_target, _reason));

    private void OnResolved(IPAddress[] addresses)
    {
        foreach (var address in addresses.Take(AddressesMax)) _untried.Enqueue(address);
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

    /// <summary>Hands the connection on, and stays until somebody must have registered with it: it dies with its commander before.</summary>
    private void OnConnected(IPEndPoint remote)
    {
        Tell(new Dialled(_target, remote, Sender));
        Context.SetReceiveTimeout(RegisterTimeout);
    }

    /// <summary>Akka.IO 1.5.74 does not hand on what the system said of a failed dial; whether it was at once or not tells enough.</summary>
    private void OnFailed()
    {
        var waited = Context.System.Scheduler.MonotonicClock - _dialledAt;
        _reason = waited < _timeout ? "nobody listens there, or it cannot be reached" : "no answer in time";
        Next();
    }

    /// <summary>Told to the parent: a connection stands; it must be registered with within seconds.</summary>
    internal sealed record Dialled(HostPort Target, IPEndPoint Remote, IActorRef Connection);

    /// <summary>Told to the parent: no address of the target answered.</summary>
    /// <param name="Target">What was dialled.</param>
    /// <param name="Reason">The last attempt's, a phrase for people.</param>
    internal sealed record DialFailed(HostPort Target, string Reason) : IDeadLetterSuppression;

    // Told by whoever looked the name up, who may be later than the time that there was.
    private sealed record Resolved(IPAddress[] Addresses) : IDeadLetterSuppression;

    private sealed record Unresolved : IDeadLetterSuppression
    {
        public static readonly Unresolved Instance = new();
    }
}
