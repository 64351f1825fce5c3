using System.Collections.Immutable;
using Akka.Event;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Relay;

/// <summary>The messages between the connections and the inventory, which requests announced transactions.</summary>
public static class InventoryProtocol
{
    /// <summary>Sent by a connection whose peer announces transactions. The sender may get <see cref="Ask"/>.</summary>
    public sealed record Joined(PeerId Id, bool IsChosen);

    /// <summary>Sent by a connection: its peer announced transactions.</summary>
    public sealed record Announced(PeerId Id, ImmutableArray<Hash256> Wids);

    /// <summary>Sent by a connection: its peer lacks requested transactions.</summary>
    public sealed record Missing(PeerId Id, ImmutableArray<Hash256> Wids);

    /// <summary>Sent by a connection: its peer sent a transaction, requested or not.</summary>
    public sealed record Arrived(PeerId Id, Hash256 Wid);

    /// <summary>Sent by a connection: the pool refused a transaction of its peer.</summary>
    public sealed record Refused(PeerId Id, Transaction Transaction, RefusalReason Reason);

    /// <summary>Sent to a connection: request these transactions of the peer.</summary>
    public sealed record Ask(uint Id, ImmutableArray<Hash256> Wids) : IDeadLetterSuppression;
}
