using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>What waits to be written to all peers together. Where it is too much, the peer for whom most waits has to go.</summary>
/// <param name="bytesMax">Bytes that may wait in all.</param>
public sealed class OutboxBudget(long bytesMax)
{
    private readonly Dictionary<PeerId, long> _bytes = [];

    /// <summary>Bytes that wait in all, as far as was reported.</summary>
    public long Bytes { get; private set; }

    /// <summary>A connection reports how much waits for it.</summary>
    /// <returns>The connection that has to go; null while all is well.</returns>
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
