using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Ledger.LookupProtocol;

namespace P2PChain.Actors.Ledger;

/// <summary>Finds a transaction in the pool, on the best chain and among the kept refusals.</summary>
internal sealed class TransactionQueries(LedgerView view, IBlockArchive archive, PoolQueries pool)
{
    // Two show that more digits are needed.
    private const int FoundMax = 2;

    /// <summary>The transaction and its present place.</summary>
    public TransactionRecord Record(GetTransactionRecord ask)
    {
        var found = All(ask.TxId).DistinctBy(static one => one.Transaction.TxId).Take(FoundMax).ToList();
        return found.Count == 1
            ? new TransactionRecord(ask.TxId, found[0].Transaction, found[0].Fate)
            : new TransactionRecord(ask.TxId, null, null) { IsAmbiguous = found.Count > 1 };
    }

    /// <summary>Where a transaction is found twice, the view's place comes first. The archive may be newer.</summary>
    private IEnumerable<(Transaction Transaction, Fate Fate)> All(HashPrefix txId) =>
    [
        .. pool.Find(txId).Select(static waits => (waits.Waiting.Transaction, (Fate)waits)),
        .. archive.Confirmed(txId, FoundMax).Where(move => move.Height <= view.Tip.Height)
            .Select(move => (move.Transaction, (Fate)Confirmed(move))),
        .. archive.Refusals(txId, FoundMax).Select(kept => (kept.Transaction, (Fate)Refused(kept))),
    ];

    private InBlock Confirmed(ItemMove move) => new(
        move.Height, view.Chain.AtHeight(move.Height)!.Hash, view.Tip.Height - move.Height + 1);

    private NotStanding Refused(KeptRefusal kept) => new(
        kept,
        kept.Refusal.Winner == Hash256.Zero
            ? null
            : archive.Confirmed(HashPrefix.Of(kept.Refusal.Winner), 1)
                .FirstOrDefault(move => move.Height <= view.Tip.Height));
}
