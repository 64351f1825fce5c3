using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Plain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// An admitted connection: the conversation with that kind of peer, and the pings. If a method returns a fault, the
/// connection ends.
/// </summary>
internal sealed class PeerSession
{
    // Long enough for the peer to check and store a block, so that its answer to a ping names it.
    private static readonly TimeSpan TipSettles = TimeSpan.FromMilliseconds(250);

    private readonly PeerContext _context;
    private readonly PeerState _peer;
    private readonly PeerWriter _writer;
    private readonly PeerPulse _pulse;
    private readonly ITimerScheduler _timers;
    private readonly PeerAllowance _allowance;
    private readonly IConversation _talk;

    public PeerSession(
        PeerContext context, ChainProtocol.ChainTip tip, PeerState peer, PeerReader reader, PeerWriter writer,
        ITimerScheduler timers, IActorRef self)
    {
        _context = context;
        _peer = peer;
        _writer = writer;
        _pulse = new PeerPulse(context, reader);
        _timers = timers;
        _allowance = new PeerAllowance(context, peer, self);
        _talk = peer.IsExtended
            ? new PeerConversation(context, tip, peer, writer, _allowance, self)
            : new PlainConversation(context, tip, peer, writer, timers, self);
    }

    private enum Clock
    {
        Alive,
        Tip,
    }

    /// <summary>Whether a line is read in parts and its end has not come.</summary>
    public bool IsWithinLine => _talk.IsWithinLine;

    /// <summary>Whether the check of a message of the peer is not finished.</summary>
    public bool AwaitsCheck => _talk.AwaitsCheck;

    public PeerFault? Begin(Moment now)
    {
        StartClock(Clock.Alive, _pulse.Wait(now));
        return _talk.Begin(now);
    }

    /// <summary>Something was received.</summary>
    public void OnHeard() => _pulse.OnHeard();

    /// <summary>Whether a message of so many bytes may be read now.</summary>
    public bool MayRead(int bytes) => _talk.MayRead(bytes);

    public bool TryReadPart(LineDecoder lines, Moment now, out PeerFault? fault) =>
        _talk.TryReadPart(lines, now, out fault);

    /// <summary>A line of the peer.</summary>
    public PeerFault? On(Decoded decoded, int bytes, Moment now) => decoded switch
    {
        Decoded.Refused refused => _peer.Weigh(Handshake.FaultOf(refused), now),
        Decoded.Understood(var message, _) when _allowance.TryHold(message, now, out var fault) => fault,
        Decoded.Understood(var message, _) => _talk.On(message, bytes, now),
        _ => _peer.Chatter.OnExcess(now),
    };

    /// <summary>A message of this node's actors.</summary>
    /// <returns>False if a session does not know such messages.</returns>
    public bool TryOn(object message, Moment now, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case PeerWriter.Done:
                _writer.OnWritten();
                fault = _talk.Serve(now);
                break;
            case ChainProtocol.ChainTip tip: fault = OnTip(tip, now); break;
            case Tick(Clock.Tip): fault = _talk.OnTipSettled(now); break;
            case Tick(Clock.Alive): fault = CheckAlive(now); break;
            case AnswersProtocol.Lease: fault = OnLease(now); break;
            case PeerProtocol.AskTips: fault = _talk.Ping(now); break;
            case PeerProtocol.ProveAlive: fault = _pulse.MustAsk() ? _talk.Ping(now) : null; break;
            default: return _talk.TryOn(message, now, out fault);
        }
        return true;
    }

    /// <summary>Both sides tell their tips: at once if the peer has this block, else a moment later.</summary>
    private PeerFault? OnTip(ChainProtocol.ChainTip tip, Moment now)
    {
        if (tip.Hash == _talk.Ours.Hash) return null;
        if (_talk.OnTip(tip) && now.Since(_peer.PingSent) >= TipSettles) return _talk.OnTipSettled(now);
        if (!_timers.IsTimerActive(Clock.Tip)) StartClock(Clock.Tip, TipSettles);
        return null;
    }

    private PeerFault? OnLease(Moment now)
    {
        _allowance.OnLease();
        PeerFault? fault = null;
        while (fault is null && _allowance.TryTake(out var held)) fault = _talk.On(held, bytes: 0, now);
        return fault ?? _talk.Serve(now);
    }

    private PeerFault? CheckAlive(Moment now)
    {
        if (_pulse.IsDead(now)) return new PeerFault(PeerFaultCode.Silent);
        var fault = _pulse.TryTakePing(now) ? _talk.Ping(now) : null;
        StartClock(Clock.Alive, _pulse.Wait(now));
        return fault;
    }

    private void StartClock(Clock clock, TimeSpan after) => _timers.StartSingleTimer(clock, new Tick(clock), after);

    private sealed record Tick(Clock Clock) : IDeadLetterSuppression;
}
