using System.CommandLine;
using System.Globalization;
using P2PChain.Node.Commands;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>
/// The commands of the console as commands of the shell: the same words, and the options for finding the node.
/// </summary>
internal static class OperationWords
{
    private const int TimeoutUsual = 30;
    private const int TimeoutMax = 3_600;

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Commands(Streams streams) =>
        [.. Operations(streams), WatchCommand.Make(streams), AttachCommand.Make(streams)];

    private static IEnumerable<Command> Operations(Streams streams) =>
        ConsoleWords.Define().Where(static word => word.Command.Name is not ("help" or "exit" or "page"))
            .Select(word => Of(word, streams));

    private static Command Of(ConsoleWords.Word word, Streams streams)
    {
        var command = word.Command;
        command.Description = word.Does;
        var place = new PlaceOptions(command);
        var format = Format();
        var timeout = Timeout();
        command.Options.Add(format);
        command.Options.Add(timeout);
        var wait = command.Name is "request" or "release" ? Wait() : null;
        if (wait is not null) command.Options.Add(wait);
        command.SetAction((parsed, _) => OneShot.RunAsync(
            word.Read(parsed),
            () => place.Find(parsed),
            new OneShotOptions(
                Enum.TryParse<OutputFormat>(parsed.GetValue(format), ignoreCase: true, out var form) ? form
                    : streams.IsOutputTerminal ? OutputFormat.Table : OutputFormat.Plain,
                wait is not null && Enum.TryParse<WaitFor>(parsed.GetValue(wait), ignoreCase: true, out var state)
                    ? state : WaitFor.Accepted,
                TimeSpan.FromSeconds(parsed.GetValue(timeout))),
            streams));
        return command;
    }

    private static Option<string?> Format()
    {
        var format = new Option<string?>("--output", "-o")
        {
            HelpName = "table|plain|json|csv",
            Description = "The form of the answer: table on a terminal, plain elsewhere, json and csv for programs.",
        };
        return FormatOptions.OneOf(format, "table", "plain", "json", "csv");
    }

    private static Option<string?> Wait()
    {
        var wait = new Option<string?>("--wait")
        {
            HelpName = "accepted|confirmed|everywhere",
            Description = "Ends once it is on the node's disk, in a block, or at each named peer.",
        };
        return FormatOptions.OneOf(wait, "accepted", "confirmed", "everywhere");
    }

    private static Option<int> Timeout()
    {
        var timeout = new Option<int>("--timeout")
        {
            HelpName = "SECONDS",
            DefaultValueFactory = static _ => TimeoutUsual,
            Description = "The longest time of the command.",
            CustomParser = static result =>
            {
                var isNumber = int.TryParse(
                    result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
                if (!isNumber || seconds is < 1 or > TimeoutMax)
                    result.AddError($"--timeout is 1 to {Spoken.Number(TimeoutMax)} seconds.");
                return seconds;
            },
        };
        return timeout;
    }
}
