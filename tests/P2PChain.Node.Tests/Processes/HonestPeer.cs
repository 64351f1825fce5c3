using System.Diagnostics;
using System.Globalization;
using System.Net;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A peer that pings a node twenty times a second, and at the same moments a second node that has nothing else to do.
/// The second tells how fast the machine is at those moments.
/// </summary>
public sealed class HonestPeer : IAsyncDisposable
{
    private const double BoundMilliseconds = 250;
    private const double QuietTimes = 20; // 4 to 10 were measured, at loads of 1 to 11
    private const int PingsMin = 200; // so that one or two may meet a pause

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly RawPeer _peer;
    private readonly RawPeer _other;
    private readonly NodeProcess _quiet;
    private readonly CancellationTokenSource _end = new();
    private readonly Task<(List<double> Milliseconds, List<double> Quiet)> _pings;

    private HonestPeer(RawPeer peer, RawPeer other, NodeProcess quiet)
    {
        (_peer, _other, _quiet) = (peer, other, quiet);
        _pings = PingAsync();
    }

    /// <param name="node">The node.</param>
    /// <param name="directory">The second node is started here.</param>
    public static async Task<HonestPeer> StartAsync(IPEndPoint node, string directory)
    {
        var quiet = await NodeProcess.StartNodeAsync(directory, "quiet");
        return new(
            await RawPeer.GreetAsync(node, TestKeys.Dave.PublicKey),
            await RawPeer.GreetAsync(new IPEndPoint(IPAddress.Loopback, quiet.Port), TestKeys.Dave.PublicKey),
            quiet);
    }

    /// <summary>
    /// Stops after 200 pings or more. 99 of 100 took at most a quarter of a second, or on a busy machine twenty times
    /// as long as those to the quiet node.
    /// </summary>
    /// <returns>The figures in words.</returns>
    /// <exception cref="EndOfStreamException">The node ended the connection meanwhile.</exception>
    public async Task<string> EndAsync()
    {
        await _end.CancelAsync();
        var (milliseconds, others) = await _pings;
        var (p99, quiet) = (P99(milliseconds), P99(others));
        Assert.InRange(p99, 0, Math.Max(BoundMilliseconds, QuietTimes * quiet));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{milliseconds.Count} honest pings, p99 {p99:F1} ms; to a quiet node {quiet:F1} ms");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _peer.Dispose();
        _other.Dispose();
        _end.Dispose();
        await _quiet.DisposeAsync();
    }

    private static double P99(List<double> values) => values.Order().ElementAt((int)(0.99 * (values.Count - 1)));

    private static async Task<double> PingAsync(RawPeer peer, ulong nonce)
    {
        var sent = Stopwatch.GetTimestamp();
        var announced = RawPeer.Announcement(TestKeys.Dave.PublicKey);
        await peer.SendAsync(new Message.Ping(new Heartbeat(nonce, announced.Height, announced.Tip, announced.Work)));
        while ((await peer.HearAsync<Message.Pong>()).Heartbeat!.Nonce != nonce)
        {
        }

        return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
    }

    private async Task<(List<double> Milliseconds, List<double> Quiet)> PingAsync()
    {
        using var clock = new PeriodicTimer(Every);
        List<double> milliseconds = [], quiet = [];
        for (var nonce = 1UL; nonce <= PingsMin || !_end.IsCancellationRequested; nonce++)
        {
            var both = await Task.WhenAll(PingAsync(_peer, nonce), PingAsync(_other, nonce));
            milliseconds.Add(both[0]);
            quiet.Add(both[1]);
            await clock.WaitForNextTickAsync();
        }

        return (milliseconds, quiet);
    }
}
