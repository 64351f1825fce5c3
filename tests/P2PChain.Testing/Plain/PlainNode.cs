using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Testing.Oracle;

namespace P2PChain.Testing.Plain;

/// <summary>
/// A node of the original network over real sockets, as recorded: it knows eight types and drops the connection on any
/// other and on a missing payload, ignores what is no JSON, says nothing when it refuses, relays nothing, never asks.
/// </summary>
/// <remarks>
/// Assumed beyond the recordings: it dials no address of a <c>peer_list</c>, a top-level array drops the connection, and
/// a block it takes is not told to anybody.
/// </remarks>
public sealed class PlainNode : IAsyncDisposable
{
    private const int LineBytesMax = 4 * 1024 * 1024;

    private static readonly ImmutableHashSet<string> Types =
        ["peer_announce", "peer_list", "new_block", "new_transaction", "request_chain", "chain_response", "ping", "pong"];

    private readonly Lock _gate = new();
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PlainLink> _links = [];
    private readonly List<Task> _running = [];
    private readonly ISigner _signer;
    private readonly Func<double> _clock;

    private PlainNode(ISigner signer, Func<double> clock, PlainChain chain, int port)
    {
        (_signer, _clock, Chain) = (signer, clock, chain);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
    }

    /// <summary>Its ledger; looked at under <see cref="Look{T}"/>.</summary>
    public PlainChain Chain { get; }

    public IPEndPoint Listens => (IPEndPoint)_listener.LocalEndpoint;

    private string Sender => Listens.ToString();

    /// <summary>Starts one.</summary>
    /// <param name="signer">Who works at it.</param>
    /// <param name="clock">Unix seconds.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="chain">The chain of an earlier run; null for a new one, as such a node starts.</param>
    public static PlainNode Start(ISigner signer, Func<double> clock, int port = 0, PlainChain? chain = null)
    {
        var node = new PlainNode(signer, clock, chain ?? new PlainChain(clock()), port);
        node.Run(node.AcceptAsync());
        return node;
    }

    /// <summary>Connects to another node, and speaks first.</summary>
    public async Task DialAsync(IPEndPoint address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address, _stopping.Token);
        var link = Add(client);
        link.Send(Line("peer_announce", "{}"));
    }

    /// <summary>A person's work here: mined at once and told to everybody connected.</summary>
    /// <returns>Whether this node's own rules took it.</returns>
    public bool Work(TransactionType type, params string[] uids)
    {
        lock (_gate)
        {
            var now = _clock();
            var transactions = uids.Select((uid, i) => PlainChain.Sign(_signer, uid, type, now + (i * 0.0001))).ToList();
            if (Chain.Work(transactions, now) is not { } block) return false;
            Tell(Line("new_block", block));
            return true;
        }
    }

    /// <summary>Tells of a transaction that is not mined.</summary>
    public void Announce(TransactionType type, string uid)
    {
        lock (_gate) Tell(Line("new_transaction", OracleJson.Write(PlainChain.Tree(PlainChain.Sign(_signer, uid, type, _clock())))));
    }

    /// <summary>Reads its ledger while nothing changes it.</summary>
    public T Look<T>(Func<PlainChain, T> read)
    {
        lock (_gate) return read(Chain);
    }

    /// <summary>Cuts all its connections.</summary>
    public void Cut()
    {
        lock (_gate)
            foreach (var link in _links) link.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Cut();
        Task[] running;
        lock (_gate) running = [.. _running];
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) Add(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The node stops.
        }
    }

    private PlainLink Add(TcpClient client)
    {
        var link = new PlainLink(client);
        lock (_gate) _links.Add(link);
        Run(ReadAsync(link));
        return link;
    }

    private void Run(Task task)
    {
        lock (_gate) _running.Add(task);
    }

    private async Task ReadAsync(PlainLink link)
    {
        var kept = new ArrayBufferWriter<byte>();
        var chunk = new byte[4096];
        try
        {
            while (await link.Stream.ReadAsync(chunk, _stopping.Token) is > 0 and var count)
            {
                if (!TryTake(link, kept, chunk.AsSpan(0, count))) break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection ended.
        }
        lock (_gate) _links.Remove(link);
        link.Dispose();
    }

    /// <returns>False when the connection is dropped.</returns>
    private bool TryTake(PlainLink link, ArrayBufferWriter<byte> kept, ReadOnlySpan<byte> chunk)
    {
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            kept.Write(chunk[..end]);
            var line = Encoding.UTF8.GetString(kept.WrittenSpan);
            kept.Clear();
            chunk = chunk[(end + 1)..];
            lock (_gate)
                if (line.Trim().Length > 0 && !TryHandle(link, line)) return false;
        }
        kept.Write(chunk);
        return kept.WrittenCount <= LineBytesMax;
    }

    private bool TryHandle(PlainLink link, string line)
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
            case "peer_announce": link.Send(Line("peer_list", PeersText(link))); break;
            case "ping": link.Send(Line("pong", "{}")); break;
            case "request_chain": link.Send(Line("chain_response", Chain.ResponseText())); break;
            case "new_block": Chain.TryAccept(payload, _clock()); break;
            default: break;
        }
        return true;
    }

    /// <summary>Its other peers, those that dialled it by the port they dialled from.</summary>
    private string PeersText(PlainLink asking) => OracleJson.Write(new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        ["peers"] = _links.Where(link => link != asking).Select(object? (link) => link.Remote).ToList(),
    });

    private void Tell(string line)
    {
        foreach (var link in _links) link.Send(line);
    }

    private string Line(string type, string payload) => $"{{\"type\": \"{type}\", \"payload\": {payload}, \"sender\": \"{Sender}\"}}\n";
}
