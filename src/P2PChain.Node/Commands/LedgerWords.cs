using System.CommandLine;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Commands;

/// <summary>
/// The commands for a ledger without its node: <c>verify</c>, <c>repair</c>, <c>export</c>, <c>import</c>.
/// </summary>
internal static class LedgerWords
{
    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Commands(Streams streams) =>
    [
        OnLedger(
            "verify",
            "Checks a ledger from its first block on; its node may run meanwhile.",
            (place, _) => VerifyCommand.Run(place, streams), streams, takesFile: true),
        OnLedger(
            "repair",
            "Keeps the sound blocks of a damaged ledger, and a copy of the rest; the node fetches the missing ones.",
            (place, now) => RepairCommand.Run(place, now, streams), streams, takesFile: false),
        OnBlocks("export", "Writes a ledger's blocks, one a line as on the wire, or goes on with an earlier export.",
            (place, file, _) => ExportCommand.Run(place, file, streams), streams, takesFile: true),
        OnBlocks("import", "Takes blocks into a ledger, each by every rule, as from a peer; its node must be stopped.",
            (place, file, now) => ImportCommand.Run(place, file, now, streams), streams, takesFile: false),
    ];

    private static Command OnLedger(
        string name, string description, Func<LedgerPlace, UnixTime, int> run, Streams streams, bool takesFile)
    {
        var (first, set) = (Place(), CommandLine.Set());
        var command = new Command(name, description) { first, set };
        command.SetAction(parsed => LedgerPlace.Use(
            parsed.GetValue(first), parsed.GetValue(set) ?? [], streams, place => run(place, Now()), takesFile));
        return command;
    }

    private static Command OnBlocks(
        string name, string description, Func<LedgerPlace, string, UnixTime, int> run, Streams streams, bool takesFile)
    {
        var file = new Argument<string>("BLOCKS.ndjson")
        {
            Description = "The file with the blocks; - for the standard stream.",
        };
        var (first, set) = (Place(), CommandLine.Set());
        var command = new Command(name, description) { file, first, set };
        command.SetAction(parsed => LedgerPlace.Use(
            parsed.GetValue(first), parsed.GetValue(set) ?? [], streams,
            place => run(place, parsed.GetValue(file)!, Now()), takesFile));
        return command;
    }

    private static Argument<string?> Place()
    {
        var place = CommandLine.First("DIR|FILE|PORT");
        place.Description =
            "A node's data directory, its configuration file, or its port; without it, the default directory. "
            + "verify and export also take a ledger's file, such as a copy of one.";
        return place;
    }

    private static UnixTime Now() => UnixTime.From(TimeProvider.System.GetUtcNow());
}
