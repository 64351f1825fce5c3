using P2PChain.Actors.Metrics;

namespace P2PChain.Actors.Net;

/// <summary>
/// The bytes of a connection. Its actor counts them, and the manager reads the sums: a message for each read would cost
/// more than the reading.
/// </summary>
internal sealed class Traffic(NodeMeter meter)
{
    private long _received;
    private long _sent;

    /// <summary>Bytes received from the system.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Bytes handed to the system.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void OnReceived(int bytes)
    {
        Interlocked.Add(ref _received, bytes);
        meter.OnReceived(bytes);
    }

    public void OnSent(int bytes)
    {
        Interlocked.Add(ref _sent, bytes);
        meter.OnSent(bytes);
    }
}
