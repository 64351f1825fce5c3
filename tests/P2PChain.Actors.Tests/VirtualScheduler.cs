using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace P2PChain.Actors.Tests;

/// <summary>
/// Akka's test scheduler with a monotonic clock that the test moves, too: its own is the machine's. Like Akka's real
/// scheduler it refuses a negative delay.
/// </summary>
public sealed class VirtualScheduler : TestScheduler, IScheduler
{
    private readonly DateTimeOffset _start;
    private TimeSpan _read;

    public VirtualScheduler(Config config, ILoggingAdapter log)
        : base(config, log) => _start = Now;

    /// <summary>What a test kit's configuration says to have time in its hands.</summary>
    public static string Configuration { get; } =
        $"akka.scheduler.implementation = \"{typeof(VirtualScheduler).FullName}, {typeof(VirtualScheduler).Assembly.GetName().Name}\"";

    /// <summary>
    /// By how much somebody set the clock on the wall: no timer follows that, nor does the monotonic clock.
    /// </summary>
    public TimeSpan Offset { get; set; }

    /// <summary>The time that passes with each reading of the monotonic clock, as on a busy machine.</summary>
    public TimeSpan ReadingTakes { get; set; }

    DateTimeOffset ITimeProvider.Now => Now + Offset;

    TimeSpan ITimeProvider.MonotonicClock => Now - _start + (_read += ReadingTakes);

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start + _read;

    void ITellScheduler.ScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        ScheduleTellOnce(Valid(delay), receiver, message, sender, cancelable);

    void ITellScheduler.ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(Valid(delay), receiver, message, sender);

    private static TimeSpan Valid(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return delay;
    }
}
