using System.Diagnostics;
using Akka.Actor;
using P2PChain.Actors;
using P2PChain.Actors.Console.Health;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Node;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Node.Hosting;
using P2PChain.Node.Screen;
using Serilog.Core;

namespace P2PChain.Node.Commands;

/// <summary><c>run</c>: a node from its start to its end.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>For an output that is read: the process has 5 s from a signal to its end.</summary>
    private static readonly TimeSpan LastWordTime = TimeSpan.FromSeconds(0.25);

    /// <summary>
    /// A service manager waits for the failed process, so it ends even if standard output is not read.
    /// </summary>
    private static readonly TimeSpan FailureTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs a node until it is stopped or cannot go on.</summary>
    /// <param name="first">A file, a port, or null for the defaults.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    /// <param name="streams">The standard streams.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string? first, IEnumerable<string> overrides, Streams streams)
    {
        var configuration = NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return ConfigCommands.Refuse(configuration, streams);

        // The runtime sets up a terminal at its first use, and waits if it is paused.
        if (!configuration.Settings.IsHeadless) streams.Width?.Invoke();

        // Not earlier: until here a signal ends the process at once, even while the configuration waits for a pipe.
        using var signals = new StopSignals();
        var output = streams.PumpOutput();
        var screen = new ScreenWriter(
            output,
            streams.IsTerminal && streams.ShowsProgress ? output : streams.PumpErrors(),
            new ScreenStyle(streams.IsTerminal, streams.HasColours, EditsLines: streams.NextKey is not null),
            streams.Width);
        var (exitCode, isFailure) = await RunAsync(configuration, streams, screen, output, signals.Asked)
            .ConfigureAwait(false);
        await EndAsync(screen, isFailure, signals.Asked).ConfigureAwait(false);
        return exitCode;
    }

    private static async Task<(int ExitCode, bool IsFailure)> RunAsync(
        NodeConfiguration configuration, Streams streams, ScreenWriter screen, IOutput output, CancellationToken stop)
    {
        var warnings = new WarningSink(screen);
        ILogEventSink shown = configuration.Settings.IsHeadless ? new LogSink(output) : warnings;
        try
        {
            var node = await RunningNode.StartAsync(configuration.Settings, configuration.Effective.Config, shown, stop)
                .ConfigureAwait(false);
            warnings.Open();
            var (exitCode, failure) = await LiveAsync(node, configuration.Settings, streams, screen, stop)
                .ConfigureAwait(false);
            screen.EndPrompt();
            warnings.Close(failure?.Sentence);
            if (failure is not null) node.Log(failure);
            await node.DisposeAsync().ConfigureAwait(false);
            return (exitCode, failure is not null);
        }
        catch (NodeStartException error)
        {
            screen.WriteError(error.Failure.Sentence);
            return (error.Failure.ExitCode, true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (ExitCode.Ok, false); // asked to stop before it had started
        }
        catch (TimeoutException)
        {
            screen.WriteError(
                "The node did not stop in time and was ended; "
                + "its ledger is safe: every confirmed transaction is on the disk.");
            var patience = Task.Delay(LastWordTime, CancellationToken.None);
            await Task.WhenAny(screen.WrittenAsync(), patience).ConfigureAwait(false);
            Environment.Exit(ExitCode.Bug);
            throw new UnreachableException();
        }
    }

    /// <summary>Waits until the output was read, unless the process has to end before.</summary>
    private static async Task EndAsync(ScreenWriter screen, bool isFailure, CancellationToken stop)
    {
        var written = screen.WrittenAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (isFailure) patience.CancelAfter(FailureTime);
        await Task.WhenAny(written, Task.Delay(Timeout.Infinite, patience.Token)).ConfigureAwait(false);
        await Task.WhenAny(written, Task.Delay(LastWordTime, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Runs from the node's start until it should stop.</summary>
    /// <returns>The exit code, and why the node cannot go on; null if it was asked to stop.</returns>
    private static async Task<(int ExitCode, NodeFailure? Failure)> LiveAsync(
        RunningNode node, NodeSettings settings, Streams streams, ScreenWriter screen, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var greeting = Greeting(node, settings);
        foreach (var line in greeting) node.Log(line);
        if (!settings.IsHeadless) screen.Write([.. greeting.Select(static line => ScreenLine.Of(line))]);
        await using var service = ServiceNotice.OfStarted(node.Refs);
        await WarnOfLedgerAsync(node, settings.Names, stop).ConfigureAwait(false);
        var console = settings.IsHeadless
            ? ForeverAsync(ending.Token)
            : ConsoleScreen.RunAsync(
                node.System, node.Refs.Console, node.Key, settings.Names, Input(streams, screen), streams.IsScript,
                screen, node.NewPage, ending.Token);

        // A daemon goes on if its log is not read.
        Task lost = settings.IsHeadless ? Task.Delay(Timeout.Infinite, ending.Token) : screen.OutputLost;
        var first = await Task.WhenAny(console, node.Refs.Failed, node.Refs.Stopped, lost, screen.TerminalLost)
            .ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        if (node.Refs.Failed.IsCompleted) return Failed(node.Placed(await node.Refs.Failed.ConfigureAwait(false)));
        if (!settings.IsHeadless && screen.OutputLost.IsCompleted && !streams.IsOutputTerminal)
        {
            var error = await screen.OutputLost.ConfigureAwait(false);
            return Failed(new NodeFailure(ExitCode.Disk, error.Message, error));
        }

        if (first == lost || first == screen.TerminalLost)
        {
            if (!stop.IsCancellationRequested) node.Log("The terminal is gone, so the node stops");
            return (ExitCode.Ok, null);
        }

        if (first == console && console.IsCompletedSuccessfully) return (await console.ConfigureAwait(false), null);
        if (first == console && stop.IsCancellationRequested) return (ExitCode.Ok, null);
        return Failed(new NodeFailure(
            ExitCode.Bug,
            $"The node's {(first == console ? "console" : "root")} stopped by itself, which is a bug: "
            + $"please report it with the log in {node.LogPath}.",
            console.Exception));
    }

    private static (int ExitCode, NodeFailure? Failure) Failed(NodeFailure failure) => (failure.ExitCode, failure);

    private static async Task<int> ForeverAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static ILines Input(Streams streams, ScreenWriter screen) =>
        streams.NextKey is { } nextKey ? new TerminalLines(nextKey, screen) : new ByteLines(streams.OpenInput());

    private static async Task WarnOfLedgerAsync(RunningNode node, KeyNames names, CancellationToken stop)
    {
        var now = UnixTime.From(TimeProvider.System.GetUtcNow());
        var say = new Spoken(node.Key, names, TimeZoneInfo.Local, now);
        try
        {
            var chain = await node.Refs.Lookups.Query(ChainProtocol.GetStatus.Instance, AnswerTimeout, stop)
                .ConfigureAwait(false);
            foreach (var problem in Diagnosis.OfLedger(chain, now)) node.Warn(ProblemText.Of(problem, say).Sentence);
        }
        catch (Exception error) when (error is AskTimeoutException or OperationCanceledException)
        {
            // The node was asked to stop, or its disk is slow. The warning is in status too.
        }
    }

    private static string[] Greeting(RunningNode node, NodeSettings settings) =>
    [
        $"p2pchain {CommandLine.Version} listens on {node.Refs.Listens}",
        $"key {settings.Names.Show(node.Key)}  data {node.DataPath}  pid {Spoken.Height(Environment.ProcessId)}",
        StatusText.Rights(Standing.Of(settings.Network, node.Key), settings.Mining),
        .. node.HttpAddress is { } http ? [$"http {http}  token {node.HttpTokenPath}"] : Array.Empty<string>(),
    ];
}
