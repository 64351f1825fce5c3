using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The events of the chain, sent to its subscribers in order.</summary>
public static class ChainEvents
{
    /// <summary>A block left the best chain.</summary>
    public sealed record BlockDisconnected(Block Block) : IChainEvent;

    /// <summary>A block joined the best chain. Of a branch that joins in stages, only the last is reported.</summary>
    /// <param name="Block">The block.</param>
    /// <param name="From">The connection that sent it; null if it was mined here or kept before.</param>
    public sealed record BlockConnected(Block Block, PeerId? From) : IChainEvent
    {
        /// <summary>
        /// The releases by another key than the holder's. The last block of a branch that joined in stages names those
        /// of the whole branch that ended an own request.
        /// </summary>
        public ImmutableArray<ReleasedByOther> ReleasedByOthers { get; init; } = [];
    }

    /// <summary>A block that joined the best chain holds a transaction of this node.</summary>
    /// <param name="Transaction">The transaction.</param>
    /// <param name="Height">The block's height.</param>
    public sealed record TransactionConfirmed(Transaction Transaction, long Height) : IChainEvent;

    /// <summary>The tip changed.</summary>
    /// <param name="Tip">The new tip.</param>
    /// <param name="From">The connection that sent the tip's block; null if it was mined here.</param>
    /// <param name="Abandoned">Blocks that left the best chain; 0 if it only grew.</param>
    /// <param name="IsCatchingUp">Whether a sync fetched the block; then more may follow at once.</param>
    public sealed record TipMoved(ChainPoint Tip, PeerId? From, int Abandoned, bool IsCatchingUp) : IChainEvent;

    /// <summary>A better branch replaced blocks of the best chain. Follows <see cref="TipMoved"/>.</summary>
    /// <param name="Fork">The last common block.</param>
    /// <param name="Tip">The new tip.</param>
    /// <param name="Abandoned">Blocks that left the best chain.</param>
    /// <param name="Adopted">Blocks that joined it.</param>
    /// <param name="Oldest">The earliest time of an abandoned block.</param>
    /// <param name="IsDeep">Whether its depth or age is an alarm.</param>
    /// <param name="Unseated">Holders whose requests were in the abandoned blocks and do not stand now.</param>
    /// <remarks>Source: docs/rules.md F6.</remarks>
    public sealed record Reorganised(
        ChainPoint Fork,
        ChainPoint Tip,
        int Abandoned,
        int Adopted,
        UnixTime Oldest,
        bool IsDeep,
        ImmutableArray<Unseated> Unseated)
        : IChainEvent;

    /// <summary>The pool changed.</summary>
    /// <param name="Own">Number of waiting transactions that were submitted here.</param>
    /// <param name="FromPlain">Number of those that came from plain peers.</param>
    /// <param name="Others">Number of those of other nodes.</param>
    /// <param name="FirstOwn">
    /// The first one that this node mines as its own and that the next block may hold; null if there is none.
    /// </param>
    public sealed record PoolChanged(int Own, int FromPlain, int Others, Hash256? FirstOwn) : IChainEvent
    {
        /// <summary>The event for the present pool.</summary>
        public static PoolChanged Of(TransactionPool pool, PoolClock clock) => new(
            pool.OwnCount - pool.PlainCount,
            pool.PlainCount,
            pool.Count - pool.OwnCount,
            pool.FirstOwn(clock)?.Transaction.TxId);
    }

    /// <summary>
    /// A foreign block at or below our tip's height is not on our chain: another node mined at the same time.
    /// </summary>
    public sealed record RivalSeen(Hash256 Block) : IChainEvent;

    /// <summary>A requested block became a side block: a branch is being fetched.</summary>
    public sealed record BranchGrew : IChainEvent;

    /// <summary>Another chain is followed: our own, or a better branch whose blocks are being validated.</summary>
    /// <param name="Tip">Its last block.</param>
    public sealed record Follows(ChainPoint Tip) : IChainEvent;

    /// <summary>This node's clock was found off, or is right again.</summary>
    /// <param name="Finding">The deviation; null if the clock is right again.</param>
    public sealed record ClockJudged(ClockFinding? Finding) : IChainEvent;

    /// <summary>A transaction joined the pool.</summary>
    /// <param name="Entry">The transaction with its source.</param>
    /// <param name="IsReturned">Whether an abandoned block returned it.</param>
    /// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
    public sealed record TransactionAdmitted(PoolEntry Entry, bool IsReturned, UnixTime? WaitsUntil = null)
        : IChainEvent;

    /// <summary>An accepted transaction no longer stands.</summary>
    public sealed record TransactionRefused(RefusedTransaction Refused) : IChainEvent;
}
