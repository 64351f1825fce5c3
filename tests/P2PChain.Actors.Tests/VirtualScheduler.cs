using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace P2PChain.Actors.Tests;

/// <summary>Akka's test scheduler with a monotonic clock that the test moves, too: its own is the machine's.</summary>
public sealed class VirtualScheduler : TestScheduler, IScheduler
{
    private readonly DateTimeOffset _start;

    public VirtualScheduler(Config config, ILoggingAdapter log)
        : base(config, log) => _start = Now;

    /// <summary>What a test kit's configuration says to have time in its hands.</summary>
    public static string Configuration { get; } =
        $"akka.scheduler.implementation = \"{typeof(VirtualScheduler).FullName}, {typeof(VirtualScheduler).Assembly.GetName().Name}\"";

    /// <summary>
    /// By how much somebody set the clock on the wall: no timer follows that, nor does the monotonic clock.
    /// </summary>
    public TimeSpan Offset { get; set; }

    DateTimeOffset ITimeProvider.Now => Now + Offset;

    TimeSpan ITimeProvider.MonotonicClock => Now - _start;

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start;
}
