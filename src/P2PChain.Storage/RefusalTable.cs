using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>The reasons why accepted transactions no longer stand.</summary>
internal sealed class RefusalTable(LedgerFile file)
{
    private readonly Statement _set = file.Prepare(
        "insert into refusals (txid, uid, reason, holder, height, moved_at, winner, not_before_ms, was_confirmed, "
            + "is_own, tip_height, json, refused_at_ms) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
            + "(select max(height) from blocks where on_best_chain = 1), ?11, ?12)");

    private readonly Statement _withdraw = file.Prepare("delete from refusals where txid = ?1");
    private readonly Statement _expire = file.Prepare("delete from refusals where refused_at_ms < ?1");

    private readonly Statement _crowdOut = file.Prepare(
        "delete from refusals where txid in (select txid from refusals order by is_own, refused_at_ms, txid limit ?1)");

    // Most nodes have no refusal. Every transaction of every block reads this number.
    private long _count = Count(file);

    /// <summary>Writes a refusal, relative to the present best chain.</summary>
    /// <param name="refused">The refused transaction.</param>
    /// <param name="at">The node's clock.</param>
    public void Set(RefusedTransaction refused, UnixTime at)
    {
        var (transaction, refusal) = (refused.Transaction, refused.Refusal);
        Withdraw(transaction.TxId);
        _count += _set.Run(
            transaction.TxId.ToString(),
            refusal.Uid.Text,
            refusal.Reason.Name(),
            refusal.Holder?.Hex,
            refusal.Height,
            refusal.MovedAt,
            refusal.Winner == Hash256.Zero ? null : refusal.Winner.ToString(),
            refusal.NotBefore.Milliseconds,
            refused.WasConfirmed ? 1L : 0L,
            refused.Source.IsOwn ? 1L : 0L,
            transaction.CanonicalBytes,
            at.Milliseconds);
    }

    /// <summary>Removes a refusal: the transaction is confirmed, or waits again.</summary>
    public void Withdraw(Hash256 txId)
    {
        if (_count > 0) _count -= _withdraw.Run(txId.ToString());
    }

    /// <summary>Removes the refusals that need not be kept any longer.</summary>
    /// <param name="now">The node's clock.</param>
    public void Prune(UnixTime now)
    {
        if (_count > 0) _count -= _expire.Run(now.Plus(-RefusalRetention.KeptFor).Milliseconds);
        if (_count > RefusalRetention.CountMax) _count -= _crowdOut.Run(_count - RefusalRetention.CountMax);
    }

    private static long Count(LedgerFile file)
    {
        using var rows = file.Prepare("select count(*) from refusals").Query();
        rows.Read();
        return rows.Integer(0) ?? 0;
    }
}
