using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Storage;

namespace P2PChain.Actors.Console;

/// <summary>
/// What a person can ask of a node, and what the node says. Reading lines and drawing answers happen outside: a command
/// record in, result records out.
/// </summary>
public static class ConsoleProtocol
{
    /// <summary>
    /// Sent by a screen. Answered with one <see cref="Reply"/> or several; the last one has <see cref="Reply.IsLast"/>.
    /// A confirmed transaction may later be superseded: that comes as news.
    /// </summary>
    /// <param name="Id">Chosen by the screen; repeated by every reply.</param>
    public abstract record Command(long Id);

    /// <summary>Answered with <see cref="Accepted"/> and <see cref="Confirmed"/> per item, or <see cref="Refused"/>.</summary>
    /// <param name="Id">Chosen by the screen.</param>
    /// <param name="Uids">The items, at least one.</param>
    /// <param name="Note">Text shown to people; null for none.</param>
    /// <exception cref="ArgumentException">The note breaks rule T6.</exception>
    public sealed record Request(long Id, ImmutableArray<ItemId> Uids, string? Note = null) : Command(Id)
    {
        /// <summary>Text shown to people; null for none.</summary>
        public string? Note { get; init => field = Good(value); } = Good(Note);

        private static string? Good(string? note) => note is null || TransactionChecks.IsNote(note)
            ? note
            : throw new ArgumentException("A note has 1-256 printable characters.", nameof(note));
    }

    /// <summary>Answered like <see cref="Request"/>.</summary>
    public sealed record Release(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="Items"/>.</summary>
    public sealed record ListItems(long Id, bool AreHeld) : Command(Id);

    /// <summary>Answered with <see cref="ItemView"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowItem(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="ItemHistory"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowHistory(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="Connected"/> or <see cref="NotConnected"/>.</summary>
    public sealed record Connect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Disconnected"/>; the address is no longer dialled.</summary>
    public sealed record Disconnect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Peers"/>.</summary>
    public sealed record ListPeers(long Id) : Command(Id);

    /// <summary>Answered with <see cref="SyncResult"/> when in step with every peer, or after ten seconds.</summary>
    public sealed record Sync(long Id) : Command(Id);

    /// <summary>Answered with <see cref="Status"/>.</summary>
    public sealed record GetStatus(long Id) : Command(Id);

    /// <summary>An answer to a command.</summary>
    public sealed record Reply(long Id, IResult Result, bool IsLast);

    /// <summary>Marks what may stand in a <see cref="Reply"/>.</summary>
    public interface IResult;

    /// <summary>Marks what a screen is told without having asked.</summary>
    public interface INews;

    /// <summary>Sent by a screen that wants <see cref="INews"/> from now on, and hears of those who are connected first. Not answered.</summary>
    public sealed record Watch
    {
        /// <summary>The only one there is.</summary>
        public static readonly Watch Instance = new();
    }

    /// <summary>Sent by a screen that waits for peers. Answered with <see cref="Reach"/>, after all replies and news from before.</summary>
    public sealed record GetReach
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetReach Instance = new();
    }

    /// <summary>How far this node's chain has come, by the last words of its peers.</summary>
    /// <param name="HasPeers">Whether this node dials any address.</param>
    /// <param name="IsInStep">Whether a peer at one of them has our tip. A plain peer tells no tip: being connected is enough.</param>
    /// <param name="Height">Of the highest of our blocks that a peer has; 0 when none has one.</param>
    public sealed record Reach(bool HasPeers, bool IsInStep, long Height)
    {
        /// <summary>Whether a peer is connected, by whatever address. Plain peers do not count: they tell no tip.</summary>
        public bool IsConnected { get; init; }

        /// <summary>Whether plain peers are connected and no others: then it cannot be known that a peer has a block.</summary>
        public bool IsAmongPlainPeers { get; init; }
    }

    /// <summary>A transaction is signed, durable here, and waits for a block.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="Type">Request or release.</param>
    /// <param name="TxId">Its id.</param>
    /// <param name="WaitsUntil">From when a block may hold it; null when the next block may.</param>
    public sealed record Accepted(ItemId Uid, TransactionType Type, Hash256 TxId, UnixTime? WaitsUntil = null) : IResult;

    /// <summary>A transaction stands in a block of the best chain.</summary>
    public sealed record Confirmed(ItemId Uid, TransactionType Type, Hash256 TxId, long Height) : IResult;

    /// <summary>The ledger does not take it, or somebody else was first while it waited.</summary>
    /// <param name="Type">What was wanted.</param>
    /// <param name="Refusal">The item and the reason.</param>
    public sealed record Refused(TransactionType Type, Refusal Refusal) : IResult;

