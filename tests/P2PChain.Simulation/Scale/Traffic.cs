using System.Text;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;

namespace P2PChain.Simulation.Scale;

/// <summary>Reads the lines that arrive at the hosts of a simulated network, and counts them.</summary>
internal sealed class Traffic
{
    private static readonly string[] OfTransactions =
        ["inv", "get_transactions", "transactions", "new_transaction", "pool_digest", "pool_ids"];

    private static readonly string[] OfBlocks =
    [
        "new_block", "compact_block", "get_block_transactions", "block_transactions", "get_headers", "headers",
        "get_blocks", "block", "not_found",
    ];

    private readonly Dictionary<SimSocket, LineDecoder> _lines = [];

    /// <summary>Called with each block that reaches a host, whole or compact, and the host that sent it.</summary>
    public Action<SimHost, System.Net.IPAddress, Hash256> OnBlock { get; init; } = (_, _, _) => { };

    /// <summary>Transactions that arrived outside of blocks.</summary>
    public long Transactions { get; private set; }

    /// <summary>Bytes of the lines about transactions.</summary>
    public long TransactionBytes { get; private set; }

    /// <summary>Bytes of the lines about blocks.</summary>
    public long BlockBytes { get; private set; }

    /// <summary>Whether the figures above grow.</summary>
    public bool Counts { get; set; }

    public void OnDelivered(SimSocket at, byte[] bytes)
    {
        if (!_lines.TryGetValue(at, out var lines)) _lines.Add(at, lines = new LineDecoder());
        lines.Append(bytes);
        while (lines.TryRead(out var line)) Read(at, line);
        if (lines.BufferedBytes == 0) _lines.Remove(at);
    }

    private void Read(SimSocket at, ReadOnlyMemory<byte> line)
    {
        var type = TypeOf(line.Span);
        if (Counts && OfTransactions.Contains(type)) TransactionBytes += line.Length;
        else if (Counts && OfBlocks.Contains(type)) BlockBytes += line.Length;
        if (type is not ("new_transaction" or "transactions" or "new_block" or "compact_block" or "block")) return;
        if (MessageCodec.Decode(line) is not Decoded.Understood { Message: var message }) return;
        var count = message switch
        {
            Message.NewTransaction => 1,
            Message.Transactions(_, var items, _) => items.Length,
            _ => 0,
        };
        if (Counts) Transactions += count;
        var block = message switch
        {
            Message.NewBlock(var whole) => whole.Hash,
            Message.BlockMessage(_, var whole) => whole.Hash,
            Message.CompactBlock compact => compact.Item.Hash,
            _ => (Hash256?)null,
        };
        if (block is { } hash) OnBlock(at.Host, at.Remote.Address, hash);
    }

    private static string TypeOf(ReadOnlySpan<byte> line)
    {
        var text = Encoding.ASCII.GetString(line[..Math.Min(line.Length, 48)]);
        var parts = text.Split('"');
        return parts is [_, "type", _, var type, ..] ? type : "";
    }
}
