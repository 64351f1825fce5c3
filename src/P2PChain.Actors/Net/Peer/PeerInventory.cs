using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Net.Relay;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Announces transactions to an extended peer, sends those that it requests, and passes on its announcements. Only what
/// was announced to this peer is sent.
/// </summary>
internal sealed class PeerInventory(
    PeerContext context, PeerState peer, PeerWriter writer, PeerAllowance allowance, IActorRef self)
{
    private const int ToldMax = 5_000;
    private const int RequestsMax = 16;

    private readonly RecentlyUsed<Hash256, Transaction> _told = new(ToldMax);
    private readonly RecentlyUsed<uint, bool> _asked = new(WantedMax);
    private readonly Queue<Hash256> _unannounced = new();
    private readonly Queue<Message.GetTransactions> _requests = new();

    // One for each transaction, at worst.
    private const int WantedMax = Core.Relay.WantedTransactions.InFlightMax;

    public void Begin()
    {
        if (peer.UsesInventory) Tell(new InventoryProtocol.Joined(context.Id, context.Origin.IsChosen));
    }

    /// <summary>New transactions. If the peer lacks all of them, the line that all peers share is sent.</summary>
    public PeerFault? Announce(PeerProtocol.Announce announce)
    {
        var news = announce.Entries.Where(IsNew).Select(entry => entry.Transaction).ToList();
        foreach (var transaction in news) Remember(transaction);
        if (news.Count == announce.Entries.Length && _unannounced.Count == 0 && writer.HasRoomForTransactions)
            return writer.Send(announce.Frame, OutboxPriority.Transactions);
        foreach (var transaction in news) _unannounced.Enqueue(transaction.Wid);
        if (_unannounced.Count > Core.Relay.UntoldTransactions.CountMax)
            return new PeerFault(PeerFaultCode.DoesNotRead);
        return SendOn();
    }

    /// <summary>A transaction was sent whole. If the peer has no room for it now, it may request it later.</summary>
    public void Remember(Transaction transaction)
    {
        if (peer.UsesInventory) _told.Set(transaction.Wid, transaction);
    }

    /// <summary>Sends announcements and answers while there is room.</summary>
    public PeerFault? SendOn()
    {
        PeerFault? fault = null;
        while (fault is null && writer.HasRoomForTransactions && _unannounced.Count > 0)
            fault = Send(new Message.Inventory(NextUnannounced()));
        while (fault is null && _requests.Count > 0 && writer.HasRoomForTransactions)
            fault = SendAnswer(_requests.Dequeue());
        return fault;
    }

    /// <summary>Requests transactions of the peer.</summary>
    public PeerFault? Ask(InventoryProtocol.Ask ask)
    {
        _asked.Set(ask.Id, true);
        return Send(new Message.GetTransactions(ask.Id, ask.Wids));
    }

    /// <summary>A message of the peer.</summary>
    public PeerFault? On(Message message, Moment now)
    {
        switch (message)
        {
            case Message.Inventory(var wids):
                if (!peer.Chatter.Hear(now)) return peer.Chatter.Fault;
                foreach (var wid in wids) peer.Hears(wid);
                Tell(new InventoryProtocol.Announced(context.Id, wids));
                return null;
            case Message.GetTransactions request when _requests.Count < RequestsMax:
                _requests.Enqueue(request);
                return SendOn();
            default: return peer.Chatter.OnExcess(now);
        }
    }

    /// <summary>Whether an answer is one to an open request, which is closed.</summary>
    public bool Answers(Message.Transactions answer)
    {
        if (!_asked.Remove(answer.Id)) return false;
        if (!answer.Missing.IsEmpty) Tell(new InventoryProtocol.Missing(context.Id, answer.Missing));
        return true;
    }

    /// <summary>The peer sent a transaction.</summary>
    public void OnArrived(Transaction transaction)
    {
        peer.Hears(transaction.Wid);
        Tell(new InventoryProtocol.Arrived(context.Id, transaction.Wid));
    }

    /// <summary>The pool's answer to a transaction of the peer. It may be accepted at another time.</summary>
    public void OnVerdict(Transaction transaction, Admission admission)
    {
        if (admission is Admission.Refused(
            {
                Reason: RefusalReason.PoolFull or RefusalReason.HeldBy or RefusalReason.NotHeld
                    or RefusalReason.NotHolder,
            } refusal))
            Tell(new InventoryProtocol.Refused(context.Id, transaction, refusal.Reason));
    }

    private bool IsNew(PoolEntry entry) => entry.Source.Peer != context.Id && peer.Learns(entry.Transaction.Wid);

    private ImmutableArray<Hash256> NextUnannounced()
    {
        var wids = ImmutableArray.CreateBuilder<Hash256>();
        while (wids.Count < Message.Inventory.CountMax && _unannounced.TryDequeue(out var wid)) wids.Add(wid);
        return wids.ToImmutable();
    }

    private PeerFault? SendAnswer(Message.GetTransactions request)
    {
        var frame = MessageCodec.Encode(Answer(request), null);
        allowance.Spend(frame.Length);
        return writer.Send(frame, OutboxPriority.Transactions);
    }

    private Message.Transactions Answer(Message.GetTransactions request)
    {
        var items = ImmutableArray.CreateBuilder<Transaction>();
        var missing = ImmutableArray.CreateBuilder<Hash256>();
        foreach (var wid in request.Wids)
        {
            if (_told.TryGet(wid, out var transaction)) items.Add(transaction);
            else missing.Add(wid);
        }
        return new Message.Transactions(request.Id, items.ToImmutable(), missing.ToImmutable());
    }

    private void Tell(object message) => context.Refs.Inventory.Tell(message, self);

    private PeerFault? Send(Message message) => writer.Send(message, OutboxPriority.Transactions);
}
