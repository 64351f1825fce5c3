using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>
/// Looks at everything in a ledger's file and believes none of it: the database's own structure, every block by every rule from
/// genesis on, every table that is made from the blocks, and what waits.
/// </summary>
/// <remarks>
/// One reading transaction, so a node may write meanwhile. What has nothing to be held against is only seen to be well-formed:
/// which of the transactions that left this ledger were this node's own, and why others were refused.
/// </remarks>
public static class IntegrityCheck
{
    /// <summary>Checks a ledger.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The network it should be of; null for whichever the file says.</param>
    /// <param name="progress">Told now and then how many of how many blocks are done.</param>
    /// <exception cref="ChainStoreException">There is no file, it cannot be read, or it is another network's or version's.</exception>
    public static IntegrityReport Run(string path, NetworkParameters? expected, Action<long, long>? progress = null)
    {
        var found = new FindingList();
        var report = new IntegrityReport(null, 0, Hash256.Zero, 0, 0, 0, 0, [], 0);
        found.Try(() =>
        {
            using var file = LedgerFile.OpenSnapshot(path);
            report = report with { Network = Schema.Network(file, expected) };
            found.Try(() => file.Reading(() => CheckDatabase(file, found)));
            found.Try(() => file.Reading(() => report = CheckContent(file, report, found, progress)));
        });
        return report with { Findings = found.Kept, FindingCount = found.Count };
    }

    /// <summary>The pages, and that each index has what its table has.</summary>
    /// <remarks>Not quick_check: a row that an index has lost is one that the node does not find.</remarks>
    private static void CheckDatabase(LedgerFile file, FindingList found)
    {
        using var rows = file.Prepare("pragma integrity_check").Query();
        while (rows.Read())
            if (rows.Text(0) is not "ok" and var said) found.Add("(all)", "database", said ?? "it does not say what is wrong");
    }

    private static IntegrityReport CheckContent(
        LedgerFile file, IntegrityReport report, FindingList found, Action<long, long>? progress)
    {
        var network = report.Network!;
        using var replay = new BlockReplay(file, network, found);
        var isWhole = Try(() => replay.Run(progress)) && replay.IsWhole;
        var waiting = new WaitingCheck(file, network, found);
        report = report with
        {
            Height = replay.Tip.Height,
            Tip = replay.Tip.Hash,
            SideBlocks = replay.SideBlocks,
            Transactions = replay.Transactions,
            Items = replay.Custody.ItemCount,
        };
        // What is made from the blocks can be compared only where all of them are there.
        if (isWhole) Try(() => CheckItems(file, replay.Custody, found));
        Try(() => report = report with { Waiting = waiting.CheckPool(isWhole ? replay.Custody : null) });
        Try(waiting.CheckRefusals);
        return report;

        bool Try(Action check) => found.Try(() => file.Reading(check));
    }

    private static void CheckItems(LedgerFile file, CustodyState custody, FindingList found)
    {
        var stored = new ItemTable(file).Load();
        foreach (var entry in stored)
            if (custody.Find(entry.Uid) != entry) found.Add("items", entry.Uid.Text, "the blocks say something else of it");
        var known = stored.Select(entry => entry.Uid).ToHashSet();
        foreach (var entry in custody.Entries)
            if (!known.Contains(entry.Uid)) found.Add("items", entry.Uid.Text, "it is missing");
    }
}
