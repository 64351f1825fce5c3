using Akka.Actor;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>
/// One person's or script's conversation with a node: numbers the commands, and shows replies and news as they come.
/// </summary>
internal sealed class ScreenActor : UntypedActor, IWithTimers
{
    private readonly IActorRef _console;
    private readonly PublicKey _me;
    private readonly TimeZoneInfo _zone;
    private readonly ScreenWriter _screen;
    private readonly TimeSpan _firstReplyTimeout;
    private readonly SortedDictionary<long, OpenCommand> _open = [];
    private long _lastId;
    private IActorRef? _finishing;
    private TimeSpan _finishTimeout;

    public ScreenActor(
        IActorRef console, PublicKey me, TimeZoneInfo zone, ScreenWriter screen, TimeSpan firstReplyTimeout) =>
        (_console, _me, _zone, _screen, _firstReplyTimeout) = (console, me, zone, screen, firstReplyTimeout);

    private enum Timer
    {
        Finish,
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private Spoken Say => new(_me, _zone, UnixTime.From(Context.System.Scheduler.Now));

    /// <summary>A screen on a node's console.</summary>
    /// <param name="console">Understands <see cref="ConsoleProtocol"/>.</param>
    /// <param name="me">The node's own key.</param>
    /// <param name="zone">Where the person is.</param>
    /// <param name="screen">Where it is written; may block.</param>
    /// <param name="firstReplyTimeout">After which the next line is read even if a command was never answered.</param>
    public static Props Props(
        IActorRef console, PublicKey me, TimeZoneInfo zone, ScreenWriter screen, TimeSpan firstReplyTimeout) =>
        Akka.Actor.Props.Create(() => new ScreenActor(console, me, zone, screen, firstReplyTimeout));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_console);
        _console.Tell(ConsoleProtocol.Watch.Instance);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ScreenProtocol.Execute execute: OnExecute(execute.Command); break;
            case ConsoleProtocol.Reply reply: OnReply(reply); break;
            case ConsoleProtocol.INews news: _screen.Write([NewsText.Of(news, Say)]); break;
            case FirstReplyMissed missed: OnMissed(missed.Id); break;
            case ScreenProtocol.Finish finish: OnFinish(finish.Timeout); break;
            case FinishTimeout: GiveUp(); break;
            case Terminated: OnConsoleLost(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnExecute(ConsoleProtocol.Command command)
    {
        var id = ++_lastId;
        var numbered = command with { Id = id };
        _open.Add(id, new OpenCommand(numbered, Sender, []));
        Timers.StartSingleTimer(id, new FirstReplyMissed(id), _firstReplyTimeout);
        _console.Tell(numbered);
    }

    private void OnReply(ConsoleProtocol.Reply reply)
    {
        var lines = AnswerText.Of(reply.Result, Say);
        if (!_open.TryGetValue(reply.Id, out var open))
        {
            _screen.Write(lines); // one that was given up: late, but true
            return;
        }

        _screen.Write(open.IsRefusedWhole(reply)
            ? [.. lines, ScreenLine.Of("so none of these items was requested", Tone.Bad)]
            : lines);
        Timers.Cancel(reply.Id);
        open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        if (reply.IsLast) Close(reply.Id);
        else _open[reply.Id] = open.After(reply.Result);
    }

    private void OnMissed(long id)
    {
        if (!_open.TryGetValue(id, out var open)) return;
        _screen.Write(open.GivenUp(_firstReplyTimeout));
        open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        Close(id);
    }

    private void OnFinish(TimeSpan timeout)
    {
        _finishing = Sender;
        _finishTimeout = timeout;
        Timers.StartSingleTimer(Timer.Finish, FinishTimeout.Instance, timeout);
        FinishIfDone();
    }

    private void Close(long id)
    {
        _open.Remove(id);
        FinishIfDone();
    }

    private void FinishIfDone()
    {
        if (_finishing is null || _open.Count > 0) return;
        _finishing.Tell(ScreenProtocol.Finished.Instance);
        _finishing = null;
        Timers.Cancel(Timer.Finish);
    }

    private void GiveUp()
    {
        _screen.Write([.. _open.Values.SelectMany(open => open.GivenUp(_finishTimeout))]);
        _open.Clear();
        FinishIfDone();
    }

    // The node ends, and the program says why; here nobody must be left waiting.
    private void OnConsoleLost()
    {
        foreach (var open in _open.Values) open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        _open.Clear();
        FinishIfDone();
    }

    private sealed record FirstReplyMissed(long Id);

    private sealed record FinishTimeout
    {
        public static readonly FinishTimeout Instance = new();
    }
}
