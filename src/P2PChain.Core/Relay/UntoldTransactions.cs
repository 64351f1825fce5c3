using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// Transactions that wait to be sent to one peer, in order. They go into its outbox as room appears and take at most a
/// quarter of it, so that blocks and pings always fit.
/// </summary>
public sealed class UntoldTransactions
{
    /// <summary>
    /// The number of transactions at which a peer counts as one that does not read: the whole pool and a quarter.
    /// </summary>
    public const int CountMax = 25_000;

    private readonly Queue<Told> _waiting = new();

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds one that was encoded for all peers.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryAdd(Hash256 wid, byte[] frame)
    {
        if (_waiting.Count >= CountMax) return false;
        // It is known already that the peer does not have it.
        _waiting.Enqueue(new Told(wid, frame, null, IsAgain: true));
        return true;
    }

    /// <summary>
    /// Adds one that is encoded when its turn comes. Transactions of this node's pool always have room.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="isAgain">Whether it was sent before.</param>
    public void Add(Transaction transaction, bool isAgain) =>
        _waiting.Enqueue(new Told(transaction.Wid, null, transaction, isAgain));

    /// <summary>Takes the next one.</summary>
    public bool TryTake(out Told next) => _waiting.TryDequeue(out next);

    /// <summary>One of them.</summary>
    /// <param name="Wid">Its wid.</param>
    /// <param name="Frame">The encoded line; null when it is still to be encoded.</param>
    /// <param name="Transaction">The transaction to encode; null if the frame is encoded.</param>
    /// <param name="IsAgain">Whether it was sent before.</param>
    public readonly record struct Told(Hash256 Wid, byte[]? Frame, Transaction? Transaction, bool IsAgain);
}
