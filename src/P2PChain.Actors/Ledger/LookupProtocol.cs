using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Ledger;

/// <summary>
/// The questions of a person about single blocks and transactions. The ledger's readers answer. Each answer is bounded.
/// </summary>
public static class LookupProtocol
{
    /// <summary>Sent by console and HTTP. Answered with <see cref="BlockRecord"/>.</summary>
    public sealed record GetBlockRecord(BlockName Name) : IQuery<BlockRecord>;

    /// <summary>Answers <see cref="GetBlockRecord"/>.</summary>
    /// <param name="Name">That of the question.</param>
    /// <param name="Block">The block; null if none that is kept has this name, or several have it.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    public sealed record BlockRecord(BlockName Name, Block? Block, long TipHeight)
    {
        /// <summary>Whether the block is on the best chain.</summary>
        public bool IsOnBestChain => Work is not null;

        /// <summary>The work of the chain up to the block; null if it is not on the best chain.</summary>
        public Work? Work { get; init; }

        /// <summary>Whether the hashes of several blocks begin so.</summary>
        public bool IsAmbiguous { get; init; }
    }

    /// <summary>Sent by console and HTTP. Answered with <see cref="PoolPage"/>.</summary>
    /// <param name="Skip">How many of the first are left out, 0 or more.</param>
    /// <param name="Max">How many are wanted; 1,000 at most are told.</param>
    public sealed record GetPoolPage(int Skip, int Max) : IQuery<PoolPage>;

    /// <summary>Answers <see cref="GetPoolPage"/>: a part of the waiting transactions, in their order.</summary>
    /// <param name="Entries">The transactions.</param>
    /// <param name="Total">How many wait.</param>
    /// <param name="Unmined">For how long some have waited while no block came; null if none waits.</param>
    public sealed record PoolPage(ImmutableArray<WaitingTransaction> Entries, int Total, TimeSpan? Unmined);

    /// <summary>A transaction that waits for a block.</summary>
    /// <param name="Place">Its place in the pool, from 1.</param>
    /// <param name="Transaction">The transaction.</param>
    /// <param name="Origin">The first way by which it reached this node.</param>
    /// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
    public sealed record WaitingTransaction(
        int Place, Transaction Transaction, PoolOrigin Origin, UnixTime? WaitsUntil)
    {
        /// <summary>Whether a better chain undid its block.</summary>
        public bool IsReturned { get; init; }
    }

    /// <summary>Sent by console and HTTP. Answered with <see cref="TransactionRecord"/>.</summary>
    /// <param name="TxId">The first digits of its id.</param>
    public sealed record GetTransactionRecord(HashPrefix TxId) : IQuery<TransactionRecord>;

    /// <summary>Answers <see cref="GetTransactionRecord"/>.</summary>
    /// <param name="TxId">That of the question.</param>
    /// <param name="Transaction">The transaction; null if none is known here, or several are.</param>
    /// <param name="Fate">Its present place; null with <paramref name="Transaction"/>.</param>
    public sealed record TransactionRecord(HashPrefix TxId, Transaction? Transaction, Fate? Fate)
    {
        /// <summary>Whether the ids of several transactions begin so.</summary>
        public bool IsAmbiguous { get; init; }
    }

    /// <summary>
    /// The present place of a transaction: one of <see cref="InBlock"/>, <see cref="InPool"/>,
    /// <see cref="NotStanding"/>.
    /// </summary>
    public abstract record Fate;

    /// <summary>It is in a block of the best chain.</summary>
    /// <param name="Height">The block's height.</param>
    /// <param name="Block">The block's hash.</param>
    /// <param name="Confirmations">The block and the blocks that follow it.</param>
    public sealed record InBlock(long Height, Hash256 Block, long Confirmations) : Fate;

    /// <summary>It waits for a block.</summary>
    /// <param name="Waiting">Its place in the pool.</param>
    /// <param name="Total">How many wait.</param>
    /// <param name="Unmined">For how long some have waited while no block came.</param>
    public sealed record InPool(WaitingTransaction Waiting, int Total, TimeSpan? Unmined) : Fate;

    /// <summary>It was accepted and can no longer stand.</summary>
    /// <param name="Kept">The reason. It was superseded if it was in a block before.</param>
    /// <param name="Winner">
    /// The transaction that stood in its way, as it is on the best chain now; null if it is not there.
    /// </param>
    public sealed record NotStanding(KeptRefusal Kept, ItemMove? Winner) : Fate;

    /// <summary>Sent by console and HTTP. Answered with <see cref="HeldItems"/>.</summary>
    /// <param name="By">The holder; null for all.</param>
    /// <param name="At">The state; null for the present one.</param>
    public sealed record GetHeld(KeyPrefix? By, AsOf? At) : IQuery<HeldItems>;

    /// <summary>Answers <see cref="GetHeld"/>.</summary>
    /// <param name="Items">The held items, in the order of ids.</param>
    /// <param name="AsOf">The last block of that state; null if the best chain has no such block.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    public sealed record HeldItems(ImmutableArray<CustodyEntry> Items, ChainPoint? AsOf, long TipHeight)
    {
        /// <summary>The holder that was asked for; null if no holder's key begins so, or several do.</summary>
        public PublicKey? By { get; init; }

        /// <summary>Whether the keys of several holders begin so.</summary>
        public bool IsAmbiguous { get; init; }
    }
}
