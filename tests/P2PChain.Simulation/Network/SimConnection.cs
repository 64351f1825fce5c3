using Akka.Actor;
using Akka.IO;

namespace P2PChain.Simulation.Network;

/// <summary>
/// A connection as Akka.IO 1.5.74 shows it in pull mode: one <c>ResumeReading</c> gives at most one <c>Received</c>, a
/// write is acknowledged when the kernel has it, and it dies with its commander until somebody registered, then with
/// that.
/// </summary>
internal sealed class SimConnection(SimSocket socket, IActorRef commander) : UntypedActor, ISocketOwner, IWithTimers
{
    private const int ReadBytesMax = 128 * 1024;

    private static readonly TimeSpan RegisterTimeout = TimeSpan.FromSeconds(5);

    private IActorRef _self = ActorRefs.Nobody;
    private IActorRef? _handler;
    private bool _wantsRead;
    private bool _wasReset;

    private enum Happened
    {
        Readable,
        Reset,
        NobodyRegistered,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    internal static Props Props(SimSocket socket, IActorRef commander) => Akka.Actor.Props.Create(
        () => new SimConnection(socket, commander));

    public void OnReadable() => _self.Tell(Happened.Readable);

    public void OnReset() => _self.Tell(Happened.Reset);

    protected override void PreStart()
    {
        _self = Self;
        socket.Owner = this;
        Context.Watch(commander);
        commander.Tell(new Tcp.Connected(socket.Remote, socket.Local), Self);
        Timers.StartSingleTimer(Happened.NobodyRegistered, Happened.NobodyRegistered, RegisterTimeout);
        if (socket.IsClosed) OnReset();
    }

    protected override void PostStop() => socket.Abort();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Register register: OnRegister(register.Handler); break;
            case Tcp.ResumeReading: _wantsRead = true; Read(); break;
            case Tcp.SuspendReading: _wantsRead = false; break;
            case Tcp.Write write: OnWrite(write, Sender); break;
            case Tcp.Close: socket.Close(); End(Tcp.Closed.Instance); break;
            case Tcp.Abort when _handler is null: socket.TurnAway(); End(Tcp.Aborted.Instance); break;
            case Tcp.Abort: socket.Abort(); End(Tcp.Aborted.Instance); break;
            case Happened.Readable: Read(); break;
            case Happened.Reset: _wasReset = true; Read(); break;
            case Happened.NobodyRegistered: Context.Stop(Self); break;
            case Terminated: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void OnRegister(IActorRef handler)
    {
        Context.Unwatch(commander);
        Timers.CancelAll();
        _handler = Context.Watch(handler);
        _wantsRead = false;
    }

    private void OnWrite(Tcp.Write write, IActorRef sender)
    {
        if (_wasReset)
        {
            EndByReset();
            return;
        }
        var self = Self;
        socket.Write(write.Data.ToArray(), () =>
        {
            if (write.WantsAck) sender.Tell(write.Ack, self);
        });
    }

    private void Read()
    {
        if (!_wantsRead || _handler is null) return;
        if (_wasReset) EndByReset();
        else if (socket.Read(ReadBytesMax) is { } chunk)
        {
            _wantsRead = false;
            _handler.Tell(new Tcp.Received(ByteString.FromBytes(chunk)));
        }
        else if (socket.IsAtEnd)
            End(Tcp.PeerClosed.Instance);
    }

    /// <summary>Who neither reads nor writes does not hear of a reset.</summary>
    private void EndByReset() => End(new Tcp.ErrorClosed("connection reset by peer"));

    private void End(Tcp.ConnectionClosed how)
    {
        (_handler ?? commander).Tell(how);
        Context.Stop(Self);
    }
}
