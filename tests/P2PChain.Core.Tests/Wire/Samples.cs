using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Wire;

/// <summary>
/// One message of each kind, always the same. Keys and signatures have the right form; what they sign is nothing.
/// </summary>
internal static class Samples
{
    public const string Sender = "127.0.0.1:6000";

    public static readonly PublicKey Key = PublicKey.Parse(
        "0370277249f9dfd927c4f8e83a1be8dfed668a1e072673ff5e6240577cfae68fe0");

    public static readonly Signature Signature = Signature.Parse(
        "3045022100c5b6bfddaaccd9cda998e77ceedb6abab5ab66a092c164ca25c5283410086d1b022056308d34da48923517976a087441aeb553f4711360ed8e6f894d14d71e4e1372");

    public static readonly Transaction Request = new(
        new TransactionContent(Key, ItemId.Parse("laptop-001"), TransactionType.Request, 1766650000.123456), Signature);

    public static readonly Transaction NotedRelease = new(
        new TransactionContent(Key, ItemId.Parse("A_b-c.9"), TransactionType.Release, 1766650001, "north-1", "zurück \"ok\" 😀"), Signature);

    public static readonly Block Block = new(Header(2), null, [Request, NotedRelease]);

    public static readonly Block SealedBlock = new(Header(3) with { Nonce = 9007199254740991 }, Signature, []);

    public static readonly Heartbeat Heartbeat = new(0x00ab, 42, Hash256.Of("tip"u8), new Work(UInt128.MaxValue >> 22));

    public static readonly Announcement Announcement = new()
    {
        Version = 1,
        Network = "north-1",
        Genesis = Hash256.Of("genesis"u8),
        Fork = new ForkId(0x0a0b0c0d, null),
        Node = Key,
        Nonce = 0x0123456789abcdef,
        Port = 6000,
        Agent = "P2PChain.Actors/0.1",
        Height = 42,
        Tip = Hash256.Of("tip"u8),
        Work = new Work(10752),
        TimeMs = 1766650003250,
        You = "[2001:db8::1]:53302",
        Features = ["addr", "headers", "inv"],
    };

    public static ImmutableArray<Message> All { get; } =
    [
        new Message.PeerAnnounce(null),
        new Message.PeerAnnounce(Announcement),
        new Message.PeerList(["127.0.0.1:6001", "[::1]:6002", "node.example:6003"]),
        new Message.PeerList([]),
        new Message.NewBlock(Block),
        new Message.NewBlock(SealedBlock),
        new Message.NewTransaction(Request),
        new Message.NewTransaction(NotedRelease),
        Message.RequestChain.Instance,
        new Message.Ping(null),
        new Message.Ping(Heartbeat),
        new Message.Pong(null),
        new Message.Pong(Heartbeat),
        new Message.Pong(Heartbeat with { TimeMs = 1766650003250 }),
        new Message.Bye("full", 300),
        new Message.Prove(Signature),
        new Message.GetHeaders(7, [Hash256.Of("a"u8), Hash256.Zero], 2000),
        new Message.Headers(7, [HeaderItem.Of(Block), HeaderItem.Of(SealedBlock)], true),
        new Message.Headers(4294967295, [], false),
        new Message.GetBlocks(8, [Hash256.Of("a"u8)]),
        new Message.BlockMessage(8, Block),
        new Message.NotFound(8, [Hash256.Of("a"u8), Hash256.Of("b"u8)]),
        new Message.PoolDigest(9, 0x0123456789abcdef, [.. Enumerable.Range(0, 256).Select(i => (ulong)i << 56)]),
        new Message.PoolIds(9, [new PoolBucket(0, []), new PoolBucket(255, [0x0000_0123_4567_89ab, 0])]),
        new Message.GetPool(0x00000000000000ab, [0xffff_ffff_ffff, 1]),
        new Message.GetAddresses(9),
        new Message.Addresses(
            9, [new PeerItem("45.6.7.8:6000", ["full"], 1766649600000), new PeerItem("[::1]:6002", [], 0)]),
        new Message.Addresses(0, []),
        new Message.Inventory([Hash256.Of("a"u8), Hash256.Of("b"u8)]),
        new Message.GetTransactions(10, [Hash256.Of("a"u8)]),
        new Message.Transactions(10, [Request, NotedRelease], [Hash256.Of("a"u8)]),
        new Message.Transactions(11, [], []),
        new Message.CompactBlock(HeaderItem.Of(Block), 0xab, [0x0123_4567_89ab, 1], []),
        new Message.CompactBlock(
            HeaderItem.Of(Block), ulong.MaxValue, [0x0123_4567_89ab], [new PrefilledTransaction(1, Request)]),
        new Message.GetBlockTransactions(12, Hash256.Of("a"u8), [0, 7, 16_447]),
        new Message.BlockTransactions(12, [Request]),
    ];

    public static string Line(Message message, string? sender = Sender) =>
        Encoding.ASCII.GetString(MessageCodec.Encode(message, sender)).TrimEnd('\n');

    public static Decoded Decode(string line) => MessageCodec.Decode(Encoding.UTF8.GetBytes(line));

    private static BlockHeader Header(long index) => new(
        1, index, Hash256.Of("parent"u8), Hash256.Of("merkle"u8), Hash256.Of("custody"u8), 2, 1766650003250, 256, 70, Key);
}
