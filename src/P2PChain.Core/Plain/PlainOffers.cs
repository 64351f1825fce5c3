using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// Transactions of a plain peer that wait to be offered to our pool, in their order. While any wait, nothing more is
/// read.
/// </summary>
public sealed class PlainOffers
{
    private readonly Queue<(Transaction Transaction, long Position)> _waiting = new();
    private bool _isStopped;

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>
    /// Adds the transactions of a block that our ledger may lack. On our ledger an item's timestamps rise. So a
    /// transaction older than the item's last one is known, or can no longer stand.
    /// </summary>
    /// <param name="block">Of a plain peer.</param>
    /// <param name="ours">Custody at our tip, or some time ago; null when it is not known yet.</param>
    /// <param name="peer">The peer, which has this block.</param>
    /// <returns>False while the pool is full: the block has to be offered later.</returns>
    public bool TryAdd(PlainBlock block, CustodyState? ours, PlainPeer peer)
    {
        if (_isStopped) return false;
        foreach (var transaction in block.Transactions)
            if (MayBeNew(transaction, ours?.Find(transaction.Uid)) || peer.IsBehind(transaction.Uid))
                _waiting.Enqueue((transaction, block.Index));
        return true;
    }

    /// <summary>The next one.</summary>
    public bool TryPeek(out (Transaction Transaction, long Position) next) => _waiting.TryPeek(out next);

    /// <summary>The next one is offered.</summary>
    public void Take() => _waiting.Dequeue();

    /// <summary>The pool is full. Later transactions must not overtake the refused one.</summary>
    /// <returns>
    /// The position of the first waiting transaction; null if none waited. It may be before the refused one, if that
    /// one was offered before the chain was requested again.
    /// </returns>
    public long? Stop()
    {
        long? first = _waiting.TryPeek(out var next) ? next.Position : null;
        _isStopped = true;
        _waiting.Clear();
        return first;
    }

    /// <summary>The peer's chain is requested again.</summary>
    public void Resume() => _isStopped = false;

    private static bool MayBeNew(Transaction transaction, CustodyEntry? last) =>
        last is null || (transaction.Content.Timestamp >= last.Timestamp && transaction.TxId != last.TxId);
}
