using P2PChain.Core.Json;

namespace P2PChain.Core.Wire;

/// <summary>One kind of message: its name on the wire and the most bytes of its line.</summary>
public sealed class MessageType
{
    /// <summary>16 KiB: 32 features and every text at its longest take a quarter.</summary>
    public static readonly MessageType PeerAnnounce = new("peer_announce", 16 * 1024, AnnouncementJson.Read);

    /// <summary>256 KiB: a thousand addresses at their longest.</summary>
    public static readonly MessageType PeerList = new("peer_list", 256 * 1024, PayloadReader.PeerList);

    /// <summary>2 MiB: a block of 1 MiB, with room for writers that use more white space.</summary>
    public static readonly MessageType NewBlock = new("new_block", 2 * 1024 * 1024, PayloadReader.NewBlock);

    /// <summary>8 KiB: twice a transaction with the longest note, every character of it escaped.</summary>
    public static readonly MessageType NewTransaction = new("new_transaction", 8 * 1024, PayloadReader.NewTransaction);

    /// <summary>1 KiB: it carries nothing.</summary>
    public static readonly MessageType RequestChain = new("request_chain", 1024, PayloadReader.RequestChain);

    /// <summary>
    /// A whole line: plain peers know no other way to send a chain. A requested one may be larger;
    /// <see cref="ChainResponseReader"/> reads it.
    /// </summary>
    public static readonly MessageType ChainResponse = new("chain_response", Limits.LineBytesMax);

    /// <summary>1 KiB: three numbers and a hash.</summary>
    public static readonly MessageType Ping = new("ping", 1024, PayloadReader.Ping);

    /// <summary>1 KiB, as the ping it answers.</summary>
    public static readonly MessageType Pong = new("pong", 1024, PayloadReader.Pong);

    /// <summary>256 B: a short reason and a number.</summary>
    public static readonly MessageType Bye = new("bye", 256, PayloadReader.Bye);

    /// <summary>1 KiB: a signature takes 144 characters.</summary>
    public static readonly MessageType Prove = new("prove", 1024, PayloadReader.Prove);

    /// <summary>8 KiB: 64 hashes take 4.3 KiB.</summary>
    public static readonly MessageType GetHeaders = new("get_headers", 8 * 1024, PayloadReader.GetHeaders);

    /// <summary>2 MiB: two thousand sealed headers with every number at its longest take 1.6 MiB.</summary>
    public static readonly MessageType Headers = new("headers", 2 * 1024 * 1024, PayloadReader.Headers);

    /// <summary>2 KiB: 16 hashes take 1.1 KiB.</summary>
    public static readonly MessageType GetBlocks = new("get_blocks", 2 * 1024, PayloadReader.GetBlocks);

    /// <summary>2 MiB, as a new block.</summary>
    public static readonly MessageType Block = new("block", 2 * 1024 * 1024, PayloadReader.BlockMessage);

    /// <summary>2 KiB, as the request it answers.</summary>
    public static readonly MessageType NotFound = new("not_found", 2 * 1024, PayloadReader.NotFound);

    /// <summary>8 KiB: 256 digests take 4 KiB.</summary>
    public static readonly MessageType PoolDigest = new("pool_digest", 8 * 1024, PoolPayload.ReadDigest);

    /// <summary>384 KiB: 25,000 short ids in 256 buckets take 301 KiB.</summary>
    public static readonly MessageType PoolIds = new("pool_ids", 384 * 1024, PoolPayload.ReadIds);

    /// <summary>384 KiB: 25,000 short ids take 293 KiB.</summary>
    public static readonly MessageType GetPool = new("get_pool", 384 * 1024, PoolPayload.ReadGetPool);

    /// <summary>1 KiB: it carries a number.</summary>
    public static readonly MessageType GetAddresses = new("get_peers", 1024, PeerItemJson.ReadGetPeers);

    /// <summary>512 KiB: a thousand addresses with all services at their longest take 430 KiB.</summary>
    public static readonly MessageType Addresses = new("peers", 512 * 1024, PeerItemJson.ReadPeers);

    /// <summary>96 KiB: a thousand wids take 66 KiB.</summary>
    public static readonly MessageType Inventory = new("inv", 96 * 1024, InventoryPayload.ReadInventory);

    /// <summary>16 KiB: 128 wids take 8.5 KiB.</summary>
    public static readonly MessageType GetTransactions =
        new("get_transactions", 16 * 1024, InventoryPayload.ReadGetTransactions);

    /// <summary>1 MiB: 128 transactions at their longest take half.</summary>
    public static readonly MessageType Transactions =
        new("transactions", 1024 * 1024, InventoryPayload.ReadTransactions);

    /// <summary>512 KiB: 16,384 short ids take 192 KiB, 64 transactions at their longest 256 KiB.</summary>
    public static readonly MessageType CompactBlock =
        new("compact_block", 512 * 1024, CompactPayload.ReadCompactBlock);

    /// <summary>128 KiB: 16,384 places in a block take 112 KiB.</summary>
    public static readonly MessageType GetBlockTransactions =
        new("get_block_transactions", 128 * 1024, CompactPayload.ReadGetBlockTransactions);

    /// <summary>2 MiB, as the block.</summary>
    public static readonly MessageType BlockTransactions =
        new("block_transactions", 2 * 1024 * 1024, CompactPayload.ReadBlockTransactions);

    private static readonly MessageType[] Known =
    [
        NewTransaction, NewBlock, Ping, Pong, Block, Headers, GetHeaders, GetBlocks, NotFound, PeerAnnounce, PeerList,
        RequestChain, ChainResponse, Bye, Prove, PoolDigest, PoolIds, GetPool, GetAddresses,
        Addresses, Inventory, GetTransactions, Transactions, CompactBlock, GetBlockTransactions, BlockTransactions,
    ];

    private readonly byte[] _nameBytes;

    private MessageType(string name, int bytesMax, Func<JsonCursor, Message?> read)
        : this(name, bytesMax, (cursor, _) => read(cursor))
    {
    }

    private MessageType(string name, int bytesMax, Func<JsonCursor, IsKnownBlock?, Message?>? read = null)
    {
        Name = name;
        BytesMax = bytesMax;
        Read = read;
        _nameBytes = System.Text.Encoding.ASCII.GetBytes(name);
    }

    /// <summary>The value of <c>type</c>.</summary>
    public string Name { get; }

    /// <summary>Bytes of the largest line, its line feed not counted.</summary>
    public int BytesMax { get; }

    /// <summary>Reads the payload; null where this node does not read it.</summary>
    internal Func<JsonCursor, IsKnownBlock?, Message?>? Read { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The type of that name; null when it is none of ours.</summary>
    internal static MessageType? Find(ReadOnlySpan<byte> name)
    {
        foreach (var type in Known)
            if (name.SequenceEqual(type._nameBytes)) return type;

        return null;
    }
}
