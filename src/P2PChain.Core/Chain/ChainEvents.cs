using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>What subscribers of the chain are told, in the order in which it happened.</summary>
public static class ChainEvents
{
    /// <summary>A block left the best chain.</summary>
    public sealed record BlockDisconnected(Block Block) : IChainEvent;

    /// <summary>A block joined the best chain.</summary>
    /// <param name="Block">The block.</param>
    /// <param name="From">The connection it came by; null when it was mined here or had been kept.</param>
    public sealed record BlockConnected(Block Block, PeerId? From) : IChainEvent
    {
        /// <summary>Items of which another key than the holder's released them.</summary>
        public ImmutableArray<ReleasedByOther> ReleasedByOthers { get; init; } = [];
    }

    /// <summary>The best chain has another tip.</summary>
    /// <param name="Tip">The new tip.</param>
    /// <param name="From">The connection by which its block came; null when it was mined here.</param>
    /// <param name="Abandoned">Blocks that left the best chain; 0 when it only grew.</param>
    /// <param name="IsCatchingUp">Whether the block was fetched by a sync: more may follow at once.</param>
    public sealed record TipMoved(HeaderNode Tip, PeerId? From, int Abandoned, bool IsCatchingUp) : IChainEvent;

    /// <summary>A better branch replaced blocks of the best chain. Follows <see cref="TipMoved"/>.</summary>
    /// <param name="Fork">The last block that both branches share.</param>
    /// <param name="Tip">The new tip.</param>
    /// <param name="Abandoned">Blocks that left the best chain.</param>
    /// <param name="Adopted">Blocks that joined it.</param>
    /// <param name="Oldest">The earliest time of an abandoned block.</param>
    /// <param name="IsDeep">Whether people should look at it for its depth or age.</param>
    /// <param name="Unseated">Holders whose requests stood in the abandoned blocks and do not stand now.</param>
    /// <remarks>Source: docs/rules.md F6.</remarks>
    public sealed record Reorganised(
        HeaderNode Fork, HeaderNode Tip, int Abandoned, int Adopted, UnixTime Oldest, bool IsDeep, ImmutableArray<Unseated> Unseated)
        : IChainEvent;

    /// <summary>Transactions came to wait or wait no longer.</summary>
    /// <param name="Own">How many that were submitted here wait now.</param>
    /// <param name="FromPlain">How many that this node mines as its own for plain peers.</param>
    /// <param name="Others">How many of other nodes.</param>
    /// <param name="FirstOwn">
    /// The first of this node's own that the next block may hold, those for plain peers included; null when there is none.
    /// </param>
    public sealed record PoolChanged(int Own, int FromPlain, int Others, Hash256? FirstOwn) : IChainEvent
    {
        /// <summary>What waits in a pool.</summary>
        public static PoolChanged Of(TransactionPool pool, PoolClock clock) => new(
            pool.OwnCount - pool.PlainCount, pool.PlainCount, pool.Count - pool.OwnCount, pool.FirstOwn(clock)?.Transaction.TxId);
    }

    /// <summary>A foreign block at or below our tip's height that is not on our chain: somebody mined at the same time.</summary>
    public sealed record RivalSeen(Hash256 Block) : IChainEvent;

    /// <summary>A block that this node asked for stands beside the best chain: a branch is being fetched.</summary>
    public sealed record BranchGrew : IChainEvent;

    /// <summary>This node's clock was found to be off, or no longer is.</summary>
    /// <param name="Finding">How far; null when it is no longer found to be.</param>
    public sealed record ClockJudged(ClockFinding? Finding) : IChainEvent;

    /// <summary>A transaction waits for a block now.</summary>
    /// <param name="Entry">It and where it came from.</param>
    /// <param name="IsReturned">Whether it stood in a block that was abandoned.</param>
    /// <param name="WaitsUntil">From when a block may hold it; null when the next block may.</param>
    public sealed record TransactionAdmitted(PoolEntry Entry, bool IsReturned, UnixTime? WaitsUntil = null) : IChainEvent;

    /// <summary>A transaction that was accepted can no longer stand.</summary>
    public sealed record TransactionRefused(RefusedTransaction Refused) : IChainEvent;
}
