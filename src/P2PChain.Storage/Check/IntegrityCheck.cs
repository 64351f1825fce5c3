using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;

namespace P2PChain.Storage.Check;

/// <summary>
/// Checks a whole ledger without trusting any of it: the database's structure, every block by every rule from genesis
/// on, every table made from the blocks, and the waiting transactions.
/// </summary>
/// <remarks>
/// It reads in one transaction, so a node may write meanwhile. Data without a counterpart is only checked for its form:
/// the own marks of transactions that left this ledger, and the reasons of refusals.
/// </remarks>
public static class IntegrityCheck
{
    /// <summary>Checks a ledger.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The network that it should be of; null to read it from the file.</param>
    /// <param name="progress">Called now and then with the number of blocks done and the total.</param>
    /// <param name="upgrades">The network's planned upgrades.</param>
    /// <exception cref="ChainStoreException">
    /// The file is missing, cannot be read, or is of another network or version.
    /// </exception>
    public static IntegrityReport Run(
        string path,
        NetworkParameters? expected,
        Action<long, long>? progress = null,
        ImmutableArray<Upgrade>? upgrades = null)
    {
        var found = new FindingList();
        var report = new IntegrityReport(null, 0, Hash256.Zero, 0, 0, 0, 0, [], 0);
        found.Try(() =>
        {
            using var file = LedgerFile.OpenSnapshot(path);
            report = report with { Network = Schema.Network(file, expected) };
            found.Try(() => file.Reading(() => CheckDatabase(file, found)));
            var rules = new RuleSchedule(report.Network, upgrades ?? []);
            found.Try(() => file.Reading(() => report = CheckContent(file, rules, report, found, progress)));
        });
        return report with { Findings = found.Kept, FindingCount = found.Count };
    }

    /// <summary>Checks a ledger of an older version, as far as that is possible: its pages and indexes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The network that it should be of; null to read it from the file.</param>
    internal static IntegrityReport RunOnOlder(string path, NetworkParameters? expected)
    {
        var found = new FindingList();
        NetworkParameters? network = null;
        found.Try(() =>
        {
            using var file = LedgerFile.OpenSnapshot(path);
            network = expected ?? Schema.StoredNetwork(file);
            file.Reading(() => CheckDatabase(file, found));
        });
        return new IntegrityReport(network, 0, Hash256.Zero, 0, 0, 0, 0, found.Kept, found.Count);
    }

    /// <summary>Checks the pages, and each index against its table.</summary>
    /// <remarks>Not quick_check: the node does not find a row that an index has lost.</remarks>
    private static void CheckDatabase(LedgerFile file, FindingList found)
    {
        using var rows = file.Prepare("pragma integrity_check").Query();
        while (rows.Read())
            if (rows.Text(0) is not "ok" and var said)
                found.Add("(all)", "database", said ?? "it does not say what is wrong");
    }

    private static IntegrityReport CheckContent(
        LedgerFile file,
        RuleSchedule rules,
        IntegrityReport report,
        FindingList found,
        Action<long, long>? progress)
    {
        using var replay = new BlockReplay(file, rules, found);
        var isWhole = Try(() => replay.Run(progress)) && replay.IsWhole;
        var waiting = new WaitingCheck(file, rules, found);
        report = report with
        {
            Height = replay.Tip.Height,
            Tip = replay.Tip.Hash,
            SideBlocks = replay.SideBlocks,
            Transactions = replay.Transactions,
            Items = replay.Custody.ItemCount,
        };
        // The tables made from the blocks can be compared only if all blocks are valid.
        if (isWhole) Try(() => CheckItems(file, replay.Custody, found));
        var custody = isWhole ? replay.Custody : null;
        Try(() => report = report with { Waiting = waiting.CheckPool(replay.Tip.Height, custody) });
        Try(waiting.CheckRefusals);
        Try(() => new RewriteTable(file).Load());
        return report;

        bool Try(Action check) => found.Try(() => file.Reading(check));
    }

    private static void CheckItems(LedgerFile file, CustodyState custody, FindingList found)
    {
        var stored = new EntryTable(file).Load();
        foreach (var entry in stored)
            if (custody.Find(entry.Uid) != entry)
                found.Add("items", entry.Uid.Text, "the blocks say something else of it");
        var known = stored.Select(entry => entry.Uid).ToHashSet();
        foreach (var entry in custody.Entries)
            if (!known.Contains(entry.Uid)) found.Add("items", entry.Uid.Text, "it is missing");
    }
}