    /// <summary>Items in the order of their ids.</summary>
    public sealed record Items(bool AreHeld, ImmutableArray<CustodyEntry> Entries, PublicKey OwnKey) : IResult;

    /// <summary>One item.</summary>
    /// <param name="Uid">Its id.</param>
    /// <param name="Entry">Who holds it; null when nothing of it is in a block yet.</param>
    /// <param name="Last">Its last move; null with <paramref name="Entry"/>.</param>
    /// <param name="Waiting">What waits for a block, in its order.</param>
    public sealed record ItemView(ItemId Uid, CustodyEntry? Entry, ItemMove? Last, ImmutableArray<Transaction> Waiting) : IResult;

    /// <summary>An item's moves on the best chain.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="Moves">The latest first.</param>
    /// <param name="HasOlder">Whether there are older ones.</param>
    public sealed record ItemHistory(ItemId Uid, ImmutableArray<ItemMove> Moves, bool HasOlder) : IResult;

    /// <summary>Nothing of an item is in a block of the best chain, nor waits for one; for a history: nothing is in a block.</summary>
    /// <param name="Uid">The id that was asked for.</param>
    /// <param name="Similar">Known ids that people may take for it.</param>
    public sealed record ItemNotFound(ItemId Uid, ImmutableArray<ItemId> Similar) : IResult;

    /// <summary>A person may have meant another item; what was asked for is done all the same.</summary>
    /// <param name="Uid">The id that was typed.</param>
    /// <param name="Similar">Known ids that differ from it only by case or dots at the end.</param>
    public sealed record SimilarKnown(ItemId Uid, ImmutableArray<ItemId> Similar) : IResult;

    /// <summary>A connection stands; the address is dialled again whenever it is lost.</summary>
    public sealed record Connected(PeerView Peer) : IResult;

    /// <summary>No connection yet; the node goes on trying.</summary>
    /// <param name="Address">What was dialled, safe to show.</param>
    /// <param name="Reason">Why not, a phrase for people.</param>
    public sealed record NotConnected(string Address, string Reason) : IResult
    {
        /// <summary>Whether the node does not go on trying, because no peer is there.</summary>
        public bool IsForgotten { get; init; }
    }

    /// <summary>Whoever is at an address is no longer connected, and no longer dialled.</summary>
    /// <param name="Address">The address that was asked for, safe to show.</param>
    /// <param name="WasConnected">Whether there was a connection.</param>
    /// <param name="Forgotten">The addresses that are dialled no more, safe to show; more than one where the same node has several.</param>
    public sealed record Disconnected(string Address, bool WasConnected, ImmutableArray<string> Forgotten) : IResult;

    /// <summary>The connections of this moment, the addresses that are being dialled, and who went.</summary>
    public sealed record Peers(ImmutableArray<PeerView> Connected, ImmutableArray<DialView> Dialling, PeerRecord Record) : IResult;

    /// <summary>The question got no answer.</summary>
    /// <param name="Reason">A phrase for people.</param>
    public sealed record Failed(string Reason) : IResult;

    /// <summary>How a sync ended.</summary>
    /// <param name="Tip">Our tip.</param>
    /// <param name="PeersInStep">Peers whose tip is ours.</param>
    /// <param name="PeersAsked">Peers in all.</param>
    public sealed record SyncResult(ChainProtocol.ChainTip Tip, int PeersInStep, int PeersAsked) : IResult
    {
        /// <summary>Connected nodes of the original network: they tell no tip, so there is nothing to ask them.</summary>
        public int PlainPeers { get; init; }
    }

    /// <summary>What the node says of itself.</summary>
    public sealed record Status(
        PublicKey Key,
        string Listens,
        TimeSpan Uptime,
        string Version,
        ChainProtocol.ChainStatus Chain,
        ImmutableArray<PeerView> Peers,
        UnixTime Now) : IResult
    {
        /// <summary>Addresses that are dialled and are not connected.</summary>
        public ImmutableArray<DialView> Dials { get; init; } = [];

        /// <summary>The rights of this node's key on the network.</summary>
        public Standing Standing { get; init; } = new(MayRequest: true, MayMine: true, IsSteward: false);

        /// <summary>When this node mines, as configured; it matters only where the key may mine.</summary>
        public MiningMode Mining { get; init; }

        /// <summary>Where another node that proved this node's key was met of late, safe to show; null where none was.</summary>
        public string? Twin { get; init; }

        /// <summary>Bytes that are free on the disk with the ledger; null where that is not known.</summary>
        public long? DiskFree { get; init; }

        /// <summary>The rewrites of the last day, the earliest first.</summary>
        public ImmutableArray<RewriteNews> Rewrites { get; init; } = [];
    }

