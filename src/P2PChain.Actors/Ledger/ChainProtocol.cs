using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.Event;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Ledger;

/// <summary>What the chain's actor understands. Messages are immutable and cross threads.</summary>
/// <remarks>Peers come and go while the chain works; an answer to one that is gone is missed by nobody.</remarks>
public static class ChainProtocol
{
    /// <summary>Sent by a peer or the miner. Answered with <see cref="BlockVerdict"/>, always, exactly once.</summary>
    /// <param name="Block">The block, checked as far as that needs no parent.</param>
    /// <param name="From">The connection it came by; null when mined here.</param>
    /// <param name="IsRequested">Whether this node asked for it.</param>
    public sealed record SubmitBlock(CheckedBlock Block, PeerId? From, bool IsRequested);

    /// <summary>Answers <see cref="SubmitBlock"/>: what became of it, durable where it says so.</summary>
    public sealed record BlockVerdict(Hash256 Block, Verdict Verdict, bool IsRequested) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by a peer or the signer. Answered with <see cref="TransactionVerdict"/>, always, exactly once.
    /// </summary>
    /// <param name="Transaction">The transaction, its form and signature checked.</param>
    /// <param name="Source">Where it came from.</param>
    public sealed record SubmitTransaction(CheckedTransaction Transaction, PoolSource Source);

    /// <summary>
    /// Sent by a peer whose other side has a block of a rule set that this software does not know. Not answered.
    /// </summary>
    public sealed record NoteUnknownRules(NewerRules Rules);

    /// <summary>A rule set that this software does not know.</summary>
    /// <param name="Height">The height of a block of that set.</param>
    /// <param name="Version">The number of the set.</param>
    public sealed record NewerRules(long Height, long Version)
    {
        /// <summary>The rule set of a header.</summary>
        public static NewerRules Of(Core.Model.BlockHeader header) => new(header.Index, header.Version);
    }

    /// <summary>Answers <see cref="SubmitTransaction"/>; an acceptance is durable.</summary>
    public sealed record TransactionVerdict(Transaction Transaction, Admission Admission) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by the signer before it signs. Answered with <see cref="Drafted"/> or <see cref="DraftRefused"/>: the draft
    /// is refused as a whole when one of the moves would be refused now.
    /// </summary>
    /// <param name="Ticket">Repeated by the answer.</param>
    /// <param name="Signer">The key that will sign.</param>
    /// <param name="Moves">The moves, at least one.</param>
    public sealed record Draft(long Ticket, PublicKey Signer, ImmutableArray<Move> Moves);

    /// <summary>One wish about one item.</summary>
    /// <param name="Type">Request or release.</param>
    /// <param name="Uid">The item.</param>
    /// <param name="Note">Text shown to people; null for none.</param>
    public sealed record Move(TransactionType Type, ItemId Uid, string? Note = null);

    /// <summary>Answers <see cref="Draft"/>: what to sign, dated after everything known of each item.</summary>
    public sealed record Drafted(long Ticket, ImmutableArray<TransactionContent> Contents);

    /// <summary>Answers <see cref="Draft"/>: nothing was signed.</summary>
    public sealed record DraftRefused(long Ticket, Refusal Refusal);

    /// <summary>
    /// Sent by an actor that wants every <see cref="IChainEvent"/> from now on. Answered with <see cref="ChainTip"/>
    /// first.
    /// </summary>
    public sealed record Subscribe
    {
        /// <summary>The only one there is.</summary>
        public static readonly Subscribe Instance = new();
    }

    /// <summary>Sent by the console: an alarm is to survive a restart.</summary>
    public sealed record KeepRewrite(KeptRewrite Rewrite);

