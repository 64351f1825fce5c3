using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Console;

/// <summary>The news that every watching screen gets.</summary>
public static class NewsProtocol
{
    /// <summary>A message to every watching screen.</summary>
    public interface INews;

    /// <summary>A block joined the best chain.</summary>
    /// <param name="Height">Its height.</param>
    /// <param name="From">The peer's address; null if it was mined here.</param>
    /// <param name="Moves">Its transactions.</param>
    public sealed record BlockNews(long Height, string? From, ImmutableArray<MoveView> Moves) : INews;

    /// <summary>One transaction of a block.</summary>
    public sealed record MoveView(ItemId Uid, TransactionType Type, PublicKey Requester, string? Note, bool IsOwn);

    /// <summary>A better chain replaced some blocks.</summary>
    /// <param name="Abandoned">The number of replaced blocks.</param>
    /// <param name="Adopted">The number of new blocks.</param>
    /// <param name="Tip">The new tip.</param>
    public sealed record ReorganisedNews(int Abandoned, int Adopted, ChainProtocol.ChainTip Tip) : INews;

    /// <summary>
    /// An alarm: a better chain took items from their holders, or replaced very many or very old blocks.
    /// </summary>
    /// <param name="Abandoned">The number of replaced blocks.</param>
    /// <param name="Oldest">The earliest time of one of them.</param>
    /// <param name="ForkHeight">The height of the last common block.</param>
    /// <param name="IsDeep">Whether the blocks were very many or very old.</param>
    /// <param name="Taken">The items taken from their holders, in the order of their ids.</param>
    public sealed record RewriteNews(
        int Abandoned, UnixTime Oldest, long ForkHeight, bool IsDeep, ImmutableArray<ItemId> Taken) : INews
    {
        /// <summary>The time since.</summary>
        public TimeSpan Ago { get; init; }
    }

    /// <summary>An outcome of an own transaction, or of an item that this node's key holds.</summary>
    public enum OwnOutcome
    {
        /// <summary>See <see cref="ConfirmedNews"/>.</summary>
        Confirmed,

        /// <summary>See <see cref="ReturnedNews"/>.</summary>
        Returned,

        /// <summary>See <see cref="SupersededNews"/>.</summary>
        Superseded,

        /// <summary>See <see cref="ReleasedByOtherNews"/>.</summary>
        Released,
    }

    /// <summary>Many own transactions or items have the same outcome at once.</summary>
    /// <param name="Outcome">The outcome.</param>
    /// <param name="Uids">Their items.</param>
    /// <param name="Each">The news of each.</param>
    public sealed record ManyOwnNews(OwnOutcome Outcome, ImmutableArray<ItemId> Uids, ImmutableArray<INews> Each)
        : INews;

    /// <summary>Another key released an item that this node's key held.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="By">The key that released it.</param>
    /// <param name="Height">The height of the block.</param>
    public sealed record ReleasedByOtherNews(ItemId Uid, PublicKey By, long Height) : INews;

    /// <summary>The progress of a sync.</summary>
    /// <param name="Height">The height of the tip.</param>
    /// <param name="Target">The height of the highest peer.</param>
    /// <param name="PerSecond">Blocks a second, on average.</param>
    /// <param name="Remaining">The time that remains at this rate.</param>
    public sealed record SyncProgressNews(long Height, long Target, double PerSecond, TimeSpan Remaining) : INews;

    /// <summary>A sync is over.</summary>
    /// <param name="Blocks">The number of new blocks.</param>
    /// <param name="Height">The height of the tip.</param>
    /// <param name="Missing">The blocks that only the highest peer has; 0 if all came.</param>
    /// <param name="Took">Its duration.</param>
    public sealed record SyncedNews(long Blocks, long Height, long Missing, TimeSpan Took) : INews;

    /// <summary>
    /// A confirmed transaction of ours was undone and refused, most often for another key's transaction.
    /// </summary>
    public sealed record SupersededNews(TransactionType Type, Refusal Refusal) : INews
    {
        /// <summary>The transaction.</summary>
        public Hash256 TxId { get; init; }
    }

    /// <summary>A transaction of ours left the best chain and waits again.</summary>
    public sealed record ReturnedNews(ItemId Uid, TransactionType Type, Hash256 TxId, UnixTime? WaitsUntil = null)
        : INews;

    /// <summary>A transaction of ours that was refused or waited again is confirmed after all.</summary>
    public sealed record ConfirmedNews(ItemId Uid, TransactionType Type, Hash256 TxId, long Height) : INews;

    /// <summary>This node's clock is off, or no longer is.</summary>
    /// <param name="Finding">The finding; null if the clock is no longer off.</param>
    public sealed record ClockNews(ClockFinding? Finding) : INews;

    /// <summary>Another node proved this node's key.</summary>
    /// <param name="Address">The other node's address, safe to show.</param>
    public sealed record TwinNews(string Address) : INews;

    /// <summary>A peer connected, or its last connection ended.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="IsConnected">Whether it connected.</param>
    /// <param name="Reason">The reason of the end; empty if it connected.</param>
    public sealed record PeerNews(string Address, bool IsConnected, string Reason) : INews
    {
        /// <summary>The key that the peer proved; null if it proved none.</summary>
        public PublicKey? Key { get; init; }
    }
}
