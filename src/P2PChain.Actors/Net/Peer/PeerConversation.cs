using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net.Relay;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// The conversation with an extended peer. Its blocks and transactions are verified and go to the chain in the order of
/// arrival, within its credit. Ours go to the writer.
/// </summary>
internal sealed class PeerConversation(
    PeerContext context, ChainProtocol.ChainTip ours, PeerState peer, PeerWriter writer, PeerAllowance allowance,
    IActorRef self) : IConversation
{
    private readonly ReadCredit _credit = new();
    private readonly ArrivalOrder<Message, Finding> _arrivals = new();
    private readonly PeerTelling _telling = new(context, peer, writer, allowance, self);
    private readonly PeerHeartbeat _heart = new(context, peer, writer, self);
    private readonly KnownCopies _copies = new(context, self);
    private readonly PeerPool _pool = new(context, writer, allowance, self);
    private readonly PeerRequests _requests = new(peer, writer);
    private readonly PeerService _service = new(context, peer, writer, allowance, self);
    private readonly PeerWholeChain _wholeChain = new(context, writer, self);
    private readonly PeerAddresses _addresses = new(context, peer, writer, self);

    public ChainProtocol.ChainTip Ours { get; private set; } = ours;

    private PeerInventory Inventory => _telling.Inventory;

    public bool AwaitsCheck => _arrivals.Count > 0;

    public bool MayRead(int bytes) => _credit.IsEnoughFor(bytes);

    public PeerFault? Begin(Moment now)
    {
        _heart.Claim();
        Inventory.Begin();
        return Ping(now) ?? _addresses.Begin();
    }

    public PeerFault? Ping(Moment now) => _heart.Ping(Ours, now);

    /// <summary>A ping tells our tip, and its pong the peer's.</summary>
    public PeerFault? OnTipSettled(Moment now) => Ping(now);

    /// <summary>If the peer has that block, its height is known at once.</summary>
    public bool OnTip(ChainProtocol.ChainTip tip)
    {
        Ours = tip;
        var has = peer.Has(tip.Hash);
        if (has && peer.Raise(tip)) context.Refs.Manager.Tell(new PeerProtocol.Changed(peer.View), self);
        return has;
    }

    public PeerFault? Serve(Moment now)
    {
        _service.Next();
        return _telling.TellTransactions();
    }

    public PeerFault? On(Message message, int bytes, Moment now)
    {
        if (peer.WithoutFeature(message) is { } off) return off;
        switch (message)
        {
            case Message.Ping or Message.Pong or Message.PeerAnnounce or Message.RequestChain
                when !peer.Chatter.Hear(now):
                return peer.Chatter.Fault;
            case Message.Ping(var heartbeat): return _heart.OnPing(heartbeat, Ours, now);
            case Message.Pong(var heartbeat): _heart.OnPong(heartbeat, now); return null;
            case Message.NewTransaction transaction: OnTransaction(transaction, bytes); return null;
            case Message.NewBlock(var block): return OnBlock(message, HeaderItem.Of(block), bytes);
            case Message.KnownBlock(var item) { RequestId: null }:
                return OnBlock(message, item, bytes) ?? _copies.OnPushed(now);
            case Message.PeerAnnounce: return new PeerFault(PeerFaultCode.ProtocolOrder, "peer_announce twice");
            case Message.Prove: return new PeerFault(PeerFaultCode.ProtocolOrder, "prove after the handshake");
            case Message.RequestChain: _wholeChain.OnRequest(); return null;
            case Message.GetHeaders or Message.Headers or Message.GetBlocks or Message.BlockMessage
                or Message.KnownBlock or Message.NotFound:
                return OnExtension(message, bytes, now);
            case Message.PoolDigest or Message.PoolIds or Message.GetPool:
                return _pool.TryOn(message, now) ? null : peer.Chatter.OnExcess(now);
            case Message.CompactBlock or Message.GetBlockTransactions or Message.BlockTransactions:
                return OnCompact(message, bytes, now);
            case Message.Inventory or Message.GetTransactions or Message.Transactions:
                return OnInventory(message, bytes, now);
            default: return _addresses.On(message, now);
        }
    }

    public bool TryOn(object message, Moment now, out PeerFault? fault)
    {
        fault = null;
        switch (message)
        {
            case Verified(var number, var finding): _arrivals.Finish(number, finding); fault = HandOn(now); break;
            case ChainProtocol.BlockVerdict(_, var verdict, _):
                _credit.Return();
                if (verdict is Verdict.Connected) OnDelivered(now);
                fault = OnVerdict(verdict);
                break;
            case ChainProtocol.TransactionVerdict verdict: fault = OnVerdict(verdict, now); break;
            case PeerProtocol.Deliver deliver: fault = _telling.Deliver(deliver); break;
            case PeerProtocol.Announce announce: fault = Inventory.Announce(announce); break;
            case InventoryProtocol.Ask ask: fault = Inventory.Ask(ask); break;
            case PeerProtocol.Offer offer when peer.UsesPool: _pool.OnOffer(offer, now); break;
            case PeerProtocol.Offer offer: fault = _telling.Offer(offer); break;
            case PeerProtocol.AskHeaders ask: fault = _requests.Send(ask); break;
            case PeerProtocol.AskBlocks ask: fault = _requests.Send(ask); break;
            case ChainProtocol.WholeChain whole: _wholeChain.OnLoaded(whole); break;
            default:
                return _service.TryOn(message, out fault) || _pool.TryOn(message, _telling, out fault)
                    || _addresses.TryOn(message, out fault);
        }
        return true;
    }

    /// <summary>Messages of the headers feature.</summary>
    private PeerFault? OnExtension(Message message, int bytes, Moment now)
    {
        switch (message)
        {
            case Message.GetHeaders ask: return _service.On(ask, now);
            case Message.GetBlocks ask: return _service.On(ask, now);
            case Message.Headers(var id, var items, _) when peer.AnswersHeaders(id):
                Verify(message, bytes, number => new VerifyHeaders(number, items));
                return null;
            case Message.Headers(Message.Headers.AnnouncedId, [.., var last] items, _):
                if (!peer.Chatter.Hear(now)) return peer.Chatter.Fault;
                peer.Hears(last.Hash);
                if (!_copies.Has(last)) Verify(message, bytes, number => new VerifyHeaders(number, items));
                return null;
            case Message.BlockMessage(var id, var block) when peer.AnswersBody(id, block.Hash):
                return OnBlock(message, HeaderItem.Of(block), bytes);
            case Message.KnownBlock(var item) { RequestId: { } id } when peer.AnswersBody(id, item.Hash):
                return OnBlock(message, item, bytes);
            case Message.NotFound(var id, [var hash]) when _telling.Compact.GivesUp(id, hash): return null;
            case Message.NotFound(var id, var hashes) when Answered(id, hashes) is { IsEmpty: false } missing:
                context.Refs.Sync.Tell(new SyncProtocol.NotFound(context.Id, missing), self);
                return null;
            default: return peer.Chatter.OnExcess(now);
        }
    }

    private PeerFault? OnInventory(Message message, int bytes, Moment now)
    {
        if (message is not Message.Transactions answer || !Inventory.Answers(answer))
            return Inventory.On(message, now);
        foreach (var item in answer.Items) OnTransaction(new Message.NewTransaction(item), bytes / answer.Items.Length);
        return null;
    }

    private PeerFault? OnCompact(Message message, int bytes, Moment now)
    {
        PeerFault? fault = null;
        switch (message)
        {
            case Message.CompactBlock(var item, _, _, _):
                peer.Hears(item.Hash);
                if (_copies.Answer(message, item) is { } verdict)
                    return OnVerdict(verdict) ?? _copies.OnPushed(now);
                Verify(message, bytes, number => new VerifyHeaders(number, [item]));
                break;
            case Message.BlockTransactions answer: OnWhole(_telling.Compact.Fill(answer, now, out fault)); break;
            case Message.GetBlockTransactions request: fault = _telling.Compact.Serve(request, now); break;
        }
        return fault;
    }

    /// <summary>A compact block is whole. It is checked like one that was pushed.</summary>
    private void OnWhole(Message.NewBlock? message)
    {
        if (message is null) return;
        Verify(message, (int)message.Block.TransactionBytes, number => VerifyBlock.Of(number, message));
    }

    private void OnTransaction(Message.NewTransaction message, int bytes)
    {
        Inventory.OnArrived(message.Transaction);
        Verify(message, bytes, number => new VerifyTransaction(number, message.Transaction));
    }

    private PeerFault? OnBlock(Message message, HeaderItem item, int bytes)
    {
        peer.Hears(item.Hash);
        if (_copies.Answer(message, item) is { } verdict)
            return message.Type == MessageType.Block ? OnKnownBody(item.Hash, verdict) : OnVerdict(verdict);
        Verify(message, bytes, number => VerifyBlock.Of(number, message));
        return null;
    }

    private ImmutableArray<Hash256> Answered(uint id, ImmutableArray<Hash256> hashes) =>
        [.. hashes.Where(hash => peer.AnswersBody(id, hash))];

    private void Verify(Message message, int bytes, Func<long, object> question)
    {
        _credit.Take(bytes);
        context.Refs.Verify.Tell(question(_arrivals.Arrive(message)), self);
    }

    /// <summary>Workers finish in any order. The chain gets the results in the order of arrival.</summary>
    private PeerFault? HandOn(Moment now)
    {
        PeerFault? fault = null;
        while (fault is null && _arrivals.TryTake(out var message, out var finding))
            fault = HandOn(message, finding, now);
        return fault;
    }

    private PeerFault? HandOn(Message message, Finding finding, Moment now)
    {
        switch (finding)
        {
            case GoodTransaction(var transaction):
                Submit(new ChainProtocol.SubmitTransaction(transaction, PoolSource.From(context.Id)));
                return null;
            case GoodBlock(var block) when message is Message.BlockMessage:
                _credit.Return(); // The sync bounds the bodies that it requests.
                OnDelivered(now);
                context.Refs.Sync.Tell(new SyncProtocol.BodyCame(context.Id, block), self);
                return null;
            case GoodBlock(var block):
                Submit(new ChainProtocol.SubmitBlock(block, context.Id, IsRequested: false));
                return null;
            case GoodHeaders(_, null) when message is Message.CompactBlock compact:
                _credit.Return();
                OnWhole(_telling.Compact.Rebuild(compact, now, out var fault));
                return fault;
            case GoodHeaders(_, { } unknown) when message is Message.CompactBlock:
                Note(unknown);
                _credit.Return();
                return peer.Chatter.OnExcess(now);
            case GoodHeaders(_, var unknown) when message is Message.Headers(Message.Headers.AnnouncedId, _, _):
                if (unknown is not null) Note(unknown);
                context.Refs.Sync.Tell(new SyncProtocol.UnknownParent(context.Id), self);
                _credit.Return();
                return null;
            case GoodHeaders(var items, var unknown) when message is Message.Headers(var id, _, var more):
                if (unknown is not null) Note(unknown);
                more = more && unknown is null;
                context.Refs.Sync.Tell(new SyncProtocol.HeadersCame(context.Id, id, items, more), self);
                _credit.Return();
                return null;
            case Bad({ IsUnknownVersion: true }) when message is Message.NewBlock(var block):
                Note(block.Header);
                _credit.Return();
                return peer.Chatter.OnExcess(now);
            case Bad(var violation):
                _credit.Return();
                return peer.Weigh(PeerFault.OfMessage(message, violation), now);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Note(BlockHeader header) =>
        Submit(new ChainProtocol.NoteUnknownRules(ChainProtocol.NewerRules.Of(header)));

    private void Submit(object message) => context.Refs.Chain.Tell(message, self);

    private PeerFault? OnVerdict(ChainProtocol.TransactionVerdict verdict, Moment now)
    {
        _credit.Return();
        Inventory.OnVerdict(verdict.Transaction, verdict.Admission);
        if (verdict.Admission is Admission.Accepted) OnDelivered(now);
        return PeerFault.OfAdmission(verdict.Admission) is { } fault ? peer.Weigh(fault, now) : null;
    }

    private void OnDelivered(Moment now)
    {
        if (peer.OnDelivered(now)) context.Refs.Manager.Tell(new PeerProtocol.Changed(peer.View), self);
    }

    private PeerFault? OnVerdict(Verdict verdict)
    {
        if (verdict is Verdict.UnknownParent && peer.UsesHeaders)
            context.Refs.Sync.Tell(new SyncProtocol.UnknownParent(context.Id), self);
        return PeerFault.OfVerdict(verdict);
    }

    private PeerFault? OnKnownBody(Hash256 block, Verdict verdict)
    {
        context.Refs.Sync.Tell(new SyncProtocol.KnownBodyCame(context.Id, block, verdict), self);
        return PeerFault.OfVerdict(verdict);
    }
}
