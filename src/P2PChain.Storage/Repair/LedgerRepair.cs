using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Storage.Check;

namespace P2PChain.Storage.Repair;

/// <summary>
/// Makes a sound ledger from a damaged one. Every readable block that follows from genesis by the rules goes into a new
/// file, and all other tables are made from these blocks. Transactions accepted here in lost blocks wait again. The
/// damaged file is kept beside it.
/// </summary>
public static class LedgerRepair
{
    private const string RefusalColumns =
        "txid, uid, reason, holder, height, moved_at, winner, not_before_ms, was_confirmed, is_own, tip_height, "
        + "json, refused_at_ms";

    private const int RefusalColumnCount = 13;

    /// <summary>Repairs a damaged ledger; a sound one is left alone.</summary>
    /// <param name="path">The file; no node has it open.</param>
    /// <param name="expected">Its network; null to read it from the file.</param>
    /// <param name="now">The clock.</param>
    /// <param name="progress">Called now and then with the number of blocks done and the total.</param>
    /// <param name="upgrades">The network's planned upgrades.</param>
    /// <exception cref="ChainStoreException">
    /// The file is missing, is of another network or version, does not name its network, or the disk fails. The file is
    /// unchanged.
    /// </exception>
    public static RepairReport Run(
        string path,
        NetworkParameters? expected,
        UnixTime now,
        Action<long, long>? progress = null,
        ImmutableArray<Upgrade>? upgrades = null)
    {
        path = Path.GetFullPath(path);
        var before = Check(path, expected, progress, upgrades, out var isOld);
        if (before.IsSound) return new RepairReport(null, [], 0, before.Height);
        var network = expected ?? before.Network ?? throw new Findings(path).WithoutNetwork();
        var fresh = path + ".repaired";
        Delete(fresh);
        var report = Rebuild(path, fresh, new RuleSchedule(network, upgrades ?? []), isOld, now, progress);
        if (IntegrityCheck.Run(fresh, network, upgrades: upgrades) is { IsSound: false } after)
            throw new InvalidOperationException($"The repaired ledger is not sound: {after.Findings[0]}");
        var copy = Keep(path);
        foreach (var file in (string[])[fresh, path])
            foreach (var suffix in (string[])["-wal", "-shm"]) File.Delete(file + suffix);
        File.Move(fresh, path, overwrite: true);
        return report with { Copy = copy, Findings = before.Findings, FindingCount = before.FindingCount };
    }

    private static IntegrityReport Check(
        string path,
        NetworkParameters? expected,
        Action<long, long>? progress,
        ImmutableArray<Upgrade>? upgrades,
        out bool isOld)
    {
        isOld = false;
        try
        {
            return IntegrityCheck.Run(path, expected, progress, upgrades);
        }
        catch (ChainStoreException error) when (error.Fault == ChainStoreFault.OlderSchema)
        {
            isOld = true;
            var report = IntegrityCheck.RunOnOlder(path, expected);
            if (report.IsSound) throw; // a node can update it
            return report;
        }
    }

    private static RepairReport Rebuild(
        string path, string fresh, RuleSchedule rules, bool isOld, UnixTime now, Action<long, long>? progress)
    {
        SqliteChainStore.Open(fresh, rules.Network).Dispose();
        LedgerFile? opened = null;
        try
        {
            opened = LedgerFile.OpenSnapshot(path);
        }
        catch (ChainStoreException error) when (error.Fault == ChainStoreFault.Damaged)
        {
            return new RepairReport(null, [], 0, 0); // no database at all: nothing can be read
        }

        using var file = opened;
        return Rebuild(new Salvage(file, isOld), fresh, rules, now, progress);
    }

    private static RepairReport Rebuild(
        Salvage salvage, string fresh, RuleSchedule rules, UnixTime now, Action<long, long>? progress)
    {
        var own = salvage.Own();
        CopyMarks(fresh, own, salvage.Refusals(RefusalColumns, RefusalColumnCount), salvage.Rewrites());
        using var import = BlockImport.Open(fresh, rules);
        var cut = new List<SalvagedRow>();
        var rows = salvage.Blocks().Where(row => row.Height > 0).ToList(); // genesis is computed
        for (var i = 0; i < rows.Count; i++)
        {
            if (i % 256 == 0) progress?.Invoke(i, rows.Count);
            if (!Add(import, salvage, rows[i], now)) cut.Add(rows[i]);
        }

        // Blocks that lost their mark, or stood under a block that had lost it.
        cut = [.. cut.OrderBy(row => row.Height).Where(row => !Add(import, salvage, row, now))];
        var (waiting, lost) = (0L, 0L);
        foreach (var transaction in cut.SelectMany(row => salvage.Transactions(row.Id)))
        {
            // Other nodes' transactions come again from them. Without the marks, any may have been accepted here.
            if (!own.TryGetValue(transaction.TxId, out var origin))
            {
                if (salvage.AreMarksWhole) continue;
                origin = PoolOrigin.Here;
            }

            if (import.Add(transaction, new PoolSource(origin, null), now)) waiting++;
            else lost++;
        }

        foreach (var (transaction, source) in salvage.Pool()) import.Add(transaction, source, now);
        import.Settle();
        var unread = salvage.Heights().Except(rows.Select(row => row.Height)).Count(height => height > 0);
        return new RepairReport(null, [], 0, import.Tip.Height, cut.Count, unread, waiting, lost);
    }

    private static bool Add(BlockImport import, Salvage salvage, SalvagedRow row, UnixTime now)
    {
        if (salvage.Block(row.Id) is not { } block) return false;
        // It was accepted once, so no clock is checked again.
        var then = new UnixTime(Math.Max(now.Milliseconds, block.Header.TimeMs));
        return import.Add(block, then) is ImportResult.Added or ImportResult.Known;
    }

    private static void CopyMarks(
        string fresh,
        Dictionary<Hash256, PoolOrigin> own,
        List<object?[]> refusals,
        ImmutableArray<KeptRewrite> rewrites)
    {
        using var file = LedgerFile.Open(fresh);
        file.Reading(file.Configure);
        file.Writing(() =>
        {
            var mark = file.Prepare("insert or ignore into marks (txid, from_plain) values (?1, ?2)");
            foreach (var (txId, origin) in own) mark.Run(txId, origin == PoolOrigin.PlainPeer ? 1L : 0L);
            var refusal = file.Prepare(
                "insert or ignore into refused (txid, item, reason, person, height, moved_at, winner, time_ms, "
                + "was_confirmed, is_own, tip_height, json, refused_at_ms) "
                + "values (unhex(?1), ?2, ?3, ?4, ?5, ?6, unhex(?7), ?8, ?9, ?10, ?11, ?12, ?13)");
            foreach (var row in refusals) refusal.Run(row);
            var alarms = new RewriteTable(file);
            foreach (var rewrite in rewrites) alarms.Set(rewrite);
        });
    }

    /// <summary>Copies the damaged file and its log to a free name.</summary>
    private static string Keep(string path)
    {
        var number = 1;
        string Copy() => FormattableString.Invariant($"{path}.damaged-{number}");
        while (File.Exists(Copy())) number++;
        File.Copy(path, Copy());
        if (File.Exists(path + "-wal")) File.Copy(path + "-wal", Copy() + "-wal");
        return Copy();
    }

    private static void Delete(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(path + suffix);
    }
}
