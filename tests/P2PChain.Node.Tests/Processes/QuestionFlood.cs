using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Chain;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Strangers that ask for all headers, sixteen blocks and the whole chain again and again, as fast as the answers come.
/// </summary>
internal sealed class QuestionFlood : IAsyncDisposable
{
    private const int AtOnce = 16;

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _floods = [];
    private long _answers;

    private QuestionFlood()
    {
    }

    /// <summary>The answers so far.</summary>
    public long Answers => Volatile.Read(ref _answers);

    /// <summary>Starts the connections and waits for the first answer to each.</summary>
    public static async Task<QuestionFlood> StartAsync(IPEndPoint to, int count, HeaderNode[] chain)
    {
        var flood = new QuestionFlood();
        for (var i = 0; i < count; i++)
        {
            var peer = await RawPeer.GreetAsync(to, TestKeys.Number(i).PublicKey);
            await AskAsync(peer, chain, AtOnce);
            var first = await peer.HearAsync<Message>();
            while (first is not Message.Headers)
            {
                Assert.False(first is Message.Bye, first.ToString());
                first = await peer.HearAsync<Message>();
            }
            flood._floods.Add(flood.AskOnAsync(peer, chain));
        }
        return flood;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_floods);
        _stopping.Dispose();
    }

    private async Task AskOnAsync(RawPeer peer, HeaderNode[] chain)
    {
        using (peer)
        {
            await using var ends = _stopping.Token.Register(peer.Dispose);
            try
            {
                for (uint id = 1; id < AtOnce; id++) await AskAsync(peer, chain, id);
                while (true)
                {
                    var answer = await peer.HearAsync<Message>();
                    if (answer is not Message.Headers(var answered, _, _)) continue;
                    Interlocked.Increment(ref _answers);
                    await AskAsync(peer, chain, answered);
                }
            }
            catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
            {
                // The end.
            }
        }
    }

    private static async Task AskAsync(RawPeer peer, HeaderNode[] chain, uint id)
    {
        await peer.SendAsync(new Message.GetHeaders(id, [chain[0].Hash], Message.Headers.CountMax));
        var last = chain.TakeLast(Message.GetBlocks.CountMax).Select(static node => node.Hash);
        await peer.SendAsync(new Message.GetBlocks(id, [.. last]));
        await peer.SendAsync(new Message.RequestChain());
    }
}
