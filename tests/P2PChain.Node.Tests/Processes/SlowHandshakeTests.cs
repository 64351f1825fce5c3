using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Connections that send a byte a second and come back when they are closed.</summary>
public sealed class SlowHandshakeTests : IAsyncLifetime
{
    private const int Count = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScratchDirectory _directory = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _trickles = [];
    private int _open;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_trickles);
        _stopping.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Three_hundred_connections_that_send_a_byte_a_second_keep_no_newcomer_out()
    {
        await using var node = NodeProcess.Start(_directory.Path, ["0", "--set", "p2pchain.data=a"]);
        var listens = await node.ExpectAsync(@"listens on \S+:(\d+)", Patience);
        var port = int.Parse(listens.Groups[1].Value, CultureInfo.InvariantCulture);
        for (var i = 0; i < Count; i++) _trickles.Add(TrickleAsync(new IPEndPoint(IPAddress.Loopback, port)));
        for (var watch = Stopwatch.StartNew(); Volatile.Read(ref _open) < 90; await Task.Delay(50))
            Assert.True(watch.Elapsed < Patience, $"{_open} are open");
        for (var i = 0; i < 3; i++)
        {
            await using var newcomer = NodeProcess.Start(
                _directory.Path,
                ["0", "--set", $"p2pchain.data=b{i}", "--set", $"p2pchain.peers=[\"127.0.0.1:{port}\"]"]);
            await newcomer.ExpectAsync("listens on ", Patience);
            var watch = Stopwatch.StartNew();
            await newcomer.SeenAsync($"^peer 127.0.0.1:{port} connected$", Patience);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        }
    }

    private async Task TrickleAsync(IPEndPoint to)
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var isOpen = false;
            try
            {
                await socket.ConnectAsync(to, _stopping.Token);
                for (; ; )
                {
                    await socket.SendAsync(" "u8.ToArray(), _stopping.Token);
                    if (!isOpen) Interlocked.Increment(ref _open);
                    isOpen = true;
                    await Task.Delay(TimeSpan.FromSeconds(1), _stopping.Token);
                }
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                if (isOpen) Interlocked.Decrement(ref _open);
                isOpen = false;
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), _stopping.Token));
        }
    }
}
