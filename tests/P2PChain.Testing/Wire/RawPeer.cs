using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;

namespace P2PChain.Testing.Wire;

/// <summary>
/// The other end of a connection, as somebody hostile would write it: a socket, and no manners that a test does not ask
/// for.
/// </summary>
public sealed class RawPeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly LineDecoder _lines = new();
    private readonly byte[] _chunk = new byte[64 * 1024];

    private RawPeer()
    {
    }

    public static async Task<RawPeer> ConnectAsync(IPEndPoint to)
    {
        var peer = new RawPeer();
        await peer._socket.ConnectAsync(to).WaitAsync(Patience);
        return peer;
    }

    /// <summary>
    /// A connection to a node of the demo network whose handshake is done: announces and the list of peers were
    /// exchanged.
    /// </summary>
    public static async Task<RawPeer> GreetAsync(IPEndPoint to, PublicKey key)
    {
        var peer = await ConnectAsync(to);
        await peer.SendAsync(new Message.PeerAnnounce(Announcement(key)));
        await peer.HearAsync<Message.PeerAnnounce>();
        await peer.HearAsync<Message.PeerList>();
        return peer;
    }

    /// <summary>
    /// Comes and goes, many times and twenty at once: without a word, with a reset, within a word, after an announce.
    /// </summary>
    public static Task ComeAndGoAsync(IPEndPoint to, int attempts)
    {
        const int atOnce = 20;
        return Task.WhenAll(Enumerable.Range(0, atOnce).Select(async worker =>
        {
            var announce = new Message.PeerAnnounce(Announcement(TestKeys.Number(worker).PublicKey));
            for (var i = 0; i < attempts / atOnce; i++) await ComeAndGoAsync(to, announce, i % 4);
        }));
    }

    /// <summary>
    /// What a fresh node of the demo network says of itself that does not prove its key, as older nodes.
    /// </summary>
    public static Announcement Announcement(PublicKey key)
    {
        var genesis = NetworkParameters.Demo.Genesis();
        return new LocalNode(key, "", genesis.Hash, new RuleSchedule(NetworkParameters.Demo), 0, "raw") { Features = [LocalNode.Headers] }.Announce(
            (ulong)Stopwatch.GetTimestamp(), "127.0.0.1:1", 0, genesis.Hash, new Work((UInt128)genesis.Header.Difficulty),
            UnixTime.From(TimeProvider.System.GetUtcNow()));
    }

    public Task SendAsync(Message message) => SendAsync(MessageCodec.Encode(message, null));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes).AsTask().WaitAsync(Patience)..];
    }

    /// <summary>The next message of a kind; others are passed over.</summary>
    /// <exception cref="EndOfStreamException">The connection ended first.</exception>
    public async Task<T> HearAsync<T>()
        where T : Message
    {
        while (true)
        {
            if (await ReadLineAsync() is not { } line) throw new EndOfStreamException($"The connection ended before a {typeof(T).Name}.");
            if (MessageCodec.Decode(line) is Decoded.Understood { Message: T message }) return message;
        }
    }

    /// <summary>Reads on until the other side ends the connection.</summary>
    /// <returns>Whether it did so in time.</returns>
    public async Task<bool> IsClosedWithinAsync(TimeSpan time)
    {
        using var late = new CancellationTokenSource(time);
        try
        {
            while (await _socket.ReceiveAsync(_chunk.AsMemory(), late.Token) > 0)
            {
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Goes with a FIN. <see cref="Dispose"/> resets a connection with unread bytes.</summary>
    /// <returns>Whether the other side ended it, too.</returns>
    public Task<bool> FinishAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return IsClosedWithinAsync(Patience);
    }

    /// <summary>Goes with a reset, even if all bytes were read.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static async Task ComeAndGoAsync(IPEndPoint to, Message announce, int manner)
    {
        try
        {
            using var peer = await ConnectAsync(to);
            if (manner == 1) peer.Reset();
            else if (manner == 2) await peer.SendAsync("{\"type\": \"peer_ann"u8.ToArray());
            else if (manner == 3) await peer.SendAsync(announce);
        }
        catch (SocketException)
        {
            // One too many for the node: it was gone before it could say anything.
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadLineAsync()
    {
        while (true)
        {
            if (_lines.TryRead(out var line)) return line;
            int bytes;
            try
            {
                bytes = await _socket.ReceiveAsync(_chunk.AsMemory()).AsTask().WaitAsync(Patience);
            }
            catch (SocketException)
            {
                return null;
            }

            if (bytes == 0) return null;
            _lines.Append(_chunk.AsSpan(0, bytes));
        }
    }
}
