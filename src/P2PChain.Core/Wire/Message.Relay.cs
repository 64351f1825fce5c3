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

    /// <summary>Extended: a block whose transactions the peer probably has.</summary>
    /// <param name="Item">The header.</param>
    /// <param name="Nonce">Drawn by the sender; see <see cref="Relay.ShortIds"/>.</param>
    /// <param name="Ids">
    /// The short ids of the transactions that are not prefilled, in block order; at most <see cref="CountMax"/>.
    /// </param>
    /// <param name="Prefilled">
    /// At most <see cref="PrefilledMax"/>, in block order. Both together are the block's transactions.
    /// </param>
    public sealed record CompactBlock(
        HeaderItem Item, ulong Nonce, ImmutableArray<ulong> Ids, ImmutableArray<PrefilledTransaction> Prefilled)
        : Message
    {
        /// <summary>Short ids in one message: more than a block of 1 MiB has.</summary>
        public const int CountMax = 16_384;

        /// <summary>Transactions that are sent whole.</summary>
        public const int PrefilledMax = 64;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.CompactBlock;
    }

    /// <summary>
    /// Extended: asks for transactions of a compact block; answered with <see cref="BlockTransactions"/> or
    /// <see cref="NotFound"/>.
    /// </summary>
    /// <param name="Id">Repeated by the answer.</param>
    /// <param name="Block">The block's hash.</param>
    /// <param name="Indexes">Their places in the block, ascending; 1–<see cref="CompactBlock.CountMax"/>.</param>
    public sealed record GetBlockTransactions(uint Id, Hash256 Block, ImmutableArray<int> Indexes) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetBlockTransactions;
    }

    /// <summary>Extended: the requested transactions of a block, in block order.</summary>
    /// <param name="Id">That of the request.</param>
    /// <param name="Items">At most <see cref="CompactBlock.CountMax"/>.</param>
    public sealed record BlockTransactions(uint Id, ImmutableArray<Transaction> Items) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.BlockTransactions;
    }
}
