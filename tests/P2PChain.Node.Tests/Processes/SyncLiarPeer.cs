using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A peer that claims the best chain and does not deliver it.</summary>
internal sealed class SyncLiarPeer(IPEndPoint to, SyncLiarPeer.Habit habit, HeaderNode[] chain, int number)
{
    private static readonly TimeSpan AlmostLate = TimeSpan.FromSeconds(9.5);
    private static readonly TimeSpan ClaimsEvery = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _claims = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _claimed = 1_000_000_000;
    private int _keys;

    public enum Habit
    {
        /// <summary>It answers nothing.</summary>
        Silent,

        /// <summary>It has no headers, and claims more each time.</summary>
        Empty,

        /// <summary>It sends the headers of the honest chain, and no bodies.</summary>
        SendsNoBodies,

        /// <summary>It goes just before its answer is late, and comes back with a fresh key.</summary>
        GoesAndComesBack,
    }

    /// <summary>Done as soon as it has made its first claim.</summary>
    public Task Claims => _claims.Task;

    /// <summary>The questions that it was asked.</summary>
    public int Questions { get; private set; }

    /// <summary>Lies, and connects again each time that it is cut off.</summary>
    public async Task LieAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var peer = await RawPeer.GreetAsync(to, TestKeys.Number((1_000 * number) + _keys++).PublicKey);
                await using var ends = end.Register(peer.Dispose);
                await ClaimAsync(peer);
                _claims.TrySetResult();
                while (await HearAsync(peer, end)) await ClaimAsync(peer);
            }
            catch (Exception error) when (IsEnd(error))
            {
                // Cut off, or the end.
            }
        }
    }

    private static bool IsEnd(Exception error) => error is SocketException or IOException or ObjectDisposedException
        or TimeoutException or OperationCanceledException;

    private Task ClaimAsync(RawPeer peer) => peer.SendAsync(new Message.Ping(habit == Habit.SendsNoBodies
        ? new Heartbeat(1, chain[^1].Height, chain[^1].Hash, chain[^1].Work)
        : new Heartbeat(1, 1_000_000, Hash256.Of(BitConverter.GetBytes(_claimed)), new Work(_claimed++))));

    /// <summary>Whether the connection is to go on.</summary>
    private async Task<bool> HearAsync(RawPeer peer, CancellationToken end)
    {
        var message = await peer.HearAsync<Message>();
        if (message is Message.GetHeaders or Message.GetBlocks) Questions++;
        switch (message)
        {
            case Message.GetHeaders ask when habit == Habit.Empty:
                await peer.SendAsync(new Message.Headers(ask.Id, [], More: false));
                return true;
            case Message.GetHeaders ask when habit == Habit.SendsNoBodies:
                var after = Array.FindLastIndex(chain, node => ask.Locator.Contains(node.Hash)) + 1;
                var items = chain[after..].Select(node => new HeaderItem(node.Header, node.Hash, node.Seal));
                await peer.SendAsync(new Message.Headers(ask.Id, [.. items], More: false));
                return true;
            case Message.GetHeaders when habit == Habit.GoesAndComesBack:
                await Task.Delay(AlmostLate, end);
                return false;
            case Message.Ping or Message.Pong:
                await Task.Delay(ClaimsEvery, end);
                return true;
            default: return await HearAsync(peer, end);
        }
    }
}
