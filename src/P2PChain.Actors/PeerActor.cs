using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Peering;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors;

/// <summary>
/// One TCP connection: framing, handshake, goodbye; between them a <see cref="PeerConversation"/>. Never restarted: it stops, and its socket with it.
/// Handshaking → Introducing → Ready; from each of them → Parting.
/// </summary>
internal sealed class PeerActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan ByeTimeout = TimeSpan.FromSeconds(1);

    // Long enough for a block to be checked and stored over there, so that the answer names it.
    private static readonly TimeSpan TipSettles = TimeSpan.FromMilliseconds(250);

    private readonly PeerContext _context;
    private readonly IActorRef _connection;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PeerReader _reader;
    private readonly PeerWriter _writer;
    private readonly PeerState _peer;
    private readonly PeerConversation _talk;
    private Decoded? _firstLine;
    private PeerFault _fault = new(PeerFaultCode.ConnectionLost);
    private bool _mayDecode = true;

    public PeerActor(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection)
    {
        _context = context;
        _connection = connection;
        // An announce is half of this at most, so one bound serves lines and bytes before the handshake alike.
        _reader = new PeerReader(connection, context.IsOutbound ? Limits.LineBytesMax : Limits.PreHandshakeBytesMax, Now);
        _writer = new PeerWriter(connection, context.Settings.OutboxBytesMax);
        _peer = new PeerState(context);
        _talk = new PeerConversation(context, tip, _peer, _writer, Self);
    }

    private enum Clock
    {
        FirstLine,
        Handshake,
        Line,
        Alive,
        Tip,
        Bye,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    internal static Props Props(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection) =>
        Akka.Actor.Props.Create(() => new PeerActor(context, tip, connection));

    protected override void PreStart()
    {
        Context.WatchWith(_connection, ConnectionGone.Instance);
        // One sender, so the order holds: registering suspends reading, and resuming before it would be lost.
        _connection.Tell(new Tcp.Register(Self));
        _reader.ReadOn();
        Timers.StartSingleTimer(Clock.FirstLine, Clock.FirstLine, Limits.FirstLineTimeout);
        Timers.StartSingleTimer(Clock.Handshake, Clock.Handshake, _context.Settings.HandshakeTimeout);
        if (_context.IsOutbound) Announce();
    }

    protected override void PostStop() => _context.Refs.Manager.Tell(new PeerProtocol.Parting(_context.Id, _fault));

    /// <summary>First state, handshaking: until the other side's first line.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Clock.FirstLine: Abort(new PeerFault(PeerFaultCode.NoFirstLine)); break;
            default: Always(message); break;
        }
    }

    private void Introducing(object message)
    {
        switch (message)
        {
            case PeerProtocol.Admitted(var others): OnAdmitted(others); break;
            case PeerProtocol.Rejected(var fault, var others): OnRejected(fault, others); break;
            default: Always(message); break;
        }
    }

    private void Ready(object message)
    {
        switch (message)
        {
            case PeerWriter.Done: _writer.OnWritten(); _talk.Serve(); break;
            case ChainProtocol.ChainTip tip: OnTip(tip); break;
            case Clock.Alive: CheckAlive(); break;
            case PeerProtocol.AskTips or Clock.Tip: Check(_talk.Ping(Now)); break;
            default:
                if (!_talk.TryOn(message, out var fault)) Always(message);
                else if (fault is not null) Abort(fault);
                else Pump();
                break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case Tcp.Received chunk: _reader.OnChunk(chunk.Data, Now); Pump(); break;
            case PeerWriter.Done: _writer.OnWritten(); break;
            case Tcp.ConnectionClosed or ConnectionGone:
                _log.Info("Peer {0} left: {1}", _peer.Address, _fault);
                Context.Stop(Self);
                break;
            case Tcp.CommandFailed: Abort(new PeerFault(PeerFaultCode.ConnectionLost)); break;
            case PeerProtocol.Part(var fault): Part(fault); break;
            case PeerProtocol.Cut(var fault): Abort(fault); break;
            case Clock.Line: Abort(new PeerFault(PeerFaultCode.LineTimeout)); break;
            case Clock.Handshake: Abort(new PeerFault(PeerFaultCode.HandshakeTimeout)); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Last state: a goodbye is on its way. Nothing that still comes can change that.</summary>
    private void Parting(object message)
    {
        switch (message)
        {
            case PeerWriter.Done: _writer.OnWritten(); break;
            case Clock.Bye: Abort(_fault); break;
            case Tcp.ConnectionClosed or ConnectionGone: Context.Stop(Self); break;
            default: break;
        }
    }

    /// <summary>Decodes while there is credit, then reads on.</summary>
    private void Pump()
    {
        while (_mayDecode && _talk.MayRead(_reader.NextLineBytes) && _reader.TryRead(out var line))
        {
            Timers.Cancel(Clock.Line);
            On(MessageCodec.Decode(line), line.Length);
        }
        if (!_mayDecode) return;
        if (_reader.IsOverfull)
            Abort(new PeerFault(_firstLine is null ? PeerFaultCode.HandshakeTooLarge : PeerFaultCode.LineTooLong));
        else if (_talk.MayRead(_reader.NextLineBytes))
            Read();
        else
            Timers.Cancel(Clock.Line); // what we do not read cannot end
    }

    private void Read()
    {
        if (_reader.HasPartialLine && !Timers.IsTimerActive(Clock.Line)) Timers.StartSingleTimer(Clock.Line, Clock.Line, Limits.LineTimeout);
        _reader.ReadOn();
    }

    private void On(Decoded decoded, int bytes)
    {
        switch (decoded)
        {
            case var first when _firstLine is null: OnFirstLine(first); break;
            case Decoded.Refused refused: Abort(Handshake.FaultOf(refused)); break;
            case Decoded.Understood(var message, _): On(message, bytes); break;
            default: break; // of a type that this node does not know
        }
    }

    private void On(Message message, int bytes)
    {
        if (message is Message.Bye(var reason, _)) Leave(new PeerFault(PeerFaultCode.SaidBye, SafeText.Of(reason, Message.Bye.ReasonCharsMax)));
        else Check(_talk.On(message, bytes, Now));
    }

    private void OnFirstLine(Decoded first)
    {
        _firstLine = first;
        Timers.Cancel(Clock.FirstLine);
        switch (Handshake.Classify(_context.Local, first))
        {
            case Handshake.Outcome.Extended(var theirs): Introduce(theirs); break;
            case Handshake.Outcome.Plain: Introduce(null); break;
            case Handshake.Outcome.Refused(var fault, IsExtended: true): Refuse(fault, isExtended: true, []); break;
            case Handshake.Outcome.Refused(var fault, _): Abort(fault); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Introduce(Announcement? theirs)
    {
        if (theirs is not null) _peer.OnAnnouncement(theirs, Now);
        _mayDecode = false;
        Become(Introducing);
        _context.Refs.Manager.Tell(new PeerProtocol.Introduce(_context.Id, theirs?.Node));
    }

    private void OnRejected(PeerFault fault, ImmutableArray<string> others) => Refuse(fault, _peer.IsExtended, others);

    /// <summary>A refusing acceptor says who it is, where else to go, and goodbye, in that order.</summary>
    private void Refuse(PeerFault fault, bool isExtended, ImmutableArray<string> others)
    {
        if (isExtended && !_context.IsOutbound) Announce();
        if (others.Length > 0 && !_context.IsOutbound) Send(new Message.PeerList(others), OutboxPriority.Control);
        if (isExtended) Part(fault);
        else Leave(fault);
    }

    private void OnAdmitted(ImmutableArray<string> others)
    {
        if (_peer.IsExtended && !_context.IsOutbound)
        {
            Announce();
            Send(new Message.PeerList(others), OutboxPriority.Control);
        }
        Timers.Cancel(Clock.Handshake);
        Timers.StartPeriodicTimer(Clock.Alive, Clock.Alive, _context.Settings.PingInterval / 3);
        _reader.Widen();
        _mayDecode = true;
        Become(Ready);
        _context.Refs.Sync.Tell(new SyncProtocol.PeerReady(_context.Id, Self));
        _context.Refs.Manager.Tell(new PeerProtocol.Changed(_peer.View));
        if (_peer.IsExtended) Check(_talk.Begin(Now));
        else if (_firstLine is Decoded.Understood(var first, _)) On(first, 0);
        Pump();
    }

    /// <summary>Our chain grew: a moment later both sides should know where the other stands.</summary>
    private void OnTip(ChainProtocol.ChainTip tip)
    {
        if (tip.Hash == _talk.Ours.Hash) return;
        _talk.Ours = tip;
        if (!Timers.IsTimerActive(Clock.Tip)) Timers.StartSingleTimer(Clock.Tip, Clock.Tip, TipSettles);
    }

    private void CheckAlive()
    {
        var silence = _reader.Silence(Now);
        if (silence >= _context.Settings.PingTimeout) Abort(new PeerFault(PeerFaultCode.Silent));
        else if (silence >= _context.Settings.PingInterval && Now.Since(_peer.PingSent) >= _context.Settings.PingInterval) Check(_talk.Ping(Now));
    }

    private void Announce()
    {
        var ours = _talk.Ours;
        var announcement = _context.Local.Announce(_context.Nonce, _context.Remote.ToString(), ours.Height, ours.Hash, ours.Work, Now);
        Send(new Message.PeerAnnounce(announcement), OutboxPriority.Control);
    }

    private void Send(Message message, OutboxPriority priority)
    {
        if (!_writer.TrySend(message, priority)) Abort(new PeerFault(PeerFaultCode.DoesNotRead));
    }

    private void Check(PeerFault? fault)
    {
        if (fault is not null) Abort(fault);
    }

    private void Part(PeerFault fault)
    {
        if (_peer.IsExtended || _firstLine is Decoded.Understood { Message: Message.PeerAnnounce { Extended: not null } })
            _writer.TrySend(new Message.Bye(SafeText.Of(fault.ToString(), Message.Bye.ReasonCharsMax), 0), OutboxPriority.Control);
        Leave(fault);
    }

    /// <summary>Closes once everything is written; a timer aborts where the other side does not read even that.</summary>
    private void Leave(PeerFault fault)
    {
        _log.Info("Peer {0} left: {1}", _peer.Address, fault);
        End(fault);
        Become(Parting);
        Timers.StartSingleTimer(Clock.Bye, Clock.Bye, ByeTimeout);
        _writer.CloseWhenDone();
    }

    private void Abort(PeerFault fault)
    {
        _log.Info("Peer {0} cut off: {1}", _peer.Address, fault);
        End(fault);
        _connection.Tell(Tcp.Abort.Instance);
        Context.Stop(Self);
    }

    private void End(PeerFault fault)
    {
        (_fault, _mayDecode) = (fault, false);
        Timers.CancelAll();
    }

    private sealed class ConnectionGone
    {
        public static readonly ConnectionGone Instance = new();
    }
}
