using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Connections that send a byte a second and come back when they are closed.</summary>
internal sealed class SlowHandshakes : IAsyncDisposable
{
    private const int OpenMin = 90;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _trickles = [];
    private int _open;

    private SlowHandshakes()
    {
    }

    /// <summary>Starts them and waits until ninety are open.</summary>
    public static async Task<SlowHandshakes> StartAsync(IPEndPoint to, int count)
    {
        var started = new SlowHandshakes();
        for (var i = 0; i < count; i++) started._trickles.Add(started.TrickleAsync(to));
        for (var watch = Stopwatch.StartNew(); Volatile.Read(ref started._open) < OpenMin; await Task.Delay(50))
            Assert.True(watch.Elapsed < Patience, $"{started._open} are open");
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_trickles);
        _stopping.Dispose();
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
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), _stopping.Token));
        }
    }
}
