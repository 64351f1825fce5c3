using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>
/// A UDP socket. One datagram is read at a time, and no more than a bounded number a second: in a flood the kernel
/// drops the rest.
/// </summary>
internal sealed class UdpSocketActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Udp.Bind _bind;
    private readonly IActorRef _commander;
    private readonly byte[] _buffer = new byte[LanAnnouncement.BytesMax + 1]; // a longer datagram is cut off
    private readonly RateLimit _reads = new(TimeSpan.FromMilliseconds(10), burst: 200);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Socket? _socket;

    public UdpSocketActor(Udp.Bind bind, IActorRef commander)
    {
        _bind = bind;
        _commander = commander;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(Udp.Bind bind, IActorRef commander) =>
        Akka.Actor.Props.Create(() => new UdpSocketActor(bind, commander));

    protected override void PreStart()
    {
        Context.Watch(_bind.Handler);
        try
        {
            _socket = Open();
            _commander.Tell(new Udp.Bound(_socket.LocalEndPoint));
            Read(_socket);
        }
        catch (SocketException error)
        {
            _log.Info("No UDP socket on {0}: {1}", _bind.LocalAddress, error.Message);
            _commander.Tell(new Udp.CommandFailed(_bind));
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _socket?.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Came(var length, var source): OnCame(length, source); break;
            case ReadFailed: Later(); break; // such as a datagram that is too long, on Windows
            case ReadDue: Read(_socket!); break;
            case Udp.Send send: OnSend(_socket!, send); break;
            case Udp.Unbind:
                Sender.Tell(Udp.Unbound.Instance);
                Context.Stop(Self);
                break;
            case Terminated: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private Socket Open()
    {
        var socket = new Socket(_bind.LocalAddress.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            foreach (var option in _bind.Options) option.BeforeDatagramBind(socket);
            socket.Bind(_bind.LocalAddress);
            foreach (var option in _bind.Options.OfType<Inet.SocketOptionV2>()) option.AfterBind(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Read(Socket socket) => _ = socket
        .ReceiveFromAsync(_buffer, SocketFlags.None, _bind.LocalAddress, _stopping.Token).AsTask()
        .PipeTo(
            Self,
            success: static read => new Came(read.ReceivedBytes, read.RemoteEndPoint),
            failure: static _ => ReadFailed.Instance);

    private void OnCame(int length, EndPoint source)
    {
        _bind.Handler.Tell(new Udp.Received(ByteString.CopyFrom(_buffer, 0, length), source));
        if (_reads.TryTake(Now)) Read(_socket!);
        else Later();
    }

    private void Later() => Timers.StartSingleTimer(ReadDue.Instance, ReadDue.Instance, Pause);

    private void OnSend(Socket socket, Udp.Send send)
    {
        try
        {
            socket.SendTo(send.Payload.ToArray(), send.Target);
            if (send.WantsAck) Sender.Tell(send.Ack);
        }
        catch (SocketException error)
        {
            _log.Debug("A datagram to {0} was not sent: {1}", send.Target, error.Message);
            Sender.Tell(new Udp.CommandFailed(send));
        }
    }

    private sealed record Came(int Length, EndPoint Source) : IDeadLetterSuppression;

    private sealed class ReadFailed : IDeadLetterSuppression
    {
        public static readonly ReadFailed Instance = new();
    }

    private sealed class ReadDue : IDeadLetterSuppression
    {
        public static readonly ReadDue Instance = new();
    }
}
