using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <content>The messages of the relay.</content>
public abstract partial record Message
{
    /// <summary>Extended: the sender has these transactions; <c>inv</c> on the wire.</summary>
    /// <param name="Wids">1–<see cref="CountMax"/>.</param>
    public sealed record Inventory(ImmutableArray<Hash256> Wids) : Message
    {
        /// <summary>Transactions in one message.</summary>
        public const int CountMax = 1000;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.Inventory;
    }

    /// <summary>Extended: asks for announced transactions; answered with <see cref="Transactions"/>.</summary>
    /// <param name="Id">Repeated by the answer.</param>
    /// <param name="Wids">1–<see cref="CountMax"/>.</param>
    public sealed record GetTransactions(uint Id, ImmutableArray<Hash256> Wids) : Message
    {
        /// <summary>Transactions in one request: at their longest they fit one answer.</summary>
        public const int CountMax = 128;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetTransactions;
    }

    /// <summary>Extended: the requested transactions.</summary>
    /// <param name="Id">That of the request.</param>
    /// <param name="Items">Those that the sender has, at most <see cref="GetTransactions.CountMax"/>.</param>
    /// <param name="Missing">The others, at most <see cref="GetTransactions.CountMax"/>.</param>
    public sealed record Transactions(uint Id, ImmutableArray<Transaction> Items, ImmutableArray<Hash256> Missing)
        : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.Transactions;
    }
}
