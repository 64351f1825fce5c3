using System.Text;
using P2PChain.Simulation.Network;
using P2PChain.Testing.Plain;

namespace P2PChain.Simulation.Plain;

/// <summary>One connection of a <see cref="PlainSite"/>, dialled or accepted.</summary>
internal sealed class PlainSocket : ISocketOwner
{
    private readonly PlainSite _site;
    private readonly SimSocket _socket;
    private readonly SimWriter _writer;
    private readonly PlainTalk _talk;

    public PlainSocket(PlainSite site, SimSocket socket)
    {
        (_site, _socket, _writer) = (site, socket, new SimWriter(socket));
        _talk = new PlainTalk(site.Chain, site.Address.ToString(), () => site.OthersThan(this), Send);
        socket.Owner = this;
    }

    public bool IsOpen => !_socket.IsClosed;

    public string Remote => _socket.Remote.ToString();

    public void EndIfDead()
    {
        if (!_socket.IsOpenAtBothEnds) _socket.Abort();
    }

    public void Send(string line) => _writer.Send(Encoding.ASCII.GetBytes(line));

    public void OnReadable()
    {
        while (_socket.Read(int.MaxValue) is { } chunk)
            if (!_site.TryTake(_talk, chunk)) _socket.Abort();
        if (_socket.IsAtEnd) _socket.Abort();
    }

    public void OnReset()
    {
        // The site sees that it is closed, and dials again.
    }
}
