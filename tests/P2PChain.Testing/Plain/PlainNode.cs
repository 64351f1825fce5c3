using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Testing.Oracle;

namespace P2PChain.Testing.Plain;

/// <summary>
/// A node of the original network over real sockets: what it says is <see cref="PlainTalk"/>, what it knows <see
/// cref="PlainChain"/>.
/// </summary>
/// <remarks>Assumed beyond the recordings: it dials no address of a <c>peer_list</c>, and a block it takes is not told to anybody.</remarks>
public sealed class PlainNode : IAsyncDisposable
{
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
        var talk = new PlainTalk(
            Chain, Sender, () => _links.Where(other => other != link).Select(other => other.Remote), link.Send);
        var chunk = new byte[4096];
        try
        {
            while (await link.Stream.ReadAsync(chunk, _stopping.Token) is > 0 and var count)
            {
                lock (_gate)
                    if (!talk.TryTake(chunk.AsSpan(0, count), _clock())) break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection ended.
        }
        lock (_gate) _links.Remove(link);
        link.Dispose();
    }

    private void Tell(string line)
    {
        foreach (var link in _links) link.Send(line);
    }

    private string Line(string type, string payload) => PlainTalk.Line(type, payload, Sender);
}
