using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Relay;

/// <summary>
/// Transactions that one peer is to be told, in order. They go into its outbox as room appears: they never take more than a
/// quarter of it, so that blocks and pings always fit.
/// </summary>
public sealed class UntoldTransactions
{
    /// <summary>Transactions at which a peer counts as one that does not read: the whole pool and a quarter.</summary>
    public const int CountMax = 25_000;

    private readonly Queue<Told> _waiting = new();

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Adds one that was encoded for all peers.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryAdd(Hash256 wid, byte[] frame)
    {
        if (_waiting.Count >= CountMax) return false;
        _waiting.Enqueue(new Told(wid, frame, null, IsAgain: true)); // that the peer does not have it was found out already
        return true;
    }

    /// <summary>Adds one that is encoded when its turn comes. What this node's own pool holds has room.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="isAgain">Whether it is told though it was told before.</param>
    public void Add(Transaction transaction, bool isAgain) => _waiting.Enqueue(new Told(transaction.Wid, null, transaction, isAgain));

    /// <summary>Takes the next one.</summary>
    public bool TryTake(out Told next) => _waiting.TryDequeue(out next);

    /// <summary>One of them.</summary>
    /// <param name="Wid">Its wid.</param>
    /// <param name="Frame">The encoded line; null when it is still to be encoded.</param>
    /// <param name="Transaction">What to encode; null when that is done.</param>
    /// <param name="IsAgain">Whether it is told though it was told before.</param>
    public readonly record struct Told(Hash256 Wid, byte[]? Frame, Transaction? Transaction, bool IsAgain);
}
