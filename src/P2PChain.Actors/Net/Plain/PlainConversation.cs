using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Peer;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Plain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Net.Plain;

/// <summary>
/// The conversation with a plain peer, in the eight messages of the original network. The transactions of its blocks
/// are offered to our pool. Our confirmed transactions are pushed to it as its rules allow.
/// </summary>
/// <remarks>
/// A plain peer is a node once it sends an announce, a list of peers or a block. Before that it may be a person, and is
/// only answered. Source: docs/protocol.md, plain peers.
/// </remarks>
internal sealed class PlainConversation(
    PeerContext context,
    ChainProtocol.ChainTip ours,
    PeerState peer,
    PeerWriter writer,
    ITimerScheduler timers,
    IActorRef self) : IConversation
{
    private readonly ReadCredit _credit = new();
    private readonly ArrivalOrder<Asked, Finding> _arrivals = new();
    private readonly Queue<Asked> _submitted = new();
    private readonly PeerWholeChain _wholeChain = new(context, writer, self);
    private readonly KnownCopies _copies = new(context, self);
    private readonly Chatter _mined = new(); // the original nodes mine more slowly
    private readonly PlainOffers _offers = new();
    private readonly PlainPeer _model = new(context.Settings.Plain);
    private readonly PlainReading _reading = new();
    private readonly PlainStory _story = new(context.Settings.Plain, context.Names);
    private readonly HeardAddresses _heard = new(context, self);
    private readonly PlainPushes _pushes = new(context, writer, self);
    private bool _isMet;
    private bool _isNode;

    public ChainProtocol.ChainTip Ours { get; private set; } = ours;

    public bool IsWithinLine => _reading.IsWithinLine;

    private TimeSpan Tick => PlainStory.TickOf(context.Settings.Plain);

    public bool AwaitsCheck => _arrivals.Count > 0;

    public bool MayRead(int bytes) => _offers.IsEmpty && _credit.IsEnoughFor(IsWithinLine ? 0 : bytes);

    public PeerFault? Begin(Moment now) => null;

    public PeerFault? Ping(Moment now) =>
        writer.Send(new Message.Ping(peer.Ping(Ours, 0, now)), OutboxPriority.Control);

    public bool OnTip(ChainProtocol.ChainTip tip)
    {
        Ours = tip;
        return false;
    }

    public PeerFault? OnTipSettled(Moment now) => Step(now);

    public PeerFault? Serve(Moment now) => Step(now);

    public bool TryReadPart(LineDecoder lines, Moment now, out PeerFault? fault)
    {
        if (!_reading.TryTake(lines, now, _model, Offer, out fault)) return false;
        fault ??= Step(now);
        return true;
    }

    public PeerFault? On(Message message, int bytes, Moment now)
    {
        switch (message)
        {
            case Message.Ping or Message.Pong or Message.PeerAnnounce or Message.PeerList or Message.RequestChain
                when !peer.Chatter.Hear(now):
                return peer.Chatter.Fault;
            case Message.Ping: return writer.Send(new Message.Pong(null), OutboxPriority.Control);
            case Message.PeerAnnounce:
                return writer.Send(new Message.PeerList([]), OutboxPriority.Control) ?? Start(now);
            case Message.PeerList list: _ = _heard.Learn(list); return Start(now);
            case Message.NewPlainBlock(var block):
                return _mined.OnExcess(now) ?? OnBlock(block, now);
            case Message.NewTransaction(var transaction):
                Verify(new Asked(null, null), bytes, number => new VerifyTransaction(number, transaction));
                return null;
            case Message.NewBlock(var block): return OnBlock(message, HeaderItem.Of(block), bytes);
            case Message.KnownBlock(var item) { RequestId: null }:
                return OnBlock(message, item, bytes) ?? _copies.OnPushed(now);
            case Message.RequestChain: _wholeChain.OnRequest(); return null;
            case Message.Pong: OnPong(now); return null;
            default: return peer.Chatter.OnExcess(now);
        }
    }

    public bool TryOn(object message, Moment now, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case Verified(var number, var finding):
                _arrivals.Finish(number, finding);
                fault = HandOn(now) ?? Step(now);
                break;
            case ChainProtocol.TransactionVerdict verdict: fault = OnVerdict(verdict, now) ?? Step(now); break;
            case ChainProtocol.BlockVerdict(_, var verdict, _):
                _credit.Return();
                fault = PeerFault.OfVerdict(verdict);
                break;
            case ChainProtocol.Confirmed page: _pushes.OnPage(page); fault = Step(now); break;
            case ChainProtocol.WholeChain whole: _wholeChain.OnLoaded(whole); break;
            case Due: fault = Step(now); break;
            default: return false;
        }
        return true;
    }

    private void OnPong(Moment now)
    {
        if (peer.OnPlainPong(now)) context.Refs.Manager.Tell(new PeerProtocol.Changed(peer.View), self);
    }

    /// <summary>
    /// The peer is a node. Transactions are exchanged only if our network has no name, like the original one.
    /// </summary>
    private PeerFault? Start(Moment now)
    {
        var fault = _isMet ? null : Ping(now); // a node answers
        _isMet = true;
        _isNode = context.Local.Network.Length == 0;
        return fault ?? Step(now);
    }

    private PeerFault? OnBlock(Message message, HeaderItem item, int bytes)
    {
        if (_copies.Answer(message, item) is { } verdict) return PeerFault.OfVerdict(verdict);
        Verify(new Asked(null, item.Hash), bytes, number => VerifyBlock.Of(number, message));
        return null;
    }

    private PeerFault? OnBlock(PlainBlock block, Moment now)
    {
        _story.Divergence.OnMined(block.Timestamp, context.WallClock());
        _model.OnBlock(block, now);
        if (context.Local.Network.Length == 0) Offer(block, now);
        return Start(now);
    }

    private void Offer(PlainBlock block, Moment now)
    {
        foreach (var item in block.Unreadable) _story.OnUnreadable(item);
        if (!_offers.TryAdd(block, _pushes.Custody, _model)) _model.Postpone(block.Index, now);
    }

    /// <summary>Does all that is due: offer, ask, push, compare.</summary>
    private PeerFault? Step(Moment now)
    {
        while (_offers.TryPeek(out var offer) && _credit.IsEnoughFor(offer.Transaction.CanonicalBytes.Length))
        {
            _offers.Take();
            Verify(
                new Asked(offer.Position, null, offer.Transaction.Uid.Text),
                offer.Transaction.CanonicalBytes.Length,
                number => new VerifyTransaction(number, offer.Transaction));
        }
        if (!_isNode) return null;
        var fault = Ask(now) ?? _pushes.Step(_model, _story.Divergence, Ours, now);
        Compare(now);
        Schedule(now);
        return fault;
    }

    private PeerFault? Ask(Moment now)
    {
        if (!(_model.ReadDue <= now)) return null;
        _model.OnAsked(now);
        _reading.OnAsked(now);
        _offers.Resume();
        // Transactions that are in our chain when its chain comes are not offered.
        _pushes.Custody = context.Ledger.Current?.Custody;
        return writer.Send(Message.RequestChain.Instance, OutboxPriority.Blocks);
    }

    private void Compare(Moment now)
    {
        var isSettled = !_model.IsReading && _offers.IsEmpty && _pushes.IsDone(now);
        var view = _story.Tell(_model, _pushes.Custody, _pushes.TipSince, isSettled, now) with
        {
            BlocksLeft = _model.IsTooLarge ? 0 : _pushes.BlocksLeft,
        };
        if (peer.OnPlain(Math.Max(0, _model.ToldLength - 1), view))
            context.Refs.Manager.Tell(new PeerProtocol.Changed(peer.View), self);
    }

    private void Schedule(Moment now)
    {
        var wait = Tick;
        foreach (var due in new[] { _model.ReadDue, _pushes.RipeAt(now), _story.Divergence.NextDue(now) })
            if (due is { } at && at.Since(now) < wait) wait = at.Since(now);
        timers.StartSingleTimer(Due.Instance, Due.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
    }

    private void Verify(Asked asked, int bytes, Func<long, object> question)
    {
        _credit.Take(bytes);
        context.Refs.Verify.Tell(question(_arrivals.Arrive(asked)), self);
    }

    private PeerFault? HandOn(Moment now)
    {
        PeerFault? fault = null;
        while (fault is null && _arrivals.TryTake(out var asked, out var finding)) fault = HandOn(asked, finding, now);
        return fault;
    }

    private PeerFault? HandOn(Asked asked, Finding finding, Moment now)
    {
        switch (finding)
        {
            case GoodTransaction(var transaction):
                _submitted.Enqueue(asked);
                var source = PoolSource.FromPlain(context.Id);
                context.Refs.Chain.Tell(new ChainProtocol.SubmitTransaction(transaction, source), self);
                return null;
            case GoodBlock(var block):
                context.Refs.Chain.Tell(new ChainProtocol.SubmitBlock(block, context.Id, IsRequested: false), self);
                return null;
            // The original network's rules admit what ours refuse. Such a transaction is shown and costs the peer
            // nothing.
            case Bad when asked.Position is not null:
                _credit.Return();
                _story.OnUnreadable(asked.Item);
                return null;
            case Bad({ IsUnknownVersion: true }): _credit.Return(); return null;
            case Bad(var violation):
                _credit.Return();
                return peer.Weigh(asked.FaultOf(violation), now);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private PeerFault? OnVerdict(ChainProtocol.TransactionVerdict verdict, Moment now)
    {
        _credit.Return();
        var asked = _submitted.Dequeue();
        if (verdict.Admission is not Admission.Refused(var refusal)) return null;
        var offence = PeerFault.OfAdmission(verdict.Admission);
        if (asked.Position is not { } position) return offence is null ? null : peer.Weigh(offence, now);
        if (offence is null) OnRefused(verdict.Transaction, refusal, position, now);
        else _story.OnUnreadable(asked.Item);
        return null;
    }

    private void OnRefused(Transaction transaction, Core.Custody.Refusal refusal, long position, Moment now)
    {
        var wall = context.WallClock();
        _story.Divergence.OnRefused(transaction, refusal, wall);
        switch (refusal.Reason)
        {
            case Core.Custody.RefusalReason.PoolFull:
                _model.Postpone(Math.Min(position, _offers.Stop() ?? position), now);
                break;
            case Core.Custody.RefusalReason.Known when _pushes.Custody?.Find(refusal.Uid) is { } last:
                _model.OnRepeated(refusal.Uid, last.Since);
                break;
            case Core.Custody.RefusalReason.TooEarly when refusal.Height == 0:
                // The wall clock may be set meanwhile, so the wait is bounded.
                var wait = refusal.NotBefore.Since(wall);
                var most = context.Settings.Plain.RetryMax;
                _model.Postpone(position, now.Plus(wait < most ? wait : most));
                break;
            default: break;
        }
    }

    private sealed class Due
    {
        public static readonly Due Instance = new();
    }
}
