using P2PChain.Actors;
using P2PChain.Core.Primitives;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;
using P2PChain.Storage.Repair;

namespace P2PChain.Node.Commands;

/// <summary><c>repair</c>: keeps the sound part of a damaged ledger.</summary>
internal static class RepairCommand
{
    /// <summary>Repairs a damaged ledger and prints the result.</summary>
    public static int Run(LedgerPlace place, UnixTime now, Streams streams)
    {
        // Checked before a mistyped directory is made.
        if (!File.Exists(place.Ledger)) return VerifyCommand.Run(place, streams);
        using var held = DataDirectory.Hold(place.Directory);
        RepairReport report;
        using (var progress = new ProgressLine(streams, "blocks"))
        {
            report = LedgerRepair.Run(
                place.Ledger, place.Network, now, (done, all) => progress.Report(done, all), place.Upgrades);
        }

        if (report.Copy is not { } copy)
        {
            streams.Output.WriteLine(
                $"{place.Ledger} is sound at height {Spoken.Height(report.Height)}: nothing was changed");
            return ExitCode.Ok;
        }

        foreach (var finding in report.Findings) streams.Errors.WriteLine($"{place.Ledger}: {finding}");
        streams.Output.WriteLine(
            $"{place.Ledger} is sound again at height {Spoken.Height(report.Height)}: "
            + $"damage in {Spoken.Count(report.FindingCount, "place")}, "
            + $"{Spoken.Count(report.Cut + report.Unread, "block")} could not be kept{Unread(report)}, "
            + $"{Spoken.Number(report.Waiting)} of this node's own transactions in them wait again, "
            + $"{Spoken.Number(report.Lost)} no longer stand; as it was it is kept in {copy}");
        return ExitCode.Ok;
    }

    private static string Unread(RepairReport report) =>
        report.Unread == 0 ? "" : $" (of {Spoken.Number(report.Unread)} nothing could be read)";
}
