using System.Diagnostics;
using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>Why transactions that were accepted once can no longer stand: nothing disappears silently.</summary>
internal sealed class RefusalTable(LedgerFile file)
{
    private readonly Statement _set = file.Prepare(
        "insert or replace into refusals (txid, uid, reason, holder, height, moved_at, winner, not_before_ms, was_confirmed, "
            + "is_own, tip_height, json) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
            + "(select max(height) from blocks where on_best_chain = 1), ?11)");

    private readonly Statement _withdraw = file.Prepare("delete from refusals where txid = ?1");

    // Most nodes never have one, and every transaction of every block asks.
    private bool _isEmpty = IsEmpty(file);

    /// <summary>Writes a refusal, relative to the best chain as it is now.</summary>
    public void Set(RefusedTransaction refused)
    {
        var (transaction, refusal) = (refused.Transaction, refused.Refusal);
        _isEmpty = false;
        _set.Run(
            transaction.TxId.ToString(),
            refusal.Uid.Text,
            Text(refusal.Reason),
            refusal.Holder?.Hex,
            refusal.Height,
            refusal.MovedAt,
            refusal.Winner == Hash256.Zero ? null : refusal.Winner.ToString(),
            refusal.NotBefore.Milliseconds,
            refused.WasConfirmed ? 1L : 0L,
            refused.Source.IsOwn ? 1L : 0L,
            transaction.CanonicalBytes);
    }

    /// <summary>A transaction is confirmed, or waits again, after all.</summary>
    public void Withdraw(Hash256 txId)
    {
        if (!_isEmpty) _withdraw.Run(txId.ToString());
    }

    private static bool IsEmpty(LedgerFile file)
    {
        using var rows = file.Prepare("select 1 from refusals limit 1").Query();
        return !rows.Read();
    }

    private static string Text(RefusalReason reason) => reason switch
    {
        RefusalReason.Known => "known",
        RefusalReason.HeldBy => "held-by",
        RefusalReason.NotHeld => "not-held",
        RefusalReason.NotHolder => "not-holder",
        RefusalReason.Stale => "stale",
        RefusalReason.TooEarly => "too-early",
        RefusalReason.PoolFull => "pool-full",
        _ => throw new UnreachableException(),
    };
}
