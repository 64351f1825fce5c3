using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Console;

/// <summary>The news that every watching screen gets unasked.</summary>
public static class NewsProtocol
{
    /// <summary>Marks what a screen is told without having asked.</summary>
    public interface INews;

    /// <summary>A block joined the best chain.</summary>
    /// <param name="Height">Its height.</param>
    /// <param name="From">The peer's address; null when it was mined here.</param>
    /// <param name="Moves">What its transactions did.</param>
    public sealed record BlockNews(long Height, string? From, ImmutableArray<MoveView> Moves) : INews;

    /// <summary>One transaction of a block.</summary>
    public sealed record MoveView(ItemId Uid, TransactionType Type, PublicKey Requester, string? Note, bool IsOwn);

    /// <summary>A better chain replaced some blocks.</summary>
    /// <param name="Abandoned">How many blocks left.</param>
    /// <param name="Adopted">How many came in their place.</param>
    /// <param name="Tip">The new tip.</param>
    public sealed record ReorganisedNews(int Abandoned, int Adopted, ChainProtocol.ChainTip Tip) : INews;

    /// <summary>An alarm: a better chain took items from their holders, or replaced very many or very old blocks.</summary>
    /// <param name="Abandoned">How many blocks left.</param>
    /// <param name="Oldest">The earliest time of one of them.</param>
    /// <param name="ForkHeight">Of the last block that stands.</param>
    /// <param name="IsDeep">Whether the blocks were very many or very old.</param>
    /// <param name="Taken">The items whose holders lost them, in the order of their ids.</param>
    public sealed record RewriteNews(int Abandoned, UnixTime Oldest, long ForkHeight, bool IsDeep, ImmutableArray<ItemId> Taken) : INews
    {
        /// <summary>How long ago it happened.</summary>
        public TimeSpan Ago { get; init; }
    }

    /// <summary>What may become of an own transaction, or of an item that this node's key holds.</summary>
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

    /// <summary>The same became of many own transactions or items at once.</summary>
    /// <param name="Outcome">What.</param>
    /// <param name="Uids">Their items.</param>
    /// <param name="Each">The news of each.</param>
    public sealed record ManyOwnNews(OwnOutcome Outcome, ImmutableArray<ItemId> Uids, ImmutableArray<INews> Each) : INews;

    /// <summary>Another key released an item that this node's key held.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="By">Who released it.</param>
    /// <param name="Height">Of the block.</param>
    public sealed record ReleasedByOtherNews(ItemId Uid, PublicKey By, long Height) : INews;

    /// <summary>How far a sync is.</summary>
    /// <param name="Height">Of the tip.</param>
    /// <param name="Target">Of the highest peer.</param>
    /// <param name="PerSecond">Blocks a second, on average.</param>
    /// <param name="Remaining">How long it takes at this rate.</param>
    public sealed record SyncProgressNews(long Height, long Target, double PerSecond, TimeSpan Remaining) : INews;

    /// <summary>A sync is over.</summary>
    /// <param name="Blocks">How many blocks joined.</param>
    /// <param name="Height">Of the tip.</param>
    /// <param name="Missing">Blocks that the highest peer has more; 0 when all came.</param>
    /// <param name="Took">How long it took.</param>
    public sealed record SyncedNews(long Blocks, long Height, long Missing, TimeSpan Took) : INews;

    /// <summary>One of our transactions had been confirmed; now it neither stands nor waits, most often because somebody else's stands.</summary>
    public sealed record SupersededNews(TransactionType Type, Refusal Refusal) : INews
    {
        /// <summary>Which transaction.</summary>
        public Hash256 TxId { get; init; }
    }

    /// <summary>One of our transactions left a block and waits again.</summary>
    public sealed record ReturnedNews(ItemId Uid, TransactionType Type, Hash256 TxId, UnixTime? WaitsUntil = null) : INews;

    /// <summary>One of our transactions that had been refused, or had left a block, stands in a block of the best chain after all.</summary>
    public sealed record ConfirmedNews(ItemId Uid, TransactionType Type, Hash256 TxId, long Height) : INews;

    /// <summary>This node's clock was found to be off, or no longer is.</summary>
    /// <param name="Finding">How far; null when it is no longer found to be.</param>
    public sealed record ClockNews(ClockFinding? Finding) : INews;

    /// <summary>Another node proved this node's key.</summary>
    /// <param name="Address">From where, safe to show.</param>
    public sealed record TwinNews(string Address) : INews;

    /// <summary>A peer came or went.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="IsConnected">Came, or went.</param>
    /// <param name="Reason">Why it went; empty when it came.</param>
    public sealed record PeerNews(string Address, bool IsConnected, string Reason) : INews;
}
