using P2PChain.Actors;
using P2PChain.Node.Screen;
using P2PChain.Storage.Check;

namespace P2PChain.Node.Commands;

/// <summary><c>verify</c>: checks whether a ledger is as it was written.</summary>
internal static class VerifyCommand
{
    /// <summary>Checks the whole ledger and prints a verdict, or every finding.</summary>
    public static int Run(LedgerPlace place, Streams streams)
    {
        IntegrityReport report;
        using (var progress = new ProgressLine(streams, "blocks checked"))
        {
            report = IntegrityCheck.Run(
                place.Ledger, place.Network, (done, all) => progress.Report(done, all), place.Upgrades);
        }

        if (report.IsSound)
        {
            streams.Output.WriteLine(
                $"{place.Ledger} is sound: network {Name(report)}, height {Spoken.Height(report.Height)}, "
                + $"tip {report.Tip}, "
                + $"{Spoken.Count(report.SideBlocks, "block")} beside the chain, "
                + $"{Spoken.Count(report.Transactions, "transaction")}, "
                + $"{Spoken.Count(report.Items, "item")}, {Spoken.Number(report.Waiting)} waiting");
            return ExitCode.Ok;
        }

        streams.Output.WriteLine(
            $"{place.Ledger} is damaged: {Spoken.Count(report.FindingCount, "place")}, "
            + $"sound up to height {Spoken.Height(report.Height)}");
        foreach (var finding in report.Findings) streams.Output.WriteLine($"{place.Ledger}: {finding}");
        streams.Errors.WriteLine(place.IsNodes
            ? $"Stop the node and run p2pchain repair {place.Directory}, which keeps all that is sound, "
                + "or restore a backup."
            : "Copy it to ledger.db in a directory of its own and run p2pchain repair there, "
                + "which keeps all that is sound.");
        return ExitCode.Integrity;
    }

    private static string Name(IntegrityReport report) =>
        report.Network is { Name.Length: > 0 } named ? named.Name : "(no name)";
}
