using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// One TCP connection: framing, handshake, goodbye; after the handshake a <see cref="PeerSession"/>. It is never
/// restarted: it stops, and its socket with it. Handshaking → Ready; from each of them → Parting.
/// </summary>
internal sealed class PeerActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ByeTimeout = TimeSpan.FromSeconds(1);

    private readonly PeerContext _context;
    private readonly ChainProtocol.ChainTip _tip;
    private readonly IActorRef _connection;
    private readonly PeerReader _reader;
    private readonly PeerWriter _writer;
    private readonly PeerState _peer;
    private readonly PeerGreeter _greeter;
    private readonly PeerOpening _opening;
    private readonly IsKnownBlock _isKnown;
    private PeerSession? _session; // the handshake tells its kind
    private PeerFault _fault = new(PeerFaultCode.ConnectionLost);
    private bool _mayDecode = true;

    public PeerActor(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection)
    {
        _context = context;
        _tip = tip;
        _connection = connection;
        _isKnown = (hash, height) => context.Find(hash, height) is not null;
        // An announce is at most half of this, so the limit of bytes before the handshake serves for a line too.
        var lineBytesMax = context.IsOutbound ? Limits.LineBytesMax : Limits.PreHandshakeBytesMax;
        _reader = new PeerReader(connection, context, lineBytesMax, Now);
        _writer = new PeerWriter(connection, context);
        _peer = new PeerState(context);
        _greeter = new PeerGreeter(context, _peer, _writer);
        _opening = new PeerOpening(context, tip, _peer, _reader, _greeter, Self);
    }

    private enum Clock
    {
        FirstLine,
        Proof,
        Handshake,
        Line,
        Bye,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    private bool MayRead => _session?.MayRead(_reader.NextLineBytes) ?? true;

    private PeerFault? Foreign => _opening.FindForeign(_reader.Lines.Next.Span);

    internal static Props Props(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection) =>
        Akka.Actor.Props.Create(() => new PeerActor(context, tip, connection));

    protected override void PreStart()
    {
        Context.WatchWith(_connection, ConnectionGone.Instance);
        // Registering suspends reading. This actor sends both messages, so they arrive in this order.
        _connection.Tell(new Tcp.Register(Self));
        _reader.ReadOn();
        StartClock(Clock.FirstLine, Limits.FirstLineTimeout);
        StartClock(Clock.Handshake, _context.Settings.HandshakeTimeout);
        if (_context.IsOutbound) _greeter.Announce(_tip);
    }

    protected override void PostStop() => _context.Refs.Manager.Tell(
        new PeerProtocol.Parting(_context.Id, _fault, _peer.IsExtended, _peer.Announcement?.Node)
        {
            HasProofs = _opening.HasProofs,
        });

    /// <summary>The first state: the handshake.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick(Clock.FirstLine): Abort(Foreign ?? new PeerFault(PeerFaultCode.NoFirstLine)); break;
            case Tcp.ConnectionClosed or ConnectionGone when Foreign is { } foreign: Abort(foreign); break;
            case Tick(Clock.Proof): Abort(new PeerFault(PeerFaultCode.NoProof)); break;
            case SignerProtocol.ConnectionSigned(var signature): GoOn(_opening.OnSigned(signature)); break;
            case VerifyProtocol.ProofVerified(var isGood): GoOn(_opening.OnVerified(isGood)); break;
            case PeerProtocol.Admitted(var others): GoOn(_opening.OnAdmitted(others)); break;
            case PeerProtocol.Rejected rejected: GoOn(_opening.OnRejected(rejected)); break;
            // Admitted a moment ago; the peer has just proved its key.
            case PeerProtocol.ProveAlive: _context.Refs.Manager.Tell(new PeerProtocol.Alive(_context.Id)); break;
            default: Always(message); break;
        }
    }

    private void Ready(object message)
    {
        switch (message)
        {
            case Tcp.ConnectionClosed when _session is { AwaitsCheck: true }: Drain(); break;
            case ChainProtocol.ChainTip tip when _peer.JudgeUpgrades(tip.Height) is { } split: Part(split); break;
            case var _ when _session is { } session && session.TryOn(message, Now, out var fault):
                Check(fault);
                Pump();
                break;
            default: Always(message); break;
        }
    }

    /// <summary>The peer has left. The messages that came before count.</summary>
    private void Drain()
    {
        Timers.CancelAll();
        Become(Draining);
        StartClock(Clock.Bye, DrainTimeout);
    }

    private void Draining(object message)
    {
        PeerFault? fault = null;
        if (message is VerifyProtocol.Verified) _session!.TryOn(message, Now, out fault);
        if (fault is not null) _fault = fault;
        if (message is Tick(Clock.Bye) || fault is not null || !_session!.AwaitsCheck) Context.Stop(Self);
    }

    private void Always(object message)
    {
        switch (message)
        {
            case Tcp.Received chunk: OnChunk(chunk.Data); break;
            case PeerWriter.Done: _writer.OnWritten(); break;
            case Tcp.ConnectionClosed or ConnectionGone: Context.Stop(Self); break;
            case Tcp.CommandFailed: Abort(new PeerFault(PeerFaultCode.ConnectionLost)); break;
            case PeerProtocol.Part(var fault): Part(fault); break;
            case PeerProtocol.Cut(var fault): Abort(fault); break;
            case Tick(Clock.Line): Abort(new PeerFault(PeerFaultCode.LineTimeout)); break;
            case Tick(Clock.Handshake): Abort(new PeerFault(PeerFaultCode.HandshakeTimeout)); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>The last state: a goodbye is being written. Other messages are ignored.</summary>
    private void Parting(object message)
    {
        switch (message)
        {
            case PeerWriter.Done: _writer.OnWritten(); break;
            case Tick(Clock.Bye): Abort(_fault); break;
            case Tcp.ConnectionClosed or ConnectionGone: Context.Stop(Self); break;
            default: break;
        }
    }

    private void OnChunk(ByteString data)
    {
        _session?.OnHeard();
        _reader.OnChunk(data, Now);
        Pump();
    }

    /// <summary>Decodes while there is credit, then reads on.</summary>
    private void Pump()
    {
        while (_mayDecode && MayRead && (TryReadPart() || TryReadLine())) Timers.Cancel(Clock.Line);
        if (!_mayDecode) return;
        if (_reader.IsOverfull)
            Abort(new PeerFault(!_opening.HasFirstLine ? PeerFaultCode.HandshakeTooLarge : PeerFaultCode.LineTooLong));
        else if (MayRead)
            Read();
        else
            Timers.Cancel(Clock.Line); // a line that is not read cannot end
    }

    private bool TryReadLine()
    {
        var isLine = _reader.TryRead(out var line);
        var (blanks, bytes) = _reader.TakeBlanks();
        if (blanks > 0) Check(_opening.IsDone ? _peer.Chatter.OnBlanks(blanks, Now) : _opening.OnSpare(blanks, bytes));
        if (!isLine || !_mayDecode) return false;
        if (_opening.FindForeign(line.Span) is { } foreign)
        {
            Abort(foreign);
            return false;
        }
        On(_reader.Decode(line, _isKnown), line.Length);
        return true;
    }

    private bool TryReadPart()
    {
        if (_session is null || !_session.TryReadPart(_reader.Lines, Now, out var fault)) return false;
        Check(fault);
        return true;
    }

    private void Read()
    {
        var isWithinLine = _reader.HasPartialLine || _session is { IsWithinLine: true };
        if (isWithinLine && !Timers.IsTimerActive(Clock.Line)) StartClock(Clock.Line, Limits.LineTimeout);
        _reader.ReadOn();
    }

    private void On(Decoded decoded, int bytes)
    {
        switch (decoded)
        {
            case Decoded.Understood(Message.Bye bye, _) when _opening.HasFirstLine: Leave(_opening.FaultOf(bye)); break;
            case var line when _session is { } session: Check(session.On(line, bytes, Now)); break;
            case var line: Follow(_opening.OnLine(line, bytes, Now)); break;
        }
    }

    /// <summary>An answer for which the handshake waited has come.</summary>
    private void GoOn(PeerOpening.Step step)
    {
        Follow(step);
        Pump();
    }

    private void Follow(PeerOpening.Step step)
    {
        _mayDecode = step == PeerOpening.Step.ReadOn;
        if (Timers.IsTimerActive(Clock.FirstLine)) _context.Refs.Manager.Tell(new PeerProtocol.Spoke(_context.Id));
        Timers.Cancel(Clock.FirstLine);
        if (!_opening.AwaitsProof) Timers.Cancel(Clock.Proof);
        else if (!Timers.IsTimerActive(Clock.Proof)) StartClock(Clock.Proof, Limits.ProofTimeout);
        switch (step)
        {
            case PeerOpening.Step.Ready: Begin(); break;
            case PeerOpening.Step.Refuse: Leave(_opening.Fault!); break;
            case PeerOpening.Step.Abort: Abort(_opening.Fault!); break;
        }
    }

    private void Begin()
    {
        Timers.Cancel(Clock.Handshake);
        _reader.Widen();
        _mayDecode = true;
        _session = new PeerSession(_context, _tip, _peer, _reader, _writer, Timers, Self);
        Become(Ready);
        _ = _peer.JudgeUpgrades(_tip.Height); // the handshake found no fault; a later split is noted
        _context.Refs.Sync.Tell(new SyncProtocol.PeerReady(_context.Id, Self, _context.Origin));
        _context.Refs.Manager.Tell(new PeerProtocol.Changed(_peer.View));
        Check(_session.Begin(Now));
        if (_opening.TakeHeld() is { } held) Check(_session.On(held, 0, Now));
    }

    private void Check(PeerFault? fault)
    {
        if (fault is not null) Abort(fault);
    }

    private void Part(PeerFault fault)
    {
        if (_peer.IsExtended) _greeter.SayBye(fault);
        Leave(fault);
    }

    /// <summary>Closes when the outbox is written. If the peer does not read, a timer aborts.</summary>
    private void Leave(PeerFault fault)
    {
        End(fault);
        Become(Parting);
        StartClock(Clock.Bye, ByeTimeout);
        _writer.CloseWhenDone();
    }

    private void Abort(PeerFault fault)
    {
        End(fault);
        _connection.Tell(Tcp.Abort.Instance);
        Context.Stop(Self);
    }

    private void End(PeerFault fault)
    {
        _fault = fault;
        _mayDecode = false;
        Timers.CancelAll();
    }

    private void StartClock(Clock clock, TimeSpan after) => Timers.StartSingleTimer(clock, new Tick(clock), after);

    // After a sleep of the machine, timers of ended connections fire too.
    private sealed record Tick(Clock Clock) : IDeadLetterSuppression;

    private sealed class ConnectionGone
    {
        public static readonly ConnectionGone Instance = new();
    }
}
