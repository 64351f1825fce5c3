using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Peering;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Protocols.VerifyProtocol;

namespace P2PChain.Actors;

/// <summary>
/// One TCP connection: framing, handshake, credit. Never restarted: it stops, and its socket with it.
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
    private readonly LineDecoder _lines;
    private readonly PeerWriter _writer;
    private readonly PeerService _service;
    private readonly PeerState _peer;
    private readonly ReadCredit _credit = new();
    private readonly ArrivalOrder<Message, Finding> _arrivals = new();
    private readonly Random _random;
    private ChainProtocol.ChainTip _ours;
    private Decoded? _firstLine;
    private PeerFault _fault = new(PeerFaultCode.ConnectionLost);
    private bool _mayDecode = true;
    private bool _isReady;
    private bool _readPosted;
    private UnixTime _lastHeard;

    public PeerActor(PeerContext context, ChainProtocol.ChainTip tip, IActorRef connection)
    {
        _context = context;
        _connection = connection;
        _ours = tip;
        // An announce is half of this at most, so one bound serves lines and bytes before the handshake alike.
        _lines = new LineDecoder(context.IsOutbound ? Limits.LineBytesMax : Limits.PreHandshakeBytesMax);
        _writer = new PeerWriter(connection, context.Settings.OutboxBytesMax);
        _service = new PeerService(context.Refs.Chain, Self);
        _peer = new PeerState(context);
        _random = new Random((int)(context.Nonce & int.MaxValue));
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
        Read();
        Timers.StartSingleTimer(Clock.FirstLine, Clock.FirstLine, Limits.FirstLineTimeout);
        Timers.StartSingleTimer(Clock.Handshake, Clock.Handshake, _context.Settings.HandshakeTimeout);
        _lastHeard = Now;
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
            case Verified(var number, var finding): _arrivals.Finish(number, finding); HandOn(); break;
            case ChainProtocol.BlockVerdict verdict: OnVerdict(verdict); break;
            case ChainProtocol.TransactionVerdict: Decided(); break;
            case PeerProtocol.Deliver(var frame, var id, var priority, var origin):
                if (_peer.Learns(id) && origin != _context.Id) Check(_writer.TrySend(frame, priority));
                break;
            case PeerProtocol.AskHeaders(var id, var locator):
                Send(new Message.GetHeaders(id, locator, Message.Headers.CountMax), OutboxPriority.Blocks);
                break;
            case PeerProtocol.AskBlocks(var id, var hashes):
                _peer.OpenRequest(id);
                Send(new Message.GetBlocks(id, hashes), OutboxPriority.Blocks);
                break;
            case ChainProtocol.HeadersAfter(var id, var items, var more): Send(new Message.Headers(id, items, more), OutboxPriority.Blocks); break;
            case ChainProtocol.FoundBlock found: Send(_service.OnFound(found), OutboxPriority.Blocks); Serve(); break;
            case ChainProtocol.WholeChain whole:
                if (_service.OnWholeChain(whole) is { } chain) Send(chain, OutboxPriority.Blocks);
                break;
            case Clock.Alive: CheckAlive(); break;
            case PeerProtocol.AskTips or Clock.Tip: Ping(); break;
            case ChainProtocol.ChainTip tip: OnOurTip(tip); break;
            default: Always(message); break;
        }
    }

    private void Always(object message)
    {
        switch (message)
        {
            case Tcp.Received chunk: OnChunk(chunk.Data); break;
            case PeerWriter.Done: _writer.OnWritten(); Serve(); break;
            case Tcp.ConnectionClosed or ConnectionGone: Context.Stop(Self); break;
            case Tcp.CommandFailed: Abort(new PeerFault(PeerFaultCode.ConnectionLost)); break;
            case ChainProtocol.ChainTip tip: _ours = tip; break;
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

    private void OnChunk(ByteString data)
    {
        _readPosted = false;
        _lastHeard = Now;
        _lines.Append(data.ToReadOnlySpan());
        Pump();
    }

    /// <summary>Decodes while there is credit, then reads on.</summary>
    private void Pump()
    {
        while (_mayDecode && _credit.IsEnoughFor(_lines.NextLineBytes) && _lines.TryRead(out var line))
        {
            Timers.Cancel(Clock.Line);
            On(MessageCodec.Decode(line), line.Length);
        }
        if (!_mayDecode) return;
        if (_lines.IsOverfull)
        {
            Abort(new PeerFault(_firstLine is null ? PeerFaultCode.HandshakeTooLarge : PeerFaultCode.LineTooLong));
            return;
        }
        if (_lines.HasPartialLine && !Timers.IsTimerActive(Clock.Line)) Timers.StartSingleTimer(Clock.Line, Clock.Line, Limits.LineTimeout);
        if (_credit.IsEnoughFor(_lines.NextLineBytes)) Read();
    }

    private void Read()
    {
        if (_readPosted) return;
        _readPosted = true;
        _connection.Tell(Tcp.ResumeReading.Instance);
    }

    private void On(Decoded decoded, int bytes)
    {
        if (_firstLine is null) OnFirstLine(decoded);
        else if (decoded is Decoded.Refused refused) Abort(Handshake.FaultOf(refused));
        else if (decoded is Decoded.Understood(var message, _)) On(message, bytes);
    }

    private void OnFirstLine(Decoded first)
    {
        _firstLine = first;
        Timers.Cancel(Clock.FirstLine);
        switch (Handshake.Classify(_context.Local, first))
        {
            case Handshake.Outcome.Extended(var theirs): Introduce(theirs); break;
            case Handshake.Outcome.Plain: Introduce(null); break;
            case Handshake.Outcome.Refused(var fault, var isExtended): Refuse(fault, isExtended, []); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Introduce(Announcement? theirs)
    {
        if (theirs is not null) _peer.OnAnnouncement(theirs);
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
        _lines.LineBytesMax = Limits.LineBytesMax;
        (_isReady, _mayDecode) = (true, true);
        Become(Ready);
        _context.Refs.Sync.Tell(new SyncProtocol.PeerReady(_context.Id, Self));
        _context.Refs.Manager.Tell(new PeerProtocol.Changed(_peer.View));
        if (_peer.IsExtended)
        {
            Claim();
            Ping();
        }
        else if (_firstLine is Decoded.Understood(var first, _))
            On(first, 0);
        Pump();
    }

    /// <summary>A message of a peer whose handshake is done.</summary>
    private void On(Message message, int bytes)
    {
        switch (message)
        {
            case Message.Ping(var heartbeat): OnPing(heartbeat); break;
            case Message.Pong(var heartbeat): OnHeartbeat(heartbeat, isPong: true); break;
            case Message.PeerAnnounce when !_peer.IsExtended: Send(new Message.PeerList([]), OutboxPriority.Control); break;
            case Message.NewTransaction(var transaction):
                _peer.Learns(transaction.Wid);
                Verify(message, bytes, number => new VerifyTransaction(number, transaction));
                break;
            case Message.NewBlock(var block):
                _peer.Learns(block.Hash);
                Verify(message, bytes, number => new VerifyBlock(number, block));
                break;
            case Message.RequestChain: _service.OnRequestChain(); break;
            case Message.Bye(var reason, _): Leave(new PeerFault(PeerFaultCode.SaidBye, SafeText.Of(reason, Message.Bye.ReasonCharsMax))); break;
            default:
                // Extension messages count only between peers that both listed the feature; all else is ignored.
                if (_peer.UsesHeaders) OnExtension(message, bytes);
                break;
        }
    }

    private void OnExtension(Message message, int bytes)
    {
        switch (message)
        {
            case Message.GetHeaders(var id, var locator, var max):
                _context.Refs.Chain.Tell(new ChainProtocol.GetHeadersAfter(id, locator, max));
                break;
            case Message.Headers(not 0, var items, _): Verify(message, bytes, number => new VerifyHeaders(number, items)); break;
            case Message.GetBlocks(var id, var hashes):
                var refused = _service.OnGetBlocks(id, hashes);
                if (!refused.IsEmpty) Send(new Message.NotFound(id, refused), OutboxPriority.Blocks);
                Serve();
                break;
            case Message.BlockMessage(var id, var block) when _peer.IsOpenRequest(id):
                _peer.Learns(block.Hash);
                Verify(message, bytes, number => new VerifyBlock(number, block));
                break;
            case Message.NotFound(var id, var hashes) when _peer.IsOpenRequest(id):
                _context.Refs.Sync.Tell(new SyncProtocol.NotFound(_context.Id, hashes));
                break;
            default: break;
        }
    }

    private void Verify(Message message, int bytes, Func<long, object> question)
    {
        _credit.Take(bytes);
        _context.Refs.Verify.Tell(question(_arrivals.Arrive(message)));
    }

    /// <summary>Workers finish in any order; the chain hears what came in the order in which it came.</summary>
    private void HandOn()
    {
        while (_isReady && _arrivals.TryTake(out var message, out var finding)) HandOn(message, finding);
    }

    private void HandOn(Message message, Finding finding)
    {
        switch (finding)
        {
            case GoodTransaction(var transaction):
                _context.Refs.Chain.Tell(new ChainProtocol.SubmitTransaction(transaction, PoolSource.From(_context.Id)));
                break;
            case GoodBlock(var block):
                _context.Refs.Chain.Tell(new ChainProtocol.SubmitBlock(block, _context.Id, message is Message.BlockMessage));
                break;
            case GoodHeaders(var items) when message is Message.Headers(var id, _, var more):
                _context.Refs.Sync.Tell(new SyncProtocol.HeadersCame(_context.Id, id, items, more));
                Decided();
                break;
            case Bad(var violation): Abort(new PeerFault(CodeOf(message), violation.ToString())); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private static PeerFaultCode CodeOf(Message message) => message switch
    {
        Message.NewTransaction => PeerFaultCode.InvalidTransaction,
        Message.Headers => PeerFaultCode.InvalidHeader,
        _ => PeerFaultCode.InvalidBlock,
    };

    private void OnVerdict(ChainProtocol.BlockVerdict verdict)
    {
        if (verdict.IsRequested) _context.Refs.Sync.Tell(new SyncProtocol.BodyCame(_context.Id, verdict.Block, verdict.Verdict));
        if (verdict.Verdict is Verdict.UnknownParent && _peer.UsesHeaders) _context.Refs.Sync.Tell(new SyncProtocol.UnknownParent(_context.Id));
        if (verdict.Verdict is Verdict.Invalid(var violation) && violation.Rule != Rule.AncestorValid)
            Abort(new PeerFault(PeerFaultCode.InvalidBlock, violation.ToString()));
        else
            Decided();
    }

    private void Decided()
    {
        _credit.Return();
        Pump();
    }

    private void OnPing(Heartbeat? heartbeat)
    {
        var answer = heartbeat is null || !_peer.IsExtended ? null : new Heartbeat(heartbeat.Nonce, _ours.Height, _ours.Hash, _ours.Work);
        Send(new Message.Pong(answer), OutboxPriority.Control);
        OnHeartbeat(heartbeat, isPong: false);
    }

    private void OnHeartbeat(Heartbeat? heartbeat, bool isPong)
    {
        if (heartbeat is null || !_peer.IsExtended) return;
        _peer.OnHeartbeat(heartbeat, isPong, Now);
        _context.Refs.Manager.Tell(new PeerProtocol.Changed(_peer.View));
        Claim();
    }

    private void Claim()
    {
        if (_peer.UsesHeaders) _context.Refs.Sync.Tell(new SyncProtocol.PeerClaims(_context.Id, _peer.Work, _peer.Tip));
    }

    private void Ping() => Send(new Message.Ping(_peer.Ping(_ours, (ulong)_random.NextInt64(), Now)), OutboxPriority.Control);

    /// <summary>Our chain grew: a moment later both sides should know where the other stands.</summary>
    private void OnOurTip(ChainProtocol.ChainTip tip)
    {
        _ours = tip;
        if (!Timers.IsTimerActive(Clock.Tip)) Timers.StartSingleTimer(Clock.Tip, Clock.Tip, TipSettles);
    }

    private void CheckAlive()
    {
        var silence = Now.Since(_lastHeard);
        if (silence >= _context.Settings.PingTimeout) Abort(new PeerFault(PeerFaultCode.Silent));
        else if (silence >= _context.Settings.PingInterval) Ping();
    }

    private void Serve()
    {
        if (_isReady) _service.Next(_writer.HasRoomForBodies);
    }

    private void Announce()
    {
        var announcement = _context.Local.Announce(_context.Nonce, _context.Remote.ToString(), _ours.Height, _ours.Hash, _ours.Work, Now);
        Send(new Message.PeerAnnounce(announcement), OutboxPriority.Control);
    }

    private void Send(Message message, OutboxPriority priority) => Check(_writer.TrySend(message, priority));

    private void Check(bool hadRoom)
    {
        if (!hadRoom) Abort(new PeerFault(PeerFaultCode.DoesNotRead));
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
        (_fault, _isReady, _mayDecode) = (fault, false, false);
        Timers.CancelAll();
    }

    private sealed class ConnectionGone
    {
        public static readonly ConnectionGone Instance = new();
    }
}
