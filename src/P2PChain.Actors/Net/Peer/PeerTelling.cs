using P2PChain.Core.Peers;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Tells the other side of new blocks and transactions, as far as its outbox has room.</summary>
internal sealed class PeerTelling(PeerContext context, PeerState peer, PeerWriter writer)
{
    private readonly UntoldTransactions _transactions = new();

    /// <summary>A line for every peer but the origin and those that know it.</summary>
    public PeerFault? Deliver(PeerProtocol.Deliver deliver)
    {
        if (!peer.Learns(deliver.Id) || deliver.Origin == context.Id) return null;
        if (deliver.Priority != OutboxPriority.Transactions) return Push(deliver);
        return FaultUnless(_transactions.TryAdd(deliver.Id, deliver.Frame)) ?? TellTransactions();
    }

    /// <summary>Waiting transactions. A peer that has not taken the last ones yet gets no more before later.</summary>
    public PeerFault? Offer(PeerProtocol.Offer offer)
    {
        if (offer.IsAgain && !_transactions.IsEmpty) return null;
        foreach (var entry in offer.Entries)
            if (offer.IsAgain || entry.Source.Peer != context.Id) _transactions.Add(entry.Transaction, offer.IsAgain);
        return TellTransactions();
    }

    /// <summary>Tells what waits to be told while there is room; each write that is done makes more.</summary>
    public PeerFault? TellTransactions()
    {
        PeerFault? fault = null;
        while (fault is null && writer.HasRoomForTransactions && _transactions.TryTake(out var next))
        {
            if (!IsTold(next)) continue;
            var frame = next.Frame ?? MessageCodec.Encode(new Message.NewTransaction(next.Transaction!), null);
            fault = FaultUnless(writer.TrySend(frame, OutboxPriority.Transactions));
        }
        return fault;
    }

    /// <summary>A block whole, or only its header while much waits: then the peer fetches the block later.</summary>
    private PeerFault? Push(PeerProtocol.Deliver deliver)
    {
        if (deliver.Header is not { } header || !peer.UsesHeaders || writer.HasRoomForBodies)
            return FaultUnless(writer.TrySend(deliver.Frame, deliver.Priority));
        var announced = new Message.Headers(Message.Headers.AnnouncedId, [header], More: false);
        return FaultUnless(writer.TrySend(announced, OutboxPriority.Blocks));
    }

    /// <summary>Told again is also a peer that sent it: it may have dropped it since, in a reorganisation.</summary>
    private bool IsTold(UntoldTransactions.Told next) =>
        next.Frame is not null ? !peer.HasSent(next.Wid) : next.IsAgain || peer.Learns(next.Wid);

    private static PeerFault? FaultUnless(bool hadRoom) => hadRoom ? null : new PeerFault(PeerFaultCode.DoesNotRead);
}
