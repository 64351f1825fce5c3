using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2PChain.Testing.Wire;

/// <summary>Listens, dials a node for each connection, and passes lines on in both directions.</summary>
public sealed class LineRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _ends = [];
    private readonly IPEndPoint _to;
    private readonly Func<string, string> _alter;

    /// <summary>A relay.</summary>
    /// <param name="to">The node.</param>
    /// <param name="alter">What becomes of each line; null = it is passed on as it is.</param>
    public LineRelay(IPEndPoint to, Func<string, string>? alter = null)
    {
        (_to, _alter) = (to, alter ?? (static line => line));
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Listens => (IPEndPoint)_listener.LocalEndpoint;

    public void Dispose()
    {
        _listener.Dispose();
        lock (_ends) _ends.ForEach(static end => end.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var (dialer, node) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                lock (_ends) _ends.AddRange([dialer, node]);
                await node.ConnectAsync(_to);
                _ = PassAsync(dialer, node);
                _ = PassAsync(node, dialer);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end of the test, or of the node.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        try
        {
            using var reader = new StreamReader(from.GetStream(), Encoding.UTF8);
            while (await reader.ReadLineAsync() is { } line) await to.GetStream().WriteAsync(Encoding.UTF8.GetBytes(_alter(line) + "\n"));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone.
        }
        from.Dispose();
        to.Dispose();
    }
}
