using System.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Adversaries;

/// <summary>An adversary's connection with one node: bytes out as it likes, lines in.</summary>
internal sealed class AdversaryLink(Adversary owner, SimNode node, TalkWatch watch) : ISocketOwner
{
    private LineDecoder _lines = new();
    private SimSocket? _socket;
    private SimWriter? _writer;
    private bool _isDialling;
    private Hash256 _announced;

    public SimNode Node => node;

    /// <summary>
    /// Whether the node's announce was heard, and its proof where that is due, so that messages count.
    /// </summary>
    public bool IsGreeted { get; private set; }

    public void Dial(SimNetwork network, SimHost from, TimeSpan timeout)
    {
        if (_isDialling || _socket is { IsClosed: false }) return;
        _isDialling = true;
        network.Connect(
            from, new IPEndPoint(node.Host.Address, SimWorld.Port), timeout, OnConnected, () => _isDialling = false);
    }

    public void Send(Message message)
    {
        var line = MessageCodec.Encode(message, null);
        if (message is Message.PeerAnnounce) _announced = Hash256.Of(line.AsSpan(0, line.Length - 1));
        Send(line);
    }

    public void Send(byte[] bytes) => _writer?.Send(bytes);

    /// <summary>The latest connection; null before the first.</summary>
    public SimSocket? Connection => _socket;

    /// <summary>Whether the node keeps a connection open at its end.</summary>
    public bool IsKeptByNode(SimSocket? connection) =>
        connection is not null && node.Host.Sockets.Any(other => other.Remote.Equals(connection.Local));

    public void HangUp() => _socket?.Abort();

    public void OnReadable()
    {
        if (_socket is null || !owner.Reads(this)) return;
        while (_socket.Read(int.MaxValue) is { } chunk)
        {
            _lines.Append(chunk);
            while (_lines.TryRead(out var line)) On(MessageCodec.Decode(line), Hash256.Of(line.Span));
        }
        if (_socket.IsAtEnd) HangUp();
    }

    public void OnReset() => IsGreeted = false;

    private void OnConnected(SimSocket socket)
    {
        (_isDialling, IsGreeted) = (false, false);
        _lines = new LineDecoder();
        (_socket, _writer) = (socket, new SimWriter(socket));
        socket.Owner = this;
        watch.OnConnected();
        owner.OnConnected(this);
        OnReadable();
    }

    private void On(Decoded decoded, Hash256 line)
    {
        if (decoded is not Decoded.Understood(var message, _)) return;
        var isProofDue = owner.ProvesKey && message is Message.PeerAnnounce { Extended: { } theirs } && theirs.Features.Contains(LocalNode.Auth);
        if (isProofDue) Send(owner.Prove(_announced, line));
        else if (message is Message.PeerAnnounce or Message.Prove) IsGreeted = true;
        watch.On(message);
        owner.On(this, message);
    }
}
