using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Screen;

/// <summary>
/// The conversation of one person or script with a node: numbers the commands, and shows replies and news as they come.
/// </summary>
internal sealed class ScreenActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan ReachPoll = TimeSpan.FromMilliseconds(200);

    private readonly IActorRef _console;
    private readonly PublicKey _me;
    private readonly KeyNames _names;
    private readonly TimeZoneInfo _zone;
    private readonly ScreenWriter _screen;
    private readonly TimeSpan _patience;
    private readonly SortedDictionary<long, PendingCommand> _open = [];
    private readonly SessionOutcome _outcome = new();
    private readonly RateLimit _progress = new(TimeSpan.FromSeconds(10), burst: 1);
    private long _lastId;
    private (ScreenProtocol.Execute Execute, IActorRef Asker)? _next;
    private IActorRef? _waitsForPeer;
    private TimeSpan _peerTimeout;
    private IActorRef? _finishing;
    private TimeSpan _finishTimeout;

    public ScreenActor(
        IActorRef console,
        PublicKey me,
        KeyNames names,
        TimeZoneInfo zone,
        ScreenWriter screen,
        TimeSpan patience)
    {
        _console = console;
        _me = me;
        _names = names;
        _zone = zone;
        _screen = screen;
        _patience = patience;
    }

    private enum Timer
    {
        Finish,
        Peer,
        Reach,
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private Spoken Say => new(_me, _names, _zone, UnixTime.From(Context.System.Scheduler.Now));

    /// <summary>A screen on a node's console.</summary>
    /// <param name="console">Understands <see cref="ConsoleProtocol"/>.</param>
    /// <param name="me">The node's own key.</param>
    /// <param name="names">The names of keys.</param>
    /// <param name="zone">The person's time zone.</param>
    /// <param name="screen">The destination of lines.</param>
    /// <param name="patience">
    /// The time after which a command without an answer is given up, and no command waits for its outcome.
    /// </param>
    public static Props Props(
        IActorRef console,
        PublicKey me,
        KeyNames names,
        TimeZoneInfo zone,
        ScreenWriter screen,
        TimeSpan patience) =>
        Akka.Actor.Props.Create(() => new ScreenActor(console, me, names, zone, screen, patience));

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
            case ScreenProtocol.Execute execute: OnExecute(execute); break;
            case ConsoleProtocol.Reply reply: OnReply(reply); break;
            case NewsProtocol.SyncProgressNews progress: OnProgress(progress); break;
            case NewsProtocol.INews news: OnNews(news); break;
            case ScreenProtocol.AwaitPeer wish: OnAwaitPeer(wish.Timeout); break;
            case PeerTimeout: OnPeerTimeout(); break;
            case ConsoleProtocol.Reach reach: OnReach(reach); break;
            case ReachDue: AskReach(); break;
            case Overdue overdue: OnOverdue(overdue.Id); break;
            case ScreenProtocol.Finish finish: OnFinish(finish.Timeout); break;
            case FinishTimeout: GiveUp(); break;
            case Terminated: OnConsoleLost(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Writes few progress lines if lines cannot be redrawn.</summary>
    private void OnProgress(NewsProtocol.SyncProgressNews progress)
    {
        var line = NewsText.Of(progress, Say);
        if (_screen.TryShowProgress(line.Cells[0])) return;
        if (_progress.TryTake(Moment.From(Context.System.Scheduler.MonotonicClock))) _screen.WriteNews(line);
    }

    private void OnExecute(ScreenProtocol.Execute execute)
    {
        _next = (execute, Sender);
        ExecuteNext();
    }

    private void ExecuteNext()
    {
        if (_next is not ({ Command: var command } execute, var asker)) return;
        if (execute.IsInOrder && _open.Values.Any(open => !open.IsOverdue && ScriptOrder.Waits(command, open.Command)))
            return;
        _next = null;
        var id = ++_lastId;
        var numbered = command with { Id = id };
        _open.Add(id, new PendingCommand(numbered, asker, []));
        Timers.StartSingleTimer(id, new Overdue(id), _patience);
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
        _outcome.On(reply.Result);
        open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        if (reply.IsLast) Close(reply.Id);
        else _open[reply.Id] = open.After(reply.Result);
    }

    private void OnOverdue(long id)
    {
        if (!_open.TryGetValue(id, out var open)) return;
        if (open.Asker is not null) OnUnanswered(id, open);
        else _open[id] = open with { IsOverdue = true };
        ExecuteNext();
    }

    private void OnUnanswered(long id, PendingCommand open)
    {
        _screen.Write(open.GivenUp(_patience));
        _outcome.OnUnanswered();
        open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        Close(id);
    }

    private void OnNews(NewsProtocol.INews news)
    {
        _screen.WriteNews(NewsText.Of(news, Say));
        _outcome.On(news);
        FinishIfDone();
    }

    private void OnAwaitPeer(TimeSpan timeout)
    {
        _waitsForPeer = Sender;
        _peerTimeout = timeout;
        Timers.StartSingleTimer(Timer.Peer, PeerTimeout.Instance, timeout);
        AskReach();
    }

    private void OnPeerTimeout()
    {
        if (_waitsForPeer is null) return;
        _screen.WriteError(
            $"warning: no peer that this node dials is in step with it after {Spoken.Span(_peerTimeout)}; "
            + "the command is executed all the same");
        GoOn();
    }

    private void GoOn()
    {
        _waitsForPeer?.Tell(ScreenProtocol.Shown.Instance);
        _waitsForPeer = null;
        Timers.Cancel(Timer.Peer);
    }

    private void AskReach() => _console.Tell(ConsoleProtocol.GetReach.Instance);

    private void OnReach(ConsoleProtocol.Reach reach)
    {
        if (reach.IsInStep || !reach.HasPeers) GoOn();
        _outcome.On(reach);
        FinishIfDone();
        if (_waitsForPeer is not null || _finishing is not null)
            Timers.StartSingleTimer(Timer.Reach, ReachDue.Instance, ReachPoll);
    }

    private void OnFinish(TimeSpan timeout)
    {
        _finishing = Sender;
        _finishTimeout = timeout;
        Timers.StartSingleTimer(Timer.Finish, FinishTimeout.Instance, timeout);
        FinishIfDone();
        if (_finishing is not null) AskReach();
    }

    private void Close(long id)
    {
        _open.Remove(id);
        Timers.Cancel(id);
        ExecuteNext();
        FinishIfDone();
    }

    private void FinishIfDone()
    {
        if (_open.Count == 0 && !_outcome.IsOpen) Finish();
    }

    private void Finish()
    {
        _finishing?.Tell(new ScreenProtocol.Finished(_outcome.Code));
        _finishing = null;
        Timers.Cancel(Timer.Finish);
    }

    private void GiveUp()
    {
        _screen.Write(
        [
            .. _open.Values.SelectMany(open => open.GivenUp(_finishTimeout)),
            .. _outcome.GivenUp(_finishTimeout),
        ]);
        if (_open.Count > 0) _outcome.OnUnanswered();
        _open.Clear();
        Finish();
    }

    // The node ends, and the program says why. Here every waiting caller must be released.
    private void OnConsoleLost()
    {
        foreach (var open in _open.Values) open.Asker?.Tell(ScreenProtocol.Shown.Instance);
        _open.Clear();
        _next?.Asker.Tell(ScreenProtocol.Shown.Instance);
        _next = null;
        GoOn();
        Finish();
    }

    private sealed record Overdue(long Id);

    private sealed record PeerTimeout
    {
        public static readonly PeerTimeout Instance = new();
    }

    private sealed record ReachDue
    {
        public static readonly ReachDue Instance = new();
    }

    private sealed record FinishTimeout
    {
        public static readonly FinishTimeout Instance = new();
    }
}