    /// <summary>Sent by the console at its start. Answered with <see cref="KeptRewrites"/>.</summary>
    public sealed record GetKeptRewrites
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetKeptRewrites Instance = new();
    }

    /// <summary>Answers <see cref="GetKeptRewrites"/>: the alarms from before the start, the earliest first.</summary>
    public sealed record KeptRewrites(ImmutableArray<KeptRewrite> Rewrites);

    /// <summary>
    /// Sent by a reader before the ledger is loaded. The chain sends the question back when the ledger is loaded.
    /// </summary>
    /// <param name="Question">The question; its sender stays the sender.</param>
    /// <param name="Reader">The reader that will answer.</param>
    public sealed record WhenLoaded(object Question, IActorRef Reader) : IDeadLetterSuppression;

    /// <summary>Sent by anybody. Answered with <see cref="ChainTip"/>.</summary>
    public sealed record GetTip : IQuery<ChainTip>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetTip Instance = new();
    }

    /// <summary>The best chain's last block.</summary>
    public sealed record ChainTip(long Height, Hash256 Hash, Work Work, long TimeMs) : IDeadLetterSuppression
    {
        /// <summary>The tip at this place.</summary>
        public static ChainTip Of(ChainPoint point) => new(point.Height, point.Hash, point.Work, point.TimeMs);
    }

    /// <summary>
    /// Sent by the supervisor of the readers: a reader met a fault of the disk or of the file. The chain ends the node,
    /// and tells the cause if it knows it better.
    /// </summary>
    public sealed record ReadFailed(ChainStoreException Error);

    /// <summary>Sent by the console. Answered with <see cref="Shared"/>.</summary>
    /// <param name="Tips">Tips of peers.</param>
    public sealed record GetShared(ImmutableArray<Hash256> Tips) : IQuery<Shared>;

    /// <summary>Answers <see cref="GetShared"/>.</summary>
    /// <param name="Tip">Our tip.</param>
    /// <param name="Height">The height of the highest block of the best chain that one of the peers has, or 0.</param>
    public sealed record Shared(ChainTip Tip, long Height);

    /// <summary>Sent by the sync. Answered with <see cref="OurLocator"/>.</summary>
    public sealed record GetLocator : IQuery<OurLocator>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetLocator Instance = new();
    }

    /// <summary>Answers <see cref="GetLocator"/>.</summary>
    public sealed record OurLocator(ImmutableArray<Hash256> Hashes);

    /// <summary>Sent by a peer that was asked. Answered with <see cref="HeadersAfter"/>.</summary>
    public sealed record GetHeadersAfter(uint Id, ImmutableArray<Hash256> Locator, int Max) : IQuery<HeadersAfter>;

    /// <summary>Answers <see cref="GetHeadersAfter"/>: as many as fit one message.</summary>
    public sealed record HeadersAfter(uint Id, ImmutableArray<HeaderItem> Items, bool More) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by a peer that owes a body, by the console and by HTTP. Answered with <see cref="FoundBlock"/>.
    /// </summary>
    /// <param name="Hash">Of the block.</param>
    /// <param name="RequestId">Repeated by the answer.</param>
    public sealed record GetBlock(Hash256 Hash, uint RequestId = 0) : IQuery<FoundBlock>;

    /// <summary>Answers <see cref="GetBlock"/>.</summary>
    /// <param name="Hash">That of the question.</param>
    /// <param name="RequestId">That of the question.</param>
    /// <param name="Text">
    /// The block's canonical JSON, shared and not changed; null if the block is not kept here.
    /// </param>
    public sealed record FoundBlock(Hash256 Hash, uint RequestId, byte[]? Text) : IDeadLetterSuppression;

    /// <summary>Sent by a peer that was asked for the whole chain. Answered with <see cref="WholeChain"/>.</summary>
    /// <param name="Asker">The other side's address: it gets only so much.</param>
    public sealed record GetWholeChain(IPAddress Asker) : IQuery<WholeChain>;

    /// <summary>Answers <see cref="GetWholeChain"/>.</summary>
    /// <param name="Line">
    /// The encoded line, shared and not changed; null if the chain fits no line, or none is due.
    /// </param>
    public sealed record WholeChain(byte[]? Line) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by a plain peer's connection, which walks over all confirmed transactions. Answered with
    /// <see cref="Confirmed"/>.
    /// </summary>
    /// <param name="Ticket">Repeated by the answer.</param>
    /// <param name="Height">Of the block after which to go on.</param>
    /// <param name="Hash">Of that block; null for whichever stands at that height.</param>
    /// <param name="UpTo">The last height wanted.</param>
    public sealed record GetConfirmed(long Ticket, long Height, Hash256? Hash, long UpTo) : IQuery<Confirmed>;

    /// <summary>Answers <see cref="GetConfirmed"/>.</summary>
    /// <param name="Ticket">Of the question.</param>
    /// <param name="Part">As much as is read at once.</param>
    public sealed record Confirmed(long Ticket, ConfirmedPart Part) : IDeadLetterSuppression;

    /// <summary>
    /// Sent by the sync with headers that were checked by themselves. Answered with <see cref="HeadersConsidered"/>.
    /// </summary>
    /// <param name="Peer">The sender.</param>
    /// <param name="Request">The request that they answer.</param>
    /// <param name="After">The last header of the page before; null if the page follows a kept block.</param>
    /// <param name="Items">In chain order.</param>
    /// <param name="HasMore">Whether another page is expected.</param>
    public sealed record ConsiderHeaders(
        PeerId Peer, uint Request, Hash256? After, ImmutableArray<HeaderItem> Items, bool HasMore);

    /// <summary>Answers <see cref="ConsiderHeaders"/>.</summary>
    /// <param name="Peer">The sender.</param>
    /// <param name="Request">The request that they answer.</param>
    /// <param name="Last">The last one that follows the rules; null if the first follows nothing known.</param>
    /// <param name="Missing">Hashes of those without a kept body.</param>
    /// <param name="Violation">The breach of the next one; null if all follow the rules.</param>
    public sealed record HeadersConsidered(
        PeerId Peer, uint Request, ChainPoint? Last, ImmutableArray<Hash256> Missing, Violation? Violation);

    /// <summary>Sent by the miner. Answered with <see cref="NextBlock"/>.</summary>
    public sealed record GetTemplate(PublicKey Miner, bool MayBeEmpty) : IQuery<NextBlock>;

    /// <summary>Answers <see cref="GetTemplate"/>.</summary>
    /// <param name="Template">The block to mine; null when there is nothing to mine now.</param>
    /// <param name="AskAgainIn">After which time there may be; null when only an event can change that.</param>
    public sealed record NextBlock(BlockTemplate? Template, TimeSpan? AskAgainIn = null) : IDeadLetterSuppression;

    /// <summary>Sent by the broadcast. Answered with <see cref="Waiting"/>.</summary>
    /// <param name="For">The peer that is to be told; null when it is for all. Repeated by the answer.</param>
    public sealed record GetWaiting(PeerId? For) : IQuery<Waiting>;

    /// <summary>Answers <see cref="GetWaiting"/>: all transactions that wait, in the pool's order.</summary>
    public sealed record Waiting(PeerId? For, ImmutableArray<PoolEntry> Entries) : IDeadLetterSuppression;

    /// <summary>Sent by console and HTTP. Answered with <see cref="ItemList"/>.</summary>
    /// <param name="AreHeld">Held ones, or those that were seen before and are available now.</param>
    public sealed record GetItems(bool AreHeld) : IQuery<ItemList>;

    /// <summary>Answers <see cref="GetItems"/>, in the order of the ids.</summary>
    public sealed record ItemList(bool AreHeld, ImmutableArray<CustodyEntry> Items);

    /// <summary>Sent by console and HTTP. Answered with <see cref="ItemRecord"/>.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="MovesMax">How many of its moves are wanted; 50 at most are told.</param>
    public sealed record GetItem(ItemId Uid, int MovesMax) : IQuery<ItemRecord>;

    /// <summary>Answers <see cref="GetItem"/>.</summary>
    /// <param name="Uid">The item.</param>
    /// <param name="Entry">Who holds it; null when it was never in a block.</param>
    /// <param name="Moves">On the best chain, the latest first.</param>
    /// <param name="Waiting">What waits for a block, in its order.</param>
    public sealed record ItemRecord(
        ItemId Uid, CustodyEntry? Entry, ImmutableArray<ItemMove> Moves, ImmutableArray<Transaction> Waiting)
    {
        /// <summary>Whether there are older moves than those.</summary>
        public bool HasOlder { get; init; }

        /// <summary>Known ids that people may take for this one.</summary>
        public ImmutableArray<ItemId> Similar { get; init; } = [];
    }

    /// <summary>Sent by the console before a request. Answered with <see cref="SimilarItems"/>.</summary>
    /// <param name="Ticket">Repeated by the answer.</param>
    /// <param name="Uids">The items.</param>
    public sealed record GetSimilar(long Ticket, ImmutableArray<ItemId> Uids) : IQuery<SimilarItems>;

    /// <summary>Answers <see cref="GetSimilar"/>.</summary>
    /// <param name="Ticket">Of the question.</param>
    /// <param name="Found">Those of the items which people may take for known ones, with these.</param>
    public sealed record SimilarItems(long Ticket, ImmutableArray<KeyValuePair<ItemId, ImmutableArray<ItemId>>> Found);

    /// <summary>Sent by console and HTTP. Answered with <see cref="ChainStatus"/>.</summary>
    public sealed record GetStatus : IQuery<ChainStatus>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetStatus Instance = new();
    }

    /// <summary>Answers <see cref="GetStatus"/>.</summary>
    /// <param name="Tip">The best chain's last block.</param>
    /// <param name="ItemsHeld">Items that somebody holds.</param>
    /// <param name="Waiting">Transactions that wait for a block.</param>
    /// <param name="Parked">Blocks ahead of this node's clock.</param>
    /// <param name="Clock">How far this node's clock is off; null when nobody finds it off.</param>
    public sealed record ChainStatus(ChainTip Tip, int ItemsHeld, int Waiting, int Parked, ClockFinding? Clock = null)
    {
        /// <summary>The number of items with at least one move.</summary>
        public int Items { get; init; }

        /// <summary>For how long transactions have waited while no block came; null when none waits.</summary>
        public TimeSpan? Unmined { get; init; }

        /// <summary>A rule set of a peer's block that this software does not know; null if none came lately.</summary>
        public NewerRules? Newer { get; init; }

        /// <summary>The largest time of a block of the best chain, Unix milliseconds; 0 with genesis alone.</summary>
        public long LatestTimeMs { get; init; }

        /// <summary>
        /// The waiting transaction whose date is ahead of this clock, and the time from which a block may hold it. Of
        /// several, the one that is due first. Null when the next block may hold all.
        /// </summary>
        public (ItemId Uid, UnixTime From)? Ahead { get; init; }
    }
}
