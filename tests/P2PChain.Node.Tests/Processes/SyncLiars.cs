using System.Net;
using P2PChain.Core.Chain;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Many liars of all habits.</summary>
internal sealed class SyncLiars : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly SyncLiarPeer[] _liars;
    private readonly Task[] _lies;

    private SyncLiars(IPEndPoint to, int count, HeaderNode[] chain)
    {
        _liars =
        [
            .. Enumerable.Range(1, count).Select(
                number => new SyncLiarPeer(to, (SyncLiarPeer.Habit)(number % 4), chain, number)),
        ];
        _lies = [.. _liars.Select(liar => liar.LieAsync(_end.Token))];
    }

    /// <summary>The questions that they were asked.</summary>
    public int Questions => _liars.Sum(static liar => liar.Questions);

    /// <summary>Starts them and waits until each has made a claim.</summary>
    public static async Task<SyncLiars> StartAsync(IPEndPoint to, int count, HeaderNode[] chain)
    {
        var liars = new SyncLiars(to, count, chain);
        await Task.WhenAll(liars._liars.Select(static liar => liar.Claims)).WaitAsync(Patience);
        return liars;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_lies);
        _end.Dispose();
    }
}
