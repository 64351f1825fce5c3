using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Pool;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;

namespace P2PChain.Storage.Check;

/// <summary>Checks the data that only this node has: waiting transactions, own marks, and refusals.</summary>
/// <param name="file">The ledger, opened to be read.</param>
/// <param name="schedule">Its network's rule sets.</param>
/// <param name="found">The list of findings.</param>
internal sealed class WaitingCheck(LedgerFile file, RuleSchedule schedule, FindingList found)
{
    private static readonly HashSet<string?> Reasons =
        [.. Enum.GetValues<RefusalReason>().Select(reason => reason.Name())];

    /// <summary>Checks the pool: each transaction is signed and valid after those before it.</summary>
    /// <param name="tipHeight">The tip's height.</param>
    /// <param name="custody">Custody after the tip; null if unknown.</param>
    /// <returns>The number of waiting transactions.</returns>
    public long CheckPool(long tipHeight, CustodyState? custody)
    {
        var table = new PoolTable(file);
        var own = table.LoadOwn().ToDictionary();
        var pool = table.Load();
        var rules = new PoolRules(schedule, tipHeight + 1);
        var after = new CustodyOverlay(custody ?? CustodyState.Empty);
        using var verifier = new SignatureVerifier();
        var checks = new BlockChecks(schedule, verifier, new SignatureMemo());
        foreach (var entry in pool)
        {
            var transaction = entry.Transaction;
            var name = transaction.Wid.ToString();
            if (!checks.TryCheck(transaction, out _, out var violation)) found.Add("pool", name, violation.ToString());
            var isMarked = own.TryGetValue(transaction.TxId, out var origin);
            if (entry.Source.IsOwn && (!isMarked || origin != entry.Source.Origin))
                found.Add("pool", name, "it is this node's own, and own does not have it so");
            if (custody is null) continue;
            if (rules.Check(transaction, after) is { } refusal)
                found.Add("pool", name, "it does not stand: " + refusal.Reason.Name());
            else after.Write(rules.Apply(transaction, after));
        }

        CheckTxIds();
        return pool.Length;
    }

    /// <summary>Checks the refusals: each has a transaction with its id, and a known reason.</summary>
    public void CheckRefusals()
    {
        using var rows = file.Prepare("select txid, uid, reason, json from refusals").Query();
        while (rows.Read())
        {
            var name = rows.Text(0) ?? "(no txid)";
            if (!LedgerJson.TryReadTransaction(rows.Utf8(3).ToArray(), out var transaction, out var fault))
                found.Add("refusals", name, Findings.Text(fault));
            else if (transaction.TxId.ToString() != name || transaction.Uid.Text != rows.Text(1))
                found.Add("refusals", name, "it is not the transaction's id and item");
            else if (!Reasons.Contains(rows.Text(2))) found.Add("refusals", name, "there is no such reason");
        }
    }

    private void CheckTxIds()
    {
        using var rows = file.Prepare("select txid, json from pool").Query();
        while (rows.Read())
        {
            if (LedgerJson.TryReadTransaction(rows.Utf8(1).ToArray(), out var transaction, out _)
                && transaction.TxId.ToString() != rows.Text(0))
                found.Add("pool", transaction.Wid.ToString(), "its txid is another's");
        }
    }
}
