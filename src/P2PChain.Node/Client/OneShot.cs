using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Node.Commands;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>One command for a running node.</summary>
internal static class OneShot
{
    /// <summary>Carries out what the words of a command line mean.</summary>
    /// <param name="entry">The meaning.</param>
    /// <param name="find">Finds the node.</param>
    /// <param name="options">The options.</param>
    /// <param name="streams">Where to print.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        Entry entry, Func<ServerPlace> find, OneShotOptions options, Streams streams)
    {
        if (entry is not Entry.Do { Command: var command })
        {
            var say = (Entry.Say)entry;
            foreach (var line in say.Lines)
                await streams.Errors.WriteLineAsync(SafeLine.Of(line.Cells[0])).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        try
        {
            using var client = new NodeClient(find());
            using var patience = new CancellationTokenSource(options.Timeout);
            var code = options.Format is OutputFormat.Json or OutputFormat.Csv
                ? await DocumentShot.RunAsync(client, command, options, streams, patience.Token).ConfigureAwait(false)
                : await new LineShot(client, command, options, streams).RunAsync(patience.Token).ConfigureAwait(false);
            await streams.Output.FlushAsync().ConfigureAwait(false);
            return code;
        }
        catch (ClientException error)
        {
            await streams.Errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await streams.Errors.WriteLineAsync(
                $"The node gave no answer within {Spoken.Span(options.Timeout)}: "
                + (CommandKind.OnlyReads(command)
                    ? "ask again, or give it more time with --timeout SECONDS."
                    : "look at the state with item and peers before you repeat the command.")).ConfigureAwait(false);
            return CommandKind.OnlyReads(command) ? ExitCode.Unreachable : ExitCode.Unknown;
        }
    }
}
