using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The answers to the commands of <see cref="ConsoleProtocol"/>.</summary>
public static class AnswerProtocol
{
    /// <summary>Marks what may stand in a <see cref="ConsoleProtocol.Reply"/>.</summary>
    public interface IResult;

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
}
