using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace P2PChain.Simulation.Engine;

/// <summary>Akka's scheduler over the world's due list. It makes the world, because Akka makes it first.</summary>
public sealed class SimScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    public SimCore Core { get; } = new(config.GetLong("simulation.seed"));

    public override TimeSpan MonotonicClock => Core.Monotonic;

    public override TimeSpan HighResMonotonicClock => Core.Monotonic;

    protected override DateTimeOffset TimeNow => Core.Now;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Repeat(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Schedule(
        delay, action, cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Schedule(
        delay, action.Run, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Repeat(initialDelay, interval, action, cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Repeat(initialDelay, interval, action.Run, cancelable);

    private void Schedule(TimeSpan delay, Action act, ICancelable? cancelable)
    {
        var of = Core.Running;
        Core.After(of?.TrueDelay(delay) ?? delay, Unless(cancelable, act), of);
    }

    private void Repeat(TimeSpan initialDelay, TimeSpan interval, Action act, ICancelable? cancelable)
    {
        var of = Core.Running;
        var wait = of?.TrueDelay(interval) ?? interval;
        void Again()
        {
            act();
            Core.After(wait, Unless(cancelable, Again), of);
        }

        Core.After(of?.TrueDelay(initialDelay) ?? initialDelay, Unless(cancelable, Again), of);
    }

    private static Action Unless(ICancelable? cancelable, Action act) => () =>
    {
        if (cancelable is not { IsCancellationRequested: true }) act();
    };
}
