using Akka.Actor;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>Leases bytes of answers to strangers' connections, as <see cref="AnswerBudget"/> decides.</summary>
internal sealed class AnswersActor : UntypedActor, IWithTimers
{
    private readonly AnswerBudget _budget;
    private readonly Dictionary<PeerId, IActorRef> _askers = [];

    public AnswersActor(long bytesPerSecond) => _budget = new AnswerBudget(bytesPerSecond);

    public ITimerScheduler Timers { get; set; } = null!;

    private static Moment Now => Moment.From(Context.System.Scheduler.MonotonicClock);

    /// <param name="bytesPerSecond">The rate of all strangers together.</param>
    internal static Props Props(long bytesPerSecond) =>
        Akka.Actor.Props.Create(() => new AnswersActor(bytesPerSecond));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AnswersProtocol.Ask(var id, var address, var owed):
                _askers[id] = Sender;
                _budget.Ask(id, address, owed, Now);
                break;
            case Due: break;
            default: Unhandled(message); return;
        }
        Lease();
    }

    private void Lease()
    {
        while (_budget.Take(Now) is { } id)
            if (_askers.Remove(id, out var asker)) asker.Tell(AnswersProtocol.Lease.Instance);
        if (_budget.Wait(Now) is { } wait) Timers.StartDue(Due.Instance, Due.Instance, wait);
    }

    private sealed class Due
    {
        public static readonly Due Instance = new();
    }
}
