using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.Storage;

/// <summary>A move of an item in a block of the best chain.</summary>
/// <param name="Height">The block's height.</param>
/// <param name="Transaction">The transaction with requester, time and note.</param>
public sealed record ItemMove(long Height, Transaction Transaction)
{
    /// <summary>The item's entry after this move, which must be a request.</summary>
    public CustodyEntry AsHeld() => new(
        Transaction.Uid, Transaction.Requester, Height, Transaction.Content.Timestamp, Transaction.TxId);
}
