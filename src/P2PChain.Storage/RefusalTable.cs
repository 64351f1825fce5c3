using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;

namespace P2PChain.Storage;

/// <summary>The reasons why accepted transactions no longer stand.</summary>
internal sealed class RefusalTable(LedgerFile file)
{
    private readonly Statement _set = file.Prepare(
        "insert into refused (txid, item, reason, person, time_ms, height, moved_at, winner, was_confirmed, is_own, "
            + "tip_height, refused_at_ms, json) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
            + "(select max(height) from blocks where on_best_chain = 1), ?11, ?12)");

    private readonly Statement _withdraw = file.Prepare("delete from refused where txid = ?1");
    private readonly Statement _all = file.Prepare("select txid from refused");
    private readonly Statement _expired = file.Prepare("select txid from refused where refused_at_ms < ?1");
    private readonly Statement _crowded = file.Prepare(
        "select txid from refused order by is_own, refused_at_ms, txid limit ?1");

    private readonly Statement _find = file.Prepare(
        "select txid, item, reason, person, time_ms, height, moved_at, winner, was_confirmed, is_own, tip_height, "
            + "refused_at_ms, json from refused where txid between ?1 and ?2 order by txid limit ?3");

    // Every transaction of every block asks whether it is one of a few.
    private HashSet<Hash256>? _known;

    private HashSet<Hash256> Known => _known ??= [.. Read(_all)];

    /// <summary>Writes a refusal, relative to the present best chain.</summary>
    /// <param name="refused">The refused transaction.</param>
    /// <param name="at">The node's clock.</param>
    public void Set(RefusedTransaction refused, UnixTime at)
    {
        var (transaction, refusal) = (refused.Transaction, refused.Refusal);
        Withdraw(transaction.TxId);
        Known.Add(transaction.TxId);
        _set.Run(
            transaction.TxId,
            refusal.Uid.Text,
            refusal.Reason.Name(),
            refusal.Holder?.Hex,
            refusal.NotBefore.Milliseconds,
            refusal.Height,
            refusal.MovedAt,
            refusal.Winner == Hash256.Zero ? null : refusal.Winner,
            refused.WasConfirmed ? 1L : 0L,
            refused.Source.IsOwn ? 1L : 0L,
            at.Milliseconds,
            transaction.CanonicalBytes);
    }

    /// <summary>The refusals of transactions with ids that begin so, in the order of ids.</summary>
    /// <exception cref="ChainStoreException">A row is damaged.</exception>
    public ImmutableArray<KeptRefusal> Find(HashPrefix txId, int max)
    {
        var found = ImmutableArray.CreateBuilder<KeptRefusal>();
        using var rows = _find.Query(txId.First, txId.Last, (long)max);
        while (rows.Read())
        {
            if (!LedgerJson.TryReadTransaction(rows.Utf8(12).ToArray(), out var transaction, out _)
                || transaction.TxId != rows.Hash(0)
                || RefusalOf(rows) is not { } refusal
                || rows.Integer(10) is not { } tipHeight
                || rows.Integer(11) is not { } at)
            {
                throw file.Findings.Damaged(
                    "refusals", rows.Hash(0)?.ToString() ?? "(no txid)", "the row is no refusal of a transaction");
            }

            found.Add(new KeptRefusal(transaction, refusal, new UnixTime(at), tipHeight)
            {
                WasConfirmed = rows.Integer(8) == 1,
                IsOwn = rows.Integer(9) == 1,
            });
        }
        return found.DrainToImmutable();
    }

    /// <summary>Removes a refusal: the transaction is confirmed, or waits again.</summary>
    public void Withdraw(Hash256 txId)
    {
        if (Known.Remove(txId)) _withdraw.Run(txId);
    }

    /// <summary>Removes the refusals that need not be kept any longer.</summary>
    /// <param name="now">The node's clock.</param>
    public void Prune(UnixTime now)
    {
        if (Known.Count == 0) return;
        foreach (var txId in Read(_expired, now.Plus(-RefusalRetention.KeptFor).Milliseconds)) Withdraw(txId);
        if (Known.Count <= RefusalRetention.CountMax) return;
        foreach (var txId in Read(_crowded, (long)(Known.Count - RefusalRetention.CountMax))) Withdraw(txId);
    }

    /// <summary>A commit failed: memory may not have what the table has.</summary>
    public void Forget() => _known = null;

    private static Refusal? RefusalOf(Statement.Rows rows)
    {
        var holder = rows.Text(3);
        PublicKey? key = null;
        return ItemId.TryParse(rows.Text(1), out var item)
            && RefusalReasonNames.Parse(rows.Text(2)) is { } reason
            && (holder is null || PublicKey.TryParse(holder, out key))
            && rows.Integer(4) is { } notBefore
            && rows.Integer(5) is { } height
            && rows.Real(6) is { } movedAt
            ? new Refusal(reason, item, key, height, movedAt, rows.Hash(7) ?? default, new UnixTime(notBefore))
            : null;
    }

    private static List<Hash256> Read(Statement statement, params ReadOnlySpan<object?> values)
    {
        var found = new List<Hash256>();
        using var rows = statement.Query(values);
        while (rows.Read())
            if (rows.Hash(0) is { } txId) found.Add(txId);
        return found;
    }
}
