using Akka.Actor;
using P2PChain.Core.Crypto;

namespace P2PChain.Node.Screen;

/// <summary>
/// The loop at the prompt: a line, what it means, its answer, the next line. A line is read only when the one before has been
/// answered; what takes longer, such as the confirmation of a request, comes in between.
/// </summary>
internal sealed class ConsoleScreen
{
    /// <summary>How long commands may go on after the end of input.</summary>
    public static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstReplyTimeout = TimeSpan.FromSeconds(30);

    private readonly LineSource _lines;
    private readonly ScreenWriter _screen;
    private readonly IActorRef _actor;

    private ConsoleScreen(LineSource lines, ScreenWriter screen, IActorRef actor) =>
        (_lines, _screen, _actor) = (lines, screen, actor);

    /// <summary>Runs the console of a node until <c>exit</c> or the end of input, and its open commands to their end.</summary>
    /// <param name="system">Where the screen's actor lives.</param>
    /// <param name="console">The node's console.</param>
    /// <param name="me">The node's key.</param>
    /// <param name="input">Where lines come from.</param>
    /// <param name="screen">Where answers go.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidOperationException">Its actor failed: a bug.</exception>
    public static async Task RunAsync(
        ActorSystem system, IActorRef console, PublicKey me, TextReader input, ScreenWriter screen, CancellationToken stop)
    {
        var actor = system.ActorOf(
            ScreenActor.Props(console, me, TimeZoneInfo.Local, screen, FirstReplyTimeout)
                .WithDispatcher("p2pchain-screen-dispatcher"),
            "screen");
        await RunAsync(actor, new LineSource(input), screen, FinishTimeout, stop).ConfigureAwait(false);
    }

    /// <summary>The same, with an actor that is there already.</summary>
    public static async Task RunAsync(
        IActorRef actor, LineSource lines, ScreenWriter screen, TimeSpan finishTimeout, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lost = actor.WatchAsync(ending.Token);
        var session = new ConsoleScreen(lines, screen, actor).RunAsync(finishTimeout, ending.Token);
        var first = await Task.WhenAny(session, lost).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (first != session) throw new InvalidOperationException("The screen's actor stopped.");
        await session.ConfigureAwait(false);
    }

    private async Task RunAsync(TimeSpan finishTimeout, CancellationToken stop)
    {
        await ReadAsync(stop).ConfigureAwait(false);
        await _actor.Ask<ScreenProtocol.Finished>(
            new ScreenProtocol.Finish(finishTimeout), Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        _screen.Write(Menu.Lines);
        while (await NextAsync(ConsoleGrammar.Prompt, stop).ConfigureAwait(false) is { } line)
        {
            var entry = ConsoleGrammar.Read(line);
            while (entry is Entry.Ask ask)
            {
                if (await NextAsync(ask.Prompt, stop).ConfigureAwait(false) is not { } answer) return;
                entry = ask.Next(answer);
            }

            if (entry is Entry.Exit) return;
            if (entry is Entry.Say say) _screen.Write(say.Lines);
            if (entry is Entry.Do { Command: var command })
                await _actor.Ask<ScreenProtocol.Shown>(
                    new ScreenProtocol.Execute(command), Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
        }
    }

    private async Task<string?> NextAsync(string prompt, CancellationToken stop)
    {
        _screen.Prompt(prompt);
        var line = await _lines.NextAsync().WaitAsync(stop).ConfigureAwait(false);
        _screen.Entered(line);
        return line;
    }
}
