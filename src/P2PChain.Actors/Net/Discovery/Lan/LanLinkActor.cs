using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>One local network: its socket, which is opened again if it is lost.</summary>
internal sealed class LanLinkActor(IActorRef udp, LanLink link) : UntypedActor
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _socket = ActorRefs.Nobody;
    private Moment? _failedAt;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(IActorRef udp, LanLink link) =>
        Akka.Actor.Props.Create(() => new LanLinkActor(udp, link));

    protected override void PreStart() => Bind();

    protected override void PostStop() => _socket.Tell(Udp.Unbind.Instance, ActorRefs.Nobody);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Udp.Bound: _socket = Context.Watch(Sender); break;
            case Udp.Received received: OnReceived(received); break;
            case Say(var datagram): OnSay(datagram); break;
            case Udp.CommandFailed { Cmd: Udp.Bind }: OnFailed(); break;
            case Udp.CommandFailed { Cmd: Udp.Send }: break; // the next announcement may pass
            case Terminated:
                _socket = ActorRefs.Nobody;
                OnFailed();
                break;
            default: Unhandled(message); break;
        }
    }

    private void Bind()
    {
        // Windows cannot bind to a group. Elsewhere it keeps out datagrams that are sent to this machine's address.
        var any = link.IsSix ? IPAddress.IPv6Any : IPAddress.Any;
        var local = OperatingSystem.IsWindows() ? new IPEndPoint(any, LanLink.Port) : link.Group;
        udp.Tell(new Udp.Bind(Self, local, [new LanSocketOption(link)]));
    }

    private static void OnReceived(Udp.Received received) =>
        Context.Parent.Tell(new LanActor.Heard(received.Data.ToArray(), (IPEndPoint)received.Sender));

    private void OnSay(byte[] datagram)
    {
        if (!_socket.IsNobody()) _socket.Tell(Udp.Send.Create(ByteString.FromBytes(datagram), link.Group));
        else if (_failedAt is { } failed && Now.Since(failed) >= RetryAfter)
        {
            _failedAt = null;
            Bind();
        }
    }

    private void OnFailed()
    {
        _failedAt = Now;
        _log.Warning(
            "Nodes on the local network of {0} are not found: its multicast socket failed. Next try in {1} minutes.",
            link, RetryAfter.TotalMinutes);
    }

    /// <summary>Send this datagram. It is lost if there is no socket.</summary>
    internal sealed record Say(byte[] Datagram) : IDeadLetterSuppression;
}
