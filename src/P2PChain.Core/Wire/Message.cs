using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Wire;

/// <summary>
/// The messages between nodes: a closed set. Immutable. A received message is within every bound stated here.
/// </summary>
/// <remarks>
/// Source: docs/protocol.md. The messages marked extended are never sent to a plain peer: it would disconnect.
/// </remarks>
public abstract partial record Message
{
    private Message()
    {
    }

    /// <summary>Its kind: the name on the wire and the bound in bytes.</summary>
    public abstract MessageType Type { get; }

    /// <summary>The first line of each side; a plain peer says nothing in it.</summary>
    /// <param name="Extended">The sender's announcement; null from and to a plain peer.</param>
    public sealed record PeerAnnounce(Announcement? Extended) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.PeerAnnounce;
    }

    /// <summary>Addresses to dial: the answer to an announce.</summary>
    /// <param name="Peers">
    /// At most <see cref="CountMax"/> texts <c>host:port</c>, as they came: not yet addresses.
    /// </param>
    public sealed record PeerList(ImmutableArray<string> Peers) : Message
    {
        /// <summary>Addresses in one message.</summary>
        public const int CountMax = 1000;

        /// <summary>Characters of one address: a host name has at most 253.</summary>
        public const int AddressCharsMax = 260;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.PeerList;
    }

    /// <summary>A block the sender mined or accepted.</summary>
    /// <param name="Block">Of our form.</param>
    public sealed record NewBlock(Block Block) : Message
    {
        /// <summary>SHA-256 of the line that was received; null for a message to be sent.</summary>
        public Hash256? Line { get; init; }

        /// <inheritdoc/>
        public override MessageType Type => MessageType.NewBlock;
    }

    /// <summary>A block of the original network's form; <c>new_block</c> on the wire.</summary>
    /// <param name="Block">From a plain peer one that it mined, to a plain peer one transaction of ours.</param>
    public sealed record NewPlainBlock(PlainBlock Block) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.NewBlock;
    }

    /// <summary>A transaction the sender accepted.</summary>
    public sealed record NewTransaction(Transaction Transaction) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.NewTransaction;
    }

    /// <summary>Asks for the whole best chain; answered with <see cref="ChainResponse"/>.</summary>
    public sealed record RequestChain : Message
    {
        /// <summary>The only one there is.</summary>
        public static readonly RequestChain Instance = new();

        /// <inheritdoc/>
        public override MessageType Type => MessageType.RequestChain;
    }

    /// <summary>
    /// The sender's best chain, genesis first. It is only written here; a plain peer's chain is read by
    /// <see cref="ChainResponseReader"/>.
    /// </summary>
    public sealed record ChainResponse(ImmutableArray<Block> Chain) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.ChainResponse;

        /// <summary>
        /// Whether the chain surely fits one line, counted generously without writing it; only then may it be encoded.
        /// </summary>
        public bool FitsLine =>
            (HeaderBytesAtMost * (Chain.Length + 1)) + Chain.Sum(b => b.TransactionBytes) <= Type.BytesMax;

        // All members but the transactions, each at its longest, take 800; the envelope less.
        private const long HeaderBytesAtMost = 900;
    }

    /// <summary>Asks whether the peer is alive; answered with <see cref="Pong"/>.</summary>
    /// <param name="Heartbeat">The sender's tip; null from and to a plain peer.</param>
    public sealed record Ping(Heartbeat? Heartbeat) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.Ping;
    }

    /// <summary>Answers a ping and repeats its nonce.</summary>
    /// <param name="Heartbeat">The sender's tip; null from and to a plain peer.</param>
    public sealed record Pong(Heartbeat? Heartbeat) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.Pong;
    }

    /// <summary>Extended: the last line before a deliberate close, best effort.</summary>
    /// <param name="Reason">At most <see cref="ReasonCharsMax"/> characters U+0020–U+007E, for people and logs.</param>
    /// <param name="RetrySeconds">
    /// How long not to dial again, 0 … <see cref="RetrySecondsMax"/>; 0 = as you like.
    /// </param>
    public sealed record Bye(string Reason, long RetrySeconds) : Message
    {
        /// <summary>Characters of a reason.</summary>
        public const int ReasonCharsMax = 64;

        /// <summary>A day, in seconds: no peer keeps this node away for longer.</summary>
        public const long RetrySecondsMax = 86_400;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.Bye;
    }

    /// <summary>Extended: proves the key that the sender announced, for this connection only.</summary>
    /// <param name="Signature">Over a <see cref="Peers.ConnectionProof"/>.</param>
    public sealed record Prove(Signature Signature) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.Prove;
    }

    /// <summary>Extended: asks for the headers after the first hash that the peer has on its best chain.</summary>
    /// <param name="Id">Repeated by the answer, <see cref="Headers"/>.</param>
    /// <param name="Locator">1–<see cref="LocatorMax"/> hashes of the sender's best chain, tip first.</param>
    /// <param name="Max">How many at most, 1 … <see cref="Headers.CountMax"/>.</param>
    public sealed record GetHeaders(uint Id, ImmutableArray<Hash256> Locator, int Max) : Message
    {
        /// <summary>Hashes of a locator: 10 dense, then doubling, reach any height with 64.</summary>
        public const int LocatorMax = 64;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetHeaders;
    }

    /// <summary>Extended: headers in chain order, asked for or announced.</summary>
    /// <param name="Id">That of the request; 0 announces.</param>
    /// <param name="Items">At most <see cref="CountMax"/>; at most <see cref="AnnouncedMax"/> when announced.</param>
    /// <param name="More">Whether the sender has more after these.</param>
    public sealed record Headers(uint Id, ImmutableArray<HeaderItem> Items, bool More) : Message
    {
        /// <summary>Headers in an answer.</summary>
        public const int CountMax = 2000;

        /// <summary>The id of an announcement, which answers no request.</summary>
        public const uint AnnouncedId = 0;

        /// <summary>Headers in an announcement, which was not requested.</summary>
        public const int AnnouncedMax = 8;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.Headers;
    }

    /// <summary>
    /// Extended: asks for blocks; each is answered with <see cref="BlockMessage"/> or in <see cref="NotFound"/>.
    /// </summary>
    /// <param name="Id">Repeated by the answers.</param>
    /// <param name="Hashes">1–<see cref="CountMax"/>.</param>
    public sealed record GetBlocks(uint Id, ImmutableArray<Hash256> Hashes) : Message
    {
        /// <summary>Blocks asked for at once.</summary>
        public const int CountMax = 16;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetBlocks;
    }

    /// <summary>Extended: one of the blocks asked for; <c>block</c> on the wire.</summary>
    /// <param name="Id">That of the request.</param>
    /// <param name="Block">The block.</param>
    public sealed record BlockMessage(uint Id, Block Block) : Message
    {
        /// <summary>SHA-256 of the line that was received; null for a message to be sent.</summary>
        public Hash256? Line { get; init; }

        /// <inheritdoc/>
        public override MessageType Type => MessageType.Block;
    }

    /// <summary>A <see cref="BlockMessage"/> to be sent: its block was stored as text and need not be read.</summary>
    /// <param name="Id">That of the request.</param>
    /// <param name="Text">The block's canonical JSON.</param>
    public sealed record StoredBlock(uint Id, byte[] Text) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.Block;
    }

    /// <summary>
    /// A <see cref="NewBlock"/> or <see cref="BlockMessage"/> that was received and whose block is known: its
    /// transactions were not read. The hash is computed from the header, not only claimed.
    /// </summary>
    public sealed record KnownBlock(HeaderItem Item) : Message
    {
        /// <summary>The id of the request that it answers; null if the block was pushed.</summary>
        public uint? RequestId { get; init; }

        /// <inheritdoc/>
        public override MessageType Type => RequestId is null ? MessageType.NewBlock : MessageType.Block;
    }

    /// <summary>Extended: the sender's pool in digests; answered with <see cref="PoolIds"/>.</summary>
    /// <param name="Id">Repeated by the answer.</param>
    /// <param name="Salt">Drawn by the sender. See <see cref="SaltedPool"/>.</param>
    /// <param name="Buckets">The digests of all <see cref="SaltedPool.BucketCount"/> buckets.</param>
    public sealed record PoolDigest(uint Id, ulong Salt, ImmutableArray<ulong> Buckets) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.PoolDigest;
    }

    /// <summary>Extended: the buckets of the sender's pool that differ from a digest.</summary>
    /// <param name="Id">That of the digest.</param>
    /// <param name="Buckets">At most <see cref="SaltedPool.IdsMax"/> short ids.</param>
    public sealed record PoolIds(uint Id, ImmutableArray<PoolBucket> Buckets) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.PoolIds;
    }

    /// <summary>
    /// Extended: asks for waiting transactions. The peer sends each that still waits as a
    /// <see cref="NewTransaction"/>.
    /// </summary>
    /// <param name="Salt">That of the digest.</param>
    /// <param name="Ids">At most <see cref="SaltedPool.IdsMax"/> short ids.</param>
    public sealed record GetPool(ulong Salt, ImmutableArray<ulong> Ids) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetPool;
    }

    /// <summary>Extended: requested blocks that the sender does not have.</summary>
    /// <param name="Id">That of the request.</param>
    /// <param name="Hashes">1–<see cref="GetBlocks.CountMax"/>.</param>
    public sealed record NotFound(uint Id, ImmutableArray<Hash256> Hashes) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.NotFound;
    }

    /// <summary>
    /// Extended: asks for addresses of nodes, once in a connection; answered with <see cref="Addresses"/>.
    /// </summary>
    /// <param name="Id">Repeated by the answer; not <see cref="Addresses.AnnouncedId"/>.</param>
    public sealed record GetAddresses(uint Id) : Message
    {
        /// <inheritdoc/>
        public override MessageType Type => MessageType.GetAddresses;
    }

    /// <summary>Extended: addresses at which the sender found nodes of this network.</summary>
    /// <param name="Id">That of the request; 0 announces.</param>
    /// <param name="List">At most <see cref="CountMax"/>; at most <see cref="AnnouncedMax"/> when announced.</param>
    public sealed record Addresses(uint Id, ImmutableArray<PeerItem> List) : Message
    {
        /// <summary>Addresses in an answer.</summary>
        public const int CountMax = 1000;

        /// <summary>The id of an announcement, which answers no request.</summary>
        public const uint AnnouncedId = 0;

        /// <summary>Addresses in an announcement.</summary>
        public const int AnnouncedMax = 8;

        /// <inheritdoc/>
        public override MessageType Type => MessageType.Addresses;
    }
}
