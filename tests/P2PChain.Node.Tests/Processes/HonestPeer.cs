using System.Diagnostics;
using System.Net;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A peer that does nothing but ask whether the node is there, twenty times a second, and notes how long the answers
/// take.
/// </summary>
public sealed class HonestPeer : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly RawPeer _peer;
    private readonly CancellationTokenSource _end = new();
    private readonly List<double> _milliseconds = [];
    private readonly Task _pings;

    private HonestPeer(RawPeer peer)
    {
        _peer = peer;
        _pings = PingAsync();
    }

    public static async Task<HonestPeer> StartAsync(IPEndPoint node) => new(
        await RawPeer.GreetAsync(node, TestKeys.Dave.PublicKey));

    /// <summary>Stops asking.</summary>
    /// <returns>How many pings were answered, and how long 99 of 100 took at most.</returns>
    /// <exception cref="EndOfStreamException">The node ended the connection meanwhile.</exception>
    public async Task<(int Count, double P99Milliseconds)> EndAsync()
    {
        await _end.CancelAsync();
        await _pings;
        _milliseconds.Sort();
        return (_milliseconds.Count, _milliseconds[(int)(0.99 * (_milliseconds.Count - 1))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _peer.Dispose();
        _end.Dispose();
    }

    private async Task PingAsync()
    {
        using var clock = new PeriodicTimer(Every);
        for (var nonce = 1UL; !_end.IsCancellationRequested; nonce++)
        {
            var sent = Stopwatch.GetTimestamp();
            var announced = RawPeer.Announcement(TestKeys.Dave.PublicKey);
            await _peer.SendAsync(
                new Message.Ping(new Heartbeat(nonce, announced.Height, announced.Tip, announced.Work)));
            while ((await _peer.HearAsync<Message.Pong>()).Heartbeat!.Nonce != nonce)
            {
            }

            _milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await clock.WaitForNextTickAsync();
        }
    }
}