    /// <summary>A peer as people see it. Every text is safe to show.</summary>
    /// <param name="Id">Which connection.</param>
    /// <param name="Address">Observed address and announced port.</param>
    /// <param name="IsOutbound">Whether this node dialled.</param>
    /// <param name="IsExtended">Whether it is one of ours, or of the original network.</param>
    /// <param name="Key">What it calls its key; null for a plain peer.</param>
    /// <param name="Height">What it last said of its height.</param>
    /// <param name="Tip">What it last said of its tip.</param>
    /// <param name="RoundTrip">The last ping's; null before the first pong.</param>
    /// <param name="Agent">Its software, by its own word.</param>
    public sealed record PeerView(
        PeerId Id,
        string Address,
        bool IsOutbound,
        bool IsExtended,
        PublicKey? Key,
        long Height,
        Hash256 Tip,
        TimeSpan? RoundTrip,
        string Agent)
    {
        /// <summary>Whether it proved that key; otherwise the key is a claim.</summary>
        public bool IsProven { get; init; }

        /// <summary>Its clock at its announce less this node's then; null for a plain peer.</summary>
        public TimeSpan? ClockAhead { get; init; }

        /// <summary>The height at which this node and the peer plan to follow different rules; null if there is none.</summary>
        public long? SplitsAt { get; init; }

        /// <summary>How a plain peer's chain and ours go together; null for all others, and where nothing is exchanged.</summary>
        public PlainView? Plain { get; init; }
    }

    /// <summary>A plain peer's chain and ours. Every text is safe to show.</summary>
    public sealed record PlainView
    {
        /// <summary>For how long its chain is awaited; null when the chain is known.</summary>
        public TimeSpan? Awaited { get; init; }

        /// <summary>Our blocks that were not gone through for that peer.</summary>
        public long BlocksLeft { get; init; }

        /// <summary>Transactions that were sent and that its chain has not shown yet.</summary>
        public int Unseen { get; init; }

        /// <summary>Items of which the two chains tell different stories, and why.</summary>
        public ImmutableArray<string> Diverged { get; init; } = [];

        /// <summary>A phrase about its items that this node cannot read; null when there is none.</summary>
        public string? Unreadable { get; init; }

        /// <inheritdoc/>
        public bool Equals(PlainView? other) => other is not null
            && (Awaited, BlocksLeft, Unseen, Unreadable) == (other.Awaited, other.BlocksLeft, other.Unseen, other.Unreadable)
            && Diverged.SequenceEqual(other.Diverged);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Awaited, BlocksLeft, Unseen, Unreadable, Diverged.Length);
    }

    /// <summary>An address this node keeps dialling.</summary>
    /// <param name="Address">Host and port, safe to show.</param>
    /// <param name="RetryIn">Until the next attempt; null while one runs.</param>
    /// <param name="LastFailure">Why the last one failed; null before that.</param>
    public sealed record DialView(string Address, TimeSpan? RetryIn, string? LastFailure)
    {
        /// <summary>What the node there said as it refused this one, safe to show; null where it does not refuse.</summary>
        public string? Refusal { get; init; }
    }

    /// <summary>What became of connections that are no more. Every text is safe to show.</summary>
    /// <param name="Gone">Those whose handshake had been done, the latest first; a bounded number.</param>
    /// <param name="Refused">The others since the start of the node, by reason.</param>
    /// <param name="Discouraged">Addresses that get no slot while half of the slots are taken, the latest first; a bounded number.</param>
    public sealed record PeerRecord(ImmutableArray<GoneView> Gone, ImmutableArray<RefusedView> Refused, ImmutableArray<DiscouragedView> Discouraged)
    {
        /// <summary>Nobody was ever here.</summary>
        public static readonly PeerRecord Empty = new([], [], []);
    }

    /// <summary>A connection that ended.</summary>
    /// <param name="Address">Of the other side.</param>
    /// <param name="Reason">Why, a phrase for people.</param>
    /// <param name="Ago">When.</param>
    public sealed record GoneView(string Address, string Reason, TimeSpan Ago);

    /// <summary>Connections that were refused, or ended before their handshake was done, for one reason.</summary>
    /// <param name="Reason">A phrase for people.</param>
    /// <param name="Count">How many since the node's start.</param>
    /// <param name="LastAddress">Of the last one.</param>
    /// <param name="LastAgo">When that was.</param>
    public sealed record RefusedView(string Reason, long Count, string LastAddress, TimeSpan LastAgo);

    /// <summary>An address that is discouraged.</summary>
    /// <param name="Address">Or a group of them.</param>
    /// <param name="Reason">Why, a phrase for people.</param>
    /// <param name="Remaining">For how long still.</param>
    public sealed record DiscouragedView(string Address, string Reason, TimeSpan Remaining);

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
