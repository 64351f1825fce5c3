using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>
/// The bytes that wait to be written to all peers together. If they are too many, the peer with the most has to go.
/// </summary>
/// <param name="bytesMax">Bytes that may wait in all.</param>
public sealed class OutboxBudget(long bytesMax)
{
    private readonly Dictionary<PeerId, long> _bytes = [];

    /// <summary>Bytes that wait in all, by the connections' reports.</summary>
    public long Bytes { get; private set; }

    /// <summary>A connection reports its waiting bytes.</summary>
    /// <returns>The connection that has to go; null if there is none.</returns>
    public PeerId? Report(PeerId peer, long bytes)
    {
        Forget(peer);
        _bytes.Add(peer, bytes);
        Bytes += bytes;
        return Bytes <= bytesMax ? null : _bytes.MaxBy(entry => entry.Value).Key;
    }

    /// <summary>A connection ended, or is about to.</summary>
    public void Forget(PeerId peer)
    {
        if (_bytes.Remove(peer, out var bytes)) Bytes -= bytes;
    }
}
