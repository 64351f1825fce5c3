using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using P2PChain.Testing.Oracle;

namespace P2PChain.Testing.Plain;

/// <summary>
/// What a node of the original network says on one connection, as recorded: it knows eight types and drops the
/// connection on any
/// other and on a missing payload, ignores what is no JSON, says nothing when it refuses, relays nothing, never asks.
/// Bytes in, lines
/// out; no socket, no clock.
/// </summary>
/// <remarks>Assumed beyond the recordings: a top-level array drops the connection.</remarks>
/// <param name="chain">Its ledger.</param>
/// <param name="sender">Its address, as it calls itself.</param>
/// <param name="others">The addresses of its other peers.</param>
/// <param name="send">Where its lines go.</param>
public sealed class PlainTalk(PlainChain chain, string sender, Func<IEnumerable<string>> others, Action<string> send)
{
    private const int LineBytesMax = 4 * 1024 * 1024;

    private static readonly ImmutableHashSet<string> Types =
        ["peer_announce", "peer_list", "new_block", "new_transaction", "request_chain", "chain_response", "ping", "pong"];

    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>A line in its words.</summary>
    public static string Line(string type, string payload, string sender) =>
        $"{{\"type\": \"{type}\", \"payload\": {payload}, \"sender\": \"{sender}\"}}\n";

    /// <summary>Takes what came.</summary>
    /// <returns>False when the connection is dropped.</returns>
    public bool TryTake(ReadOnlySpan<byte> chunk, double now)
    {
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _kept.Write(chunk[..end]);
            var line = Encoding.UTF8.GetString(_kept.WrittenSpan);
            _kept.Clear();
            chunk = chunk[(end + 1)..];
            if (line.Trim().Length > 0 && !TryHandle(line, now)) return false;
        }
        _kept.Write(chunk);
        return _kept.WrittenCount <= LineBytesMax;
    }

    private bool TryHandle(string line, double now)
    {
        object? said;
        try
        {
            said = OracleJson.Read(line);
        }
        catch (RuleBrokenException)
        {
            return true;
        }
        if (said is not SortedDictionary<string, object?> envelope) return false;
        if (envelope.GetValueOrDefault("type") is not string type || !Types.Contains(type)) return false;
        if (!envelope.TryGetValue("payload", out var payload)) return false;
        switch (type)
        {
            case "peer_announce": send(Line("peer_list", PeersText(), sender)); break;
            case "ping": send(Line("pong", "{}", sender)); break;
            case "request_chain": send(Line("chain_response", chain.ResponseText(), sender)); break;
            case "new_block": chain.TryAccept(payload, now); break;
            default: break;
        }
        return true;
    }

    /// <summary>Its other peers, those that dialled it by the port they dialled from.</summary>
    private string PeersText() =>
        OracleJson.Write(
            new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["peers"] = others().ToList<object?>() });
}
