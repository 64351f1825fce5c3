using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Plain;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// One TCP connection: framing, handshake, goodbye; between them an <see cref="IConversation"/>. Never restarted: it stops, and its socket with it.
/// Handshaking → Ready; from each of them → Parting.
/// </summary>
internal sealed class PeerActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan ByeTimeout = TimeSpan.FromSeconds(1);

    // Long enough for a block to be checked and stored over there, so that the answer names it.
    private static readonly TimeSpan TipSettles = TimeSpan.FromMilliseconds(250);

    private readonly PeerContext _context;
    private readonly IActorRef _connection;
    private readonly PeerReader _reader;
    private readonly PeerWriter _writer;
    private readonly PeerState _peer;
    private readonly PeerGreeter _greeter;
    private readonly PeerOpening _opening;
    private readonly PeerPulse _pulse;
    private IConversation _talk;
    private PeerFault _fault = new(PeerFaultCode.ConnectionLost);
    private bool _mayDecode = true;

    public PeerActor(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection)
    {
        _context = context;
        _connection = connection;
        // An announce is half of this at most, so one bound serves lines and bytes before the handshake alike.
        _reader = new PeerReader(connection, context.IsOutbound ? Limits.LineBytesMax : Limits.PreHandshakeBytesMax, Elapsed);
        _pulse = new PeerPulse(context, _reader);
        _writer = new PeerWriter(connection, context);
        _peer = new PeerState(context);
        _greeter = new PeerGreeter(context, _peer, _writer);
        _opening = new PeerOpening(context, _peer, _reader, _greeter, Self);
        _talk = new PeerConversation(context, tip, _peer, _writer, Self);
    }

    private enum Clock
    {
        FirstLine,
        Proof,
        Handshake,
        Line,
        Alive,
        Tip,
        Bye,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Elapsed);

    private static TimeSpan Elapsed => Context.System.Scheduler.MonotonicClock;

    internal static Props Props(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection) =>
        Akka.Actor.Props.Create(() => new PeerActor(context, tip, connection));

    protected override void PreStart()
    {
        Context.WatchWith(_connection, ConnectionGone.Instance);
        // One sender, so the order holds: registering suspends reading, and resuming before it would be lost.
        _connection.Tell(new Tcp.Register(Self));
        _reader.ReadOn();
        StartClock(Clock.FirstLine, Limits.FirstLineTimeout);
        StartClock(Clock.Handshake, _context.Settings.HandshakeTimeout);
        if (_context.IsOutbound) _greeter.Announce(_talk.Ours);
    }

    protected override void PostStop() => _context.Refs.Manager.Tell(
        new PeerProtocol.Parting(_context.Id, _fault, _peer.IsExtended, _peer.Announcement?.Node) { HasProofs = _opening.HasProofs });

    /// <summary>First state, handshaking.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick(Clock.FirstLine): Abort(Foreign() ?? new PeerFault(PeerFaultCode.NoFirstLine)); break;
            case Tcp.ConnectionClosed or ConnectionGone when Foreign() is { } foreign: Abort(foreign); break;
            case Tick(Clock.Proof): Abort(new PeerFault(PeerFaultCode.NoProof)); break;
            case SignerProtocol.ConnectionSigned(var signature): GoOn(_opening.OnSigned(signature, _talk.Ours)); break;
            case VerifyProtocol.ProofVerified(var isGood): GoOn(_opening.OnVerified(isGood, _talk.Ours)); break;
            case PeerProtocol.Admitted(var others): GoOn(_opening.OnAdmitted(others, _talk.Ours)); break;
            case PeerProtocol.Rejected rejected: GoOn(_opening.OnRejected(rejected, _talk.Ours)); break;
            // Admitted, and not greeted yet: its proof came a moment ago.
            case PeerProtocol.ProveAlive: _context.Refs.Manager.Tell(new PeerProtocol.Alive(_context.Id)); break;
            default: Always(message); break;
        }
    }

    private void Ready(object message)
    {
        switch (message)
        {
            case PeerWriter.Done: _writer.OnWritten(); Check(_talk.Serve(Now)); break;
            case ChainProtocol.ChainTip tip: OnTip(tip); break;
            case Tick(Clock.Alive): CheckAlive(); break;
            case Tick(Clock.Tip): Check(_talk.OnTipSettled(Now)); break;
            case PeerProtocol.AskTips: Check(_talk.Ping(Now)); break;
            case PeerProtocol.ProveAlive when _pulse.MustAsk(): Check(_talk.Ping(Now)); break;
            case PeerProtocol.ProveAlive: break;
            default:
                if (!_talk.TryOn(message, Now, out var fault)) Always(message);
                else
                {
                    Check(fault);
                    Pump();
                }
                break;
        }
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

    /// <summary>Last state: a goodbye is on its way. Nothing that still comes can change that.</summary>
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
        _pulse.OnHeard();
        _reader.OnChunk(data, Elapsed);
        Pump();
    }

    /// <summary>Decodes while there is credit, then reads on.</summary>
    private void Pump()
    {
        while (_mayDecode && _talk.MayRead(_reader.NextLineBytes) && (TryReadPart() || TryReadLine())) Timers.Cancel(Clock.Line);
        if (!_mayDecode) return;
        if (_reader.IsOverfull)
            Abort(new PeerFault(!_opening.HasFirstLine ? PeerFaultCode.HandshakeTooLarge : PeerFaultCode.LineTooLong));
        else if (_talk.MayRead(_reader.NextLineBytes))
            Read();
        else
            Timers.Cancel(Clock.Line); // what we do not read cannot end
    }

    private bool TryReadLine()
    {
        var isLine = _reader.TryRead(out var line);
        var (blanks, bytes) = _reader.TakeBlanks();
        if (blanks > 0) Check(_opening.IsDone ? _peer.Chatter.OnBlanks(blanks, Now) : _opening.OnSpare(blanks, bytes));
        if (!isLine || !_mayDecode) return false;
        if (!_opening.HasFirstLine && ForeignProtocol.Find(line.Span) is { } foreign)
        {
            Abort(foreign);
            return false;
        }
        On(MessageCodec.Decode(line), line.Length);
        return true;
    }

    /// <summary>Where this node dialled itself, its accepting end may be faster than its own judgement.</summary>
    private PeerFault FaultOf(Message.Bye bye)
    {
        var (fault, ourselves) = (PeerFault.OfBye(bye, _opening.IsWelcome), new PeerFault(PeerFaultCode.Ourselves));
        return _peer.Announcement?.Node == _context.Local.Key && fault.Detail == ourselves.Goodbye ? ourselves : fault;
    }

    /// <summary>Whether what came of the first line, which may have no end, says that the other side is no node.</summary>
    private PeerFault? Foreign() => _opening.HasFirstLine ? null : ForeignProtocol.Find(_reader.Lines.Next.Span);

    private bool TryReadPart()
    {
        if (!_talk.TryReadPart(_reader.Lines, Now, out var fault)) return false;
        Check(fault);
        return true;
    }

    private void Read()
    {
        if ((_reader.HasPartialLine || _talk.IsWithinLine) && !Timers.IsTimerActive(Clock.Line)) StartClock(Clock.Line, Limits.LineTimeout);
        _reader.ReadOn();
    }

    private void On(Decoded decoded, int bytes)
    {
        switch (decoded)
        {
            case Decoded.Understood(Message.Bye bye, _) when _opening.HasFirstLine: Leave(FaultOf(bye)); break;
            case var line when !_opening.IsDone: Follow(_opening.OnLine(line, bytes, _talk.Ours, Now)); break;
            case Decoded.Refused refused: Check(_peer.Weigh(Handshake.FaultOf(refused), Now)); break;
            case Decoded.Understood(var message, _): Check(_talk.On(message, bytes, Now)); break;
            default: Check(_peer.Chatter.OnExcess(Now)); break;
        }
    }

    /// <summary>What the handshake waited for came.</summary>
    private void GoOn(PeerOpening.Step step)
    {
        Follow(step);
        Pump();
    }

    private void Follow(PeerOpening.Step step)
    {
        _mayDecode = step == PeerOpening.Step.ReadOn;
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
        StartClock(Clock.Alive, _pulse.Wait(Elapsed));
        _reader.Widen();
        _mayDecode = true;
        Become(Ready);
        _ = _peer.JudgeUpgrades(_talk.Ours.Height); // the handshake found no fault; a later split is noted
        _context.Refs.Sync.Tell(new SyncProtocol.PeerReady(_context.Id, Self));
        _context.Refs.Manager.Tell(new PeerProtocol.Changed(_peer.View));
        if (!_peer.IsExtended) _talk = new PlainConversation(_context, _talk.Ours, _peer, _writer, Timers, Self);
        Check(_talk.Begin(Now));
        if (_opening.TakeHeld() is { } held) Check(_talk.On(held, 0, Now));
    }

    /// <summary>Our chain grew: both sides should know where the other stands, at once where this side already has the block, else a moment later.</summary>
    private void OnTip(ChainProtocol.ChainTip tip)
    {
        if (tip.Hash == _talk.Ours.Hash) return;
        if (_peer.JudgeUpgrades(tip.Height) is { } fault)
        {
            Part(fault);
            return;
        }
        if (_talk.OnTip(tip) && Now.Since(_peer.PingSent) >= TipSettles) Check(_talk.OnTipSettled(Now));
        else if (!Timers.IsTimerActive(Clock.Tip)) StartClock(Clock.Tip, TipSettles);
    }

    private void CheckAlive()
    {
        if (_pulse.IsDead(Elapsed))
        {
            Abort(new PeerFault(PeerFaultCode.Silent));
            return;
        }

        if (_pulse.TryTakePing(Elapsed)) Check(_talk.Ping(Now));
        StartClock(Clock.Alive, _pulse.Wait(Elapsed));
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

    /// <summary>Closes once everything is written; a timer aborts where the other side does not read even that.</summary>
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
        (_fault, _mayDecode) = (fault, false);
        Timers.CancelAll();
    }

    private void StartClock(Clock clock, TimeSpan after) => Timers.StartSingleTimer(clock, new Tick(clock), after);

    // After a machine has slept, clocks strike at once that an ended connection would not have heard.
    private sealed record Tick(Clock Clock) : IDeadLetterSuppression;

    private sealed class ConnectionGone
    {
        public static readonly ConnectionGone Instance = new();
    }
}
