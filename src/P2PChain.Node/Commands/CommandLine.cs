using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using P2PChain.Actors;
using P2PChain.Node.Client;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Commands;

/// <summary>
/// The commands of the program: <c>p2pchain FILE|PORT</c>, <c>config check</c>, <c>config show</c>, and those of
/// <see cref="LedgerWords"/>.
/// </summary>
internal static class CommandLine
{
    // A word that starts with @ is a file's name, not a list of further words.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    /// <summary>The version of this program.</summary>
    public static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0.0.0";

    /// <summary>Runs the command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Streams streams)
    {
        var root = Root(streams);
        if (Completion.TryAnswer(root, args, streams)) return ExitCode.Ok;
        // The parser skips a first word equal to the command's name, or a path that ends in it. So it gets the name.
        var parsed = root.Parse([root.Name, .. args], Plain);
        string[] errors = [.. parsed.Errors.Select(static error => error.Message), .. Misplaced(parsed.CommandResult)];
        if (errors.Length > 0)
        {
            foreach (var error in errors) await streams.Errors.WriteLineAsync(error).ConfigureAwait(false);
            await streams.Errors.WriteLineAsync("p2pchain --help shows the usage.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = streams.Output,
                Error = streams.Errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are StopSignals' business
            }).ConfigureAwait(false);
        }
        catch (OutputException error)
        {
            await streams.Errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            return ExitCode.Disk;
        }
        catch (Exception error)
        {
            // This is the last place for a sentence. If there is a log, it has the details.
            await streams.Errors.WriteLineAsync(
                $"p2pchain failed because of an error in it ({error.GetType().Name}: "
                + $"{CannotStart.OneLine(error.Message)}): "
                + "please report it.").ConfigureAwait(false);
            return ExitCode.Bug;
        }
    }

    /// <summary>
    /// Reports the words before a command's name. They would belong to the root, which is not invoked then.
    /// </summary>
    private static IEnumerable<string> Misplaced(CommandResult command)
    {
        for (var above = command.Parent as CommandResult; above is not null; above = above.Parent as CommandResult)
        {
            foreach (var given in above.Children)
            {
                if (given is OptionResult { Implicit: false } option)
                    yield return $"{option.IdentifierToken?.Value} comes after {command.Command.Name}.";
                else if (given is ArgumentResult { Tokens: [{ Value: var value }, ..] })
                    yield return $"{value} comes after {command.Command.Name}.";
            }
        }
    }

    private static RootCommand Root(Streams streams)
    {
        var root = new RootCommand(
            "A node of a decentralised ledger of shared items: "
            + "every site runs one, and together they keep one ledger of items and their holders.");
        root.Directives.Clear();
        foreach (var version in root.Options.OfType<VersionOption>().ToArray()) root.Options.Remove(version);
        root.Options.Add(new VersionOption { Action = new PrintVersion() });
        AddRun(root, streams);
        var run = new Command("run", "Runs a node; the word may be left out.");
        AddRun(run, streams);
        root.Subcommands.Add(run);
        root.Subcommands.Add(Config(streams));
        root.Subcommands.Add(OpenCommand.Make(streams));
        foreach (var command in LedgerWords.Commands(streams)) root.Subcommands.Add(command);
        root.Subcommands.Add(KeyCommand.Make(streams));
        root.Subcommands.Add(InitCommand.Make(streams));
        root.Subcommands.Add(Completion.Make(streams));
        foreach (var command in OperationWords.Commands(streams)) root.Subcommands.Add(command);
        return root;
    }

    private static void AddRun(Command command, Streams streams)
    {
        var (first, set) = (First(), Set());
        var headless = new Option<bool>("--headless")
        {
            Description = "No console: standard input is never read, and the log goes to standard output.",
        };
        command.Arguments.Add(first);
        command.Options.Add(set);
        command.Options.Add(headless);
        command.SetAction((parsed, _) =>
        {
            IEnumerable<string> overrides = parsed.GetValue(set) ?? [];
            if (parsed.GetValue(headless)) overrides = overrides.Append("p2pchain.headless=true");
            return RunCommand.RunAsync(parsed.GetValue(first), overrides, streams);
        });
    }

    private static Command Config(Streams streams)
    {
        var (checkFirst, checkSet) = (First(), Set());
        var check = new Command("check", "Says whether a node could start from this configuration.")
        {
            checkFirst,
            checkSet,
        };
        check.SetAction(parsed =>
            ConfigCommands.Check(parsed.GetValue(checkFirst), parsed.GetValue(checkSet) ?? [], streams));

        var (showFirst, showSet) = (First(), Set());
        var origin = new Option<bool>("--origin") { Description = "Also print where each value came from." };
        var show = new Command("show", "Prints each key and the value it would have.") { showFirst, showSet, origin };
        show.SetAction(parsed => ConfigCommands.Show(
            parsed.GetValue(showFirst), parsed.GetValue(showSet) ?? [], parsed.GetValue(origin), streams));

        return new Command("config", "Checks and shows a configuration without starting a node.") { check, show };
    }

    internal static Argument<string?> First(string name = "FILE|PORT")
    {
        var first = new Argument<string?>(name)
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A node's configuration file, or a port to listen on at 127.0.0.1 with data in ./data/PORT.",
        };

        // Otherwise a mistyped option would be read as a file.
        first.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] typed }])
                result.AddError($"There is no option {typed}; a file of that name is ./{typed}.");
        });
        return first;
    }

    internal static Option<string[]> Set() => new("--set")
    {
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = false,
        Description = "Sets a key, over file and environment; may be given several times.",
    };
}
