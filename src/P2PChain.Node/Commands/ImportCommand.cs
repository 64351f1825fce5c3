using P2PChain.Actors;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Node.Disk;
using P2PChain.Node.Screen;
using P2PChain.Storage;
using P2PChain.Storage.Repair;

namespace P2PChain.Node.Commands;

/// <summary><c>import</c>: reads the blocks of an export. Each must keep every rule, like a peer's block.</summary>
internal static class ImportCommand
{
    /// <summary>Imports blocks up to the first bad one.</summary>
    /// <param name="place">The ledger; a missing one is made.</param>
    /// <param name="file">The file; <c>-</c> for standard input.</param>
    /// <param name="now">The clock.</param>
    /// <param name="streams">Where to print.</param>
    public static int Run(LedgerPlace place, string file, UnixTime now, Streams streams)
    {
        if (HomePath.Problem(file) is { } problem) throw CannotStart.Because(ExitCode.Error, problem);
        using var input = file == "-" ? streams.OpenInput() : OpenFile(file);
        var isNew = NewDirectory.Of(place.Directory);
        using var held = DataDirectory.Hold(place.Directory);
        var exitCode = Take(place, file, input, now, streams, isNew is not null, out var added);

        // An empty ledger of the wrong network would refuse the right one from then on.
        if (exitCode != ExitCode.Ok && added == 0) isNew?.Remove();
        return exitCode;
    }

    private static FileStream OpenFile(string file)
    {
        if (Directory.Exists(file))
            throw CannotStart.Because(
                ExitCode.Error, $"{SafeLine.Of(file)} is a directory: name a file that export wrote.");
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only now: a pipe's name may lead nowhere and still be readable.
            if (PathProblem.Find(file) is { } problem)
                throw CannotStart.Because(ExitCode.Error, $"{SafeLine.Of(problem.Sentence)}: {problem.Advice}.", error);
            if (!File.Exists(file))
                throw CannotStart.Because(
                    ExitCode.Error, $"There is no file {SafeLine.Of(file)}: name one that export wrote.", error);
            throw CannotStart.Because(
                ExitCode.Disk,
                $"{SafeLine.Of(file)} cannot be read ({CannotStart.OneLine(error.Message)}): "
                + $"{CannotStart.Advice(error)}.",
                error);
        }
    }

    private static int Take(
        LedgerPlace place, string file, Stream input, UnixTime now, Streams streams, bool isNew, out long added)
    {
        using var import = Open(place);
        var failure = (string?)null;
        added = 0;
        var exitCode = ExitCode.Ok;
        using (var progress = new ProgressLine(streams, "lines read"))
        {
            foreach (var (number, line) in NumberedLine.ReadAll(input))
            {
                progress.Report(number, null);
                var result = line is null
                    ? new ImportResult.Refused("it is too long for a block")
                    : import.Add(line, now);
                if (result is ImportResult.Added) added++;
                if (Failure(result) is not { } reason) continue;
                failure = $"{(file == "-" ? "standard input" : file)}:{Spoken.Height(number)}: {SafeLine.Of(reason)}";
                exitCode = result is ImportResult.OtherNetwork ? ExitCode.Configuration : ExitCode.Integrity;
                break;
            }
        }

        import.Settle();
        if (failure is not null) streams.Errors.WriteLine(failure);
        if (failure is not null && added == 0 && isNew) return exitCode;
        streams.Output.WriteLine(
            $"{place.Ledger} is at height {Spoken.Height(import.Tip.Height)}, tip {import.Tip.Hash}; "
            + $"{Spoken.Count(added, "block")} added");
        return exitCode;
    }

    private static BlockImport Open(LedgerPlace place)
    {
        var network = place.Network;
        if (network is null && File.Exists(place.Ledger))
        {
            using var there = LedgerSnapshot.Open(place.Ledger, null);
            network = there.Network;
        }

        try
        {
            return BlockImport.Open(place.Ledger, new RuleSchedule(network ?? place.Configured, place.Upgrades));
        }
        catch (InvalidDataException error)
        {
            throw CannotStart.Because(
                ExitCode.Integrity,
                $"The ledger {place.Ledger} is damaged ({CannotStart.OneLine(error.Message)}): "
                + $"run p2pchain repair {place.Directory} first.",
                error);
        }
    }

    private static string? Failure(ImportResult result) => result switch
    {
        ImportResult.Refused(var reason) => reason,
        ImportResult.WithoutParent => "the block before it is not here.",
        ImportResult.OtherNetwork(var genesis, var expected) =>
            $"these are another network's blocks (their genesis is {genesis}, this ledger's is {expected}): "
            + "name the configuration file of their network.",
        _ => null,
    };
}
