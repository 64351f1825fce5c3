using Akka.Actor;
using P2PChain.Actors;
using P2PChain.Actors.Console;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;

namespace P2PChain.Node.Screen;

/// <summary>
/// The loop at the prompt: a line, its meaning, its answer, the next line. A line is read once the previous one has its
/// first answer. Later answers, such as a confirmation, come in between. A script's command may wait for them:
/// <see cref="ScriptOrder"/>.
/// </summary>
internal sealed class ConsoleScreen
{
    /// <summary>How long commands may go on after the end of input.</summary>
    public static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a script waits for a peer before its first request or release.</summary>
    public static readonly TimeSpan PeerTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(0.5);

    // The time after which a command is given up, and the next one no longer waits for its outcome.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(30);

    private readonly PromptLines _lines;
    private readonly ScreenWriter _screen;
    private readonly IActorRef _actor;
    private readonly Func<Uri>? _newPage;
    private readonly bool _isScript;
    private bool _hasPeer;
    private int _code = ExitCode.Ok;

    private ConsoleScreen(
        IActorRef actor, LineSource lines, ScreenWriter screen, bool isScript, Func<Uri>? newPage)
    {
        _newPage = newPage;
        _actor = actor;
        _lines = new PromptLines(lines, screen);
        _screen = screen;
        _isScript = isScript;
    }

    /// <summary>
    /// Runs the console of a node until <c>exit</c> or the end of input, and its open commands to their end.
    /// </summary>
    /// <param name="system">The actor system for the screen's actor.</param>
    /// <param name="console">The node's console.</param>
    /// <param name="me">The node's key.</param>
    /// <param name="names">The names of keys.</param>
    /// <param name="input">The source of lines.</param>
    /// <param name="isScript">Whether the lines come from a pipe or a file.</param>
    /// <param name="screen">The destination of answers.</param>
    /// <param name="newPage">Makes an address that lets a browser in; null if the node serves no HTTP.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <returns>The exit code: the worst of a script's commands; 0 for a person's.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidOperationException">Its actor failed: a bug.</exception>
    public static async Task<int> RunAsync(
        ActorSystem system,
        IActorRef console,
        PublicKey me,
        KeyNames names,
        ILines input,
        bool isScript,
        ScreenWriter screen,
        Func<Uri>? newPage,
        CancellationToken stop)
    {
        var props = ScreenActor.Props(console, me, names, TimeZoneInfo.Local, screen, CommandTimeout);
        var actor = system.ActorOf(props, "screen");
        var lines = new LineSource(input);
        return await RunAsync(actor, lines, isScript, screen, FinishTimeout, stop, newPage).ConfigureAwait(false);
    }

    /// <summary>The same with an existing actor.</summary>
    public static async Task<int> RunAsync(
        IActorRef actor,
        LineSource lines,
        bool isScript,
        ScreenWriter screen,
        TimeSpan finishTimeout,
        CancellationToken stop,
        Func<Uri>? newPage = null)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lost = actor.WatchAsync(ending.Token);
        var session = new ConsoleScreen(actor, lines, screen, isScript, newPage).RunAsync(finishTimeout, ending.Token);
        var first = await Task.WhenAny(session, lost).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (first != session) throw new InvalidOperationException("The screen's actor stopped.");
        return await session.ConfigureAwait(false);
    }

    private async Task<int> RunAsync(TimeSpan finishTimeout, CancellationToken stop)
    {
        _screen.Write(Menu.Lines);
        while (await _lines.ReadAsync(stop).ConfigureAwait(false) is { } entry and not Entry.Exit)
            await ExecuteAsync(entry, stop).ConfigureAwait(false);
        if (_isScript && !_lines.HaveCome && !_screen.OutputLost.IsCompleted)
            _screen.WriteError(
                "Standard input is closed or empty, so this node ends at once: "
                + "with --headless it runs without a console.");
        var finish = new ScreenProtocol.Finish(finishTimeout);
        var finishing = _actor.Ask<ScreenProtocol.Finished>(finish, Timeout.InfiniteTimeSpan, stop);
        if (!_isScript) await TellOfWaitAsync(finishing, finishTimeout).ConfigureAwait(false);
        var finished = await finishing.ConfigureAwait(false);
        return _isScript ? ExitCode.Worse(_code, finished.ExitCode) : ExitCode.Ok;
    }

    private async Task TellOfWaitAsync(Task finishing, TimeSpan timeout)
    {
        var shortWait = Task.Delay(ShortWait, CancellationToken.None);
        if (await Task.WhenAny(finishing, shortWait).ConfigureAwait(false) == finishing) return;
        _screen.Write([ScreenLine.Of(
            $"waiting up to {Spoken.Span(timeout)} for the outcome of requests, "
            + "and for a peer to take this node's blocks; Ctrl-C ends at once")]);
    }

    private async Task ExecuteAsync(Entry entry, CancellationToken stop)
    {
        if (entry is Entry.Say say)
        {
            _screen.Write(say.Lines);
            if (say.IsWrong) _code = ExitCode.Worse(_code, ExitCode.Usage);
        }

        if (entry is Entry.Page) _screen.Write(PageText.Of(_newPage?.Invoke()));
        if (entry is not Entry.Do { Command: var command }) return;
        if (command is ConsoleProtocol.Request or ConsoleProtocol.Release)
            await AwaitPeerAsync(stop).ConfigureAwait(false);
        await AskAsync(new ScreenProtocol.Execute(command) { IsInOrder = _isScript }, stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits until a peer is in step. A person sees the peers; a script goes on as soon as the node may know the
    /// holders.
    /// </summary>
    private async Task AwaitPeerAsync(CancellationToken stop)
    {
        if (!_isScript || _hasPeer) return;
        _hasPeer = true;
        await AskAsync(new ScreenProtocol.AwaitPeer(PeerTimeout), stop).ConfigureAwait(false);
    }

    private async Task AskAsync(object wish, CancellationToken stop) =>
        await _actor.Ask<ScreenProtocol.Shown>(wish, Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
}
