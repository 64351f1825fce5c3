using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P2PChain.Node.Tests.Processes;

/// <summary>More connections than a node has files for.</summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private const int FilesMax = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_node_that_is_flooded_with_connections_goes_on_and_accepts_again_when_they_end()
    {
        if (!OperatingSystem.IsLinux()) return; // ulimit, /proc
        await using var node = NodeProcess.Start(
            _directory.Path,
            new Dictionary<string, string>(),
            ["/bin/sh", "-c", $"ulimit -n {FilesMax}; exec \"$0\" \"$@\""],
            ["0", "--set", "p2pchain.data=data", "--set", "p2pchain.limits.peers-inbound=5000"]);
        await node.ExpectErrorAsync("may have 300 files open, which is room for 28 inbound connections and not for 5000");
        var listens = await node.ExpectAsync(@"listens on \S+:(\d+)");
        var to = new IPEndPoint(IPAddress.Loopback, int.Parse(listens.Groups[1].Value, CultureInfo.InvariantCulture));
        var flood = new List<Socket>();
        for (var i = 0; i < 3 * FilesMax; i++)
        {
            try
            {
                flood.Add(await ConnectAsync(to));
            }
            catch (SocketException)
            {
                // Refused or reset: what is flooded need not be polite.
            }
        }
        foreach (var socket in flood) socket.Dispose();
        Assert.Equal("pong", await PingAsync(to));
        await node.SendAsync("peers");
        await node.ExpectAsync(@"connections refused or ended before the handshake, .*: no slot");
        node.Terminate();
        Assert.Equal(0, await node.ExitCodeAsync());
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to);
        return socket;
    }

    /// <summary>Asks until it is answered: the node may still be busy with those that left.</summary>
    private static async Task<string> PingAsync(IPEndPoint to)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (; ; )
        {
            try
            {
                using var socket = await ConnectAsync(to);
                await socket.SendAsync(Encoding.ASCII.GetBytes("{\"type\": \"ping\", \"payload\": {}}\n"));
                var answer = new byte[100];
                var count = await socket.ReceiveAsync(answer).WaitAsync(TimeSpan.FromSeconds(5));
                if (count > 0) return Encoding.ASCII.GetString(answer, 0, count).Contains("\"pong\"", StringComparison.Ordinal) ? "pong" : "no pong";
            }
            catch (Exception error) when (error is SocketException or TimeoutException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }
}
