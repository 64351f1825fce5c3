namespace P2PChain.Simulation.Network;

/// <summary>Writes to a socket what it is given, one after the other.</summary>
internal sealed class SimWriter(SimSocket socket)
{
    private readonly Queue<byte[]> _waiting = new();
    private bool _isWriting;

    public void Send(byte[] bytes)
    {
        if (socket.IsClosed) return;
        _waiting.Enqueue(bytes);
        Write();
    }

    private void Write()
    {
        if (_isWriting || socket.IsClosed || !_waiting.TryDequeue(out var next)) return;
        _isWriting = true;
        socket.Write(next, () =>
        {
            _isWriting = false;
            Write();
        });
    }
}
