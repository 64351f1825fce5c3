using System.Collections.Immutable;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Sync;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The answers to the commands of <see cref="ConsoleProtocol"/>.</summary>
public static class AnswerProtocol
{
    /// <summary>The content of a <see cref="ConsoleProtocol.Reply"/>.</summary>
    public interface IResult;

    /// <summary>A transaction is signed and on our disk, and waits for a block.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="Type">Request or release.</param>
    /// <param name="TxId">Its id.</param>
    /// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
    public sealed record Accepted(ItemId Uid, TransactionType Type, Hash256 TxId, UnixTime? WaitsUntil = null)
        : IResult;

    /// <summary>A transaction is in a block of the best chain.</summary>
    public sealed record Confirmed(ItemId Uid, TransactionType Type, Hash256 TxId, long Height) : IResult;

    /// <summary>The ledger refuses a transaction, at once or while it waited.</summary>
    /// <param name="Type">Request or release.</param>
    /// <param name="Refusal">The item and the reason.</param>
    public sealed record Refused(TransactionType Type, Refusal Refusal) : IResult;

    /// <summary>Items in the order of their ids.</summary>
    public sealed record Items(bool AreHeld, ImmutableArray<CustodyEntry> Entries, PublicKey OwnKey) : IResult;

    /// <summary>The held items of a holder, or of a past state, in the order of their ids.</summary>
    /// <param name="Entries">The items.</param>
    /// <param name="By">The holder; null for all.</param>
    /// <param name="AsOf">The last block of the state.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    public sealed record Held(
        ImmutableArray<CustodyEntry> Entries, PublicKey? By, ChainPoint AsOf, long TipHeight) : IResult
    {
        /// <summary>Whether a past state was asked for, even if it is the present one.</summary>
        public bool IsDated { get; init; }
    }

    /// <summary>No holder's key begins so, or the keys of several do.</summary>
    /// <param name="By">The first digits.</param>
    /// <param name="IsAmbiguous">Whether there are several.</param>
    public sealed record HolderNotFound(KeyPrefix By, bool IsAmbiguous) : IResult;

    /// <summary>One item.</summary>
    /// <param name="Uid">Its id.</param>
    /// <param name="Entry">Its state; null if no block has a move of it.</param>
    /// <param name="Last">Its last move; null with <paramref name="Entry"/>.</param>
    /// <param name="Waiting">Its waiting transactions, in their order.</param>
    public sealed record ItemView(ItemId Uid, CustodyEntry? Entry, ItemMove? Last, ImmutableArray<Transaction> Waiting)
        : IResult;

    /// <summary>An item's moves on the best chain.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="Moves">The moves, the latest first.</param>
    /// <param name="HasOlder">Whether there are older moves.</param>
    public sealed record ItemHistory(ItemId Uid, ImmutableArray<ItemMove> Moves, bool HasOlder) : IResult;

    /// <summary>No transaction of an item is known; for a history, none is confirmed.</summary>
    /// <param name="Uid">The id.</param>
    /// <param name="Similar">Known ids that people may confuse with it.</param>
    public sealed record ItemNotFound(ItemId Uid, ImmutableArray<ItemId> Similar) : IResult;

    /// <summary>The person may have meant another item. The command is carried out in any case.</summary>
    /// <param name="Uid">The typed id.</param>
    /// <param name="Similar">Known ids that differ from it only by case or dots at the end.</param>
    public sealed record SimilarKnown(ItemId Uid, ImmutableArray<ItemId> Similar) : IResult;

    /// <summary>One block.</summary>
    /// <param name="Block">The block with its transactions.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    /// <param name="Work">The work of the chain up to the block; null if it is beside the best chain.</param>
    public sealed record BlockView(Block Block, long TipHeight, Work? Work) : IResult
    {
        /// <summary>The block and the blocks that follow it on the best chain; 0 if it is beside that.</summary>
        public long Confirmations => Work is null ? 0 : TipHeight - Block.Height + 1;
    }

    /// <summary>No kept block has this name, or several have it.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="TipHeight">The height of the best chain's last block.</param>
    /// <param name="IsAmbiguous">Whether the hashes of several blocks begin so.</param>
    public sealed record BlockNotFound(BlockName Name, long TipHeight, bool IsAmbiguous) : IResult;

    /// <summary>Waiting transactions, in their order.</summary>
    public sealed record Pool(LookupProtocol.PoolPage Page) : IResult;

    /// <summary>A transaction and its present place.</summary>
    public sealed record TransactionView(Transaction Transaction, LookupProtocol.Fate Fate) : IResult;

    /// <summary>No known transaction's id begins so, or those of several do.</summary>
    /// <param name="TxId">The first digits.</param>
    /// <param name="IsAmbiguous">Whether several are known.</param>
    public sealed record TransactionNotFound(HashPrefix TxId, bool IsAmbiguous) : IResult;

    /// <summary>A peer is connected. If the connection is lost, the address is dialled again.</summary>
    public sealed record Connected(PeerView Peer) : IResult;

    /// <summary>There is no connection yet. The node goes on dialling.</summary>
    /// <param name="Address">The address, safe to show.</param>
    /// <param name="Reason">A phrase for people.</param>
    public sealed record NotConnected(string Address, string Reason) : IResult
    {
        /// <summary>Whether the address is forgotten, because no peer is there.</summary>
        public bool IsForgotten { get; init; }
    }

    /// <summary>The node at an address is disconnected and no longer dialled.</summary>
    /// <param name="Address">The address, safe to show.</param>
    /// <param name="WasConnected">Whether there was a connection.</param>
    /// <param name="Forgotten">The forgotten addresses of that node, safe to show.</param>
    public sealed record Disconnected(string Address, bool WasConnected, ImmutableArray<string> Forgotten) : IResult;

    /// <summary>A ban was made, or not.</summary>
    public sealed record Banned(BanProtocol.BanResult Result) : IResult;

    /// <summary>A ban was lifted, or not.</summary>
    public sealed record Unbanned(BanProtocol.UnbanResult Result) : IResult;

    /// <summary>The bans in force, the oldest first.</summary>
    public sealed record Bans(ImmutableArray<Ban> InForce) : IResult;

    /// <summary>The connected peers, the dialled addresses, and the ended connections.</summary>
    public sealed record Peers(ImmutableArray<PeerView> Connected, ImmutableArray<DialView> Dialling, PeerRecord Record)
        : IResult
    {
        /// <summary>The connections with nodes at addresses that a person listed.</summary>
        public ImmutableArray<PeerId> Named { get; init; } = [];

        /// <summary>The number of bans in force.</summary>
        public int Bans { get; init; }
    }

    /// <summary>The command got no answer.</summary>
    /// <param name="Reason">A phrase for people.</param>
    public sealed record Failed(string Reason) : IResult;

    /// <summary>The result of a sync.</summary>
    /// <param name="Tip">Our tip.</param>
    /// <param name="PeersInStep">The number of extended peers with our tip.</param>
    /// <param name="PeersAsked">The number of extended peers.</param>
    public sealed record SyncResult(ChainProtocol.ChainTip Tip, int PeersInStep, int PeersAsked) : IResult
    {
        /// <summary>The number of plain peers. They tell no tip, so they are not asked.</summary>
        public int PlainPeers { get; init; }

        /// <summary>The answer of each extended peer.</summary>
        public ImmutableArray<SyncAnswer> Answers { get; init; } = [];
    }

    /// <summary>The answer of a peer to a sync.</summary>
    /// <param name="Address">Its address, for people.</param>
    /// <param name="Height">The height that it claims.</param>
    /// <param name="IsInStep">Whether it has our tip.</param>
    /// <param name="Check">The check of its claim to a better chain.</param>
    public sealed record SyncAnswer(string Address, long Height, bool IsInStep, PeerClaim Check);

    /// <summary>This node's key and its rights on the network.</summary>
    /// <param name="Key">The public key.</param>
    /// <param name="Standing">Its rights.</param>
    /// <param name="Mining">The configured mode of mining. It matters only if the key may mine.</param>
    public sealed record Identity(PublicKey Key, Standing Standing, MiningMode Mining) : IResult;

    /// <summary>The state of the node.</summary>
    public sealed record Status(
        PublicKey Key,
        string Listens,
        TimeSpan Uptime,
        string Version,
        ChainProtocol.ChainStatus Chain,
        ImmutableArray<PeerView> Peers,
        UnixTime Now) : IResult
    {
        /// <summary>The checks of the peers' claims to a better chain.</summary>
        public ImmutableArray<PeerClaim> Claims { get; init; } = [];

        /// <summary>The addresses that are dialled and not connected.</summary>
        public ImmutableArray<DialView> Dials { get; init; } = [];

        /// <summary>Whether this node has seeds, so that it seeks peers by itself.</summary>
        public bool HasSeeds { get; init; }

        /// <summary>Whether this node seeks peers on its local networks.</summary>
        public bool IsLanOn { get; init; }

        /// <summary>The rights of this node's key on the network.</summary>
        public Standing Standing { get; init; } = new(MayRequest: true, MayMine: true, IsSteward: false);

        /// <summary>The configured mode of mining. It matters only if the key may mine.</summary>
        public MiningMode Mining { get; init; }

        /// <summary>
        /// The address at which another node lately proved this node's key, safe to show; null if none did.
        /// </summary>
        public string? Twin { get; init; }

        /// <summary>Bytes that wait to be written to all peers.</summary>
        public long Queued { get; init; }

        /// <summary>Free bytes on the ledger's disk; null if unknown.</summary>
        public long? DiskFree { get; init; }

        /// <summary>The rewrites of the last day, the earliest first.</summary>
        public ImmutableArray<RewriteNews> Rewrites { get; init; } = [];
    }
}
