using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>More connections than a node has files for.</summary>
public sealed class ConnectionFloodTests : IDisposable
{
    private const int FilesMax = 1024;

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
            WithFiles(FilesMax),
            ["0", "--set", "p2pchain.data=data", "--set", "p2pchain.limits.peers-inbound=8"]);
        var listens = await node.ExpectAsync(@"listens on \S+:(\d+)");
        var to = new IPEndPoint(IPAddress.Loopback, int.Parse(listens.Groups[1].Value, CultureInfo.InvariantCulture));
        for (var round = 0; round < 10; round++) await FloodAsync(to);
        Assert.Equal("pong", await PingAsync(to));
        await node.SendAsync("peers");
        await node.ExpectAsync(@"connections refused or ended before the handshake, .*: no slot");
        node.Terminate();
        Assert.Equal(0, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task A_node_that_may_not_have_enough_files_says_so_and_does_not_start()
    {
        if (!OperatingSystem.IsLinux()) return; // ulimit, /proc
        await using var node = NodeProcess.Start(
            _directory.Path, new Dictionary<string, string>(), WithFiles(FilesMax - 1), ["0", "--set", "p2pchain.data=data"]);
        await node.ExpectErrorAsync("may have 1023 files open, and a node needs 1024");
        Assert.Equal(ExitCode.Configuration, await node.ExitCodeAsync());
        Assert.False(Directory.Exists(Path.Combine(_directory.Path, "data")));
    }

    /// <summary>
    /// As many connections as there are files. What they say makes the node work, and may need what it has not loaded
    /// yet.
    /// </summary>
    private static async Task FloodAsync(IPEndPoint to)
    {
        var flood = Enumerable.Range(0, FilesMax).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        var talks = flood.Select((socket, i) => TalkAsync(socket, to, i % 2 == 0 ? "{\"type\": \"peer_announce\", \"payload\": {}}\n" : "{")).ToList();
        await Task.WhenAny(Task.WhenAll(talks), Task.Delay(TimeSpan.FromSeconds(1)));
        foreach (var socket in flood) socket.Dispose();
        await Task.WhenAll(talks);
    }

    private static async Task TalkAsync(Socket socket, IPEndPoint to, string line)
    {
        try
        {
            await socket.ConnectAsync(to);
            await socket.SendAsync(Encoding.ASCII.GetBytes(line));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Refused, reset or given up: what is flooded need not be polite.
        }
    }

    private static string[] WithFiles(int limit) => ["/bin/sh", "-c", $"ulimit -n {limit}; exec \"$0\" \"$@\""];

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
