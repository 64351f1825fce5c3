using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Sends new blocks and transactions to an extended peer as the outbox has room.</summary>
internal sealed class PeerTelling(
    PeerContext context, PeerState peer, PeerWriter writer, PeerAllowance allowance, IActorRef self)
{
    private readonly UntoldTransactions _transactions = new();

    /// <summary>The peer requests what it lacks.</summary>
    public PeerInventory Inventory { get; } = new(context, peer, writer, allowance, self);

    /// <summary>The peer puts new blocks together.</summary>
    public PeerCompact Compact { get; } = new(context, peer, writer, allowance, self);

    /// <summary>A new block or transaction.</summary>
    public PeerFault? Deliver(PeerProtocol.Deliver deliver)
    {
        if (!peer.Learns(deliver.Id) || deliver.Origin == context.Id) return null;
        if (deliver.Priority != OutboxPriority.Transactions) return Push(deliver);
        if (deliver.Transaction is { } transaction) Inventory.Remember(transaction);
        return _transactions.TryAdd(deliver.Id, deliver.Frame)
            ? TellTransactions()
            : new PeerFault(PeerFaultCode.DoesNotRead);
    }

    /// <summary>
    /// Waiting transactions. While earlier ones are unsent, none is sent again; they will be due later.
    /// </summary>
    public PeerFault? Offer(PeerProtocol.Offer offer)
    {
        if (offer.IsAgain && !_transactions.IsEmpty) return null;
        foreach (var entry in offer.Entries)
            if (offer.IsAgain || entry.Source.Peer != context.Id) _transactions.Add(entry.Transaction, offer.IsAgain);
        return TellTransactions();
    }

    /// <summary>
    /// Transactions that the peer lacks. While earlier ones are unsent, none is sent; the pools are compared again.
    /// </summary>
    public PeerFault? SendMissing(ImmutableArray<PoolEntry> entries)
    {
        if (!_transactions.IsEmpty) return null;
        foreach (var entry in entries) _transactions.Add(entry.Transaction, isAgain: true);
        return TellTransactions();
    }

    /// <summary>Sends transactions while there is room. Each finished write makes room.</summary>
    public PeerFault? TellTransactions()
    {
        PeerFault? fault = null;
        while (fault is null && writer.HasRoomForTransactions && _transactions.TryTake(out var next))
        {
            if (!IsTold(next)) continue;
            if (next.Transaction is { } transaction) Inventory.Remember(transaction);
            var frame = next.Frame ?? MessageCodec.Encode(new Message.NewTransaction(next.Transaction!), null);
            fault = writer.Send(frame, OutboxPriority.Transactions);
        }
        return fault ?? Inventory.SendOn();
    }

    /// <summary>Sends a block, or only its header while the outbox is full: the peer fetches the block later.</summary>
    private PeerFault? Push(PeerProtocol.Deliver deliver)
    {
        if (deliver.Header is not { } header || !peer.UsesHeaders || writer.HasRoomForBodies)
            return Compact.IsSent(deliver)
                ? Compact.Push(deliver)
                : writer.Send(deliver.Frame, deliver.Priority);
        var announced = new Message.Headers(Message.Headers.AnnouncedId, [header], More: false);
        return writer.Send(announced, OutboxPriority.Blocks);
    }

    /// <summary>A repeated one goes also to the peer that sent it: a reorganisation may have made it drop it.</summary>
    private bool IsTold(UntoldTransactions.Told next) =>
        next.Frame is not null ? !peer.HasSent(next.Wid) : next.IsAgain || peer.Learns(next.Wid);
}
