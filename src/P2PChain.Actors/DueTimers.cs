using Akka.Actor;

namespace P2PChain.Actors;

/// <summary>Timers for moments that are computed.</summary>
internal static class DueTimers
{
    /// <summary>
    /// Starts a single timer. Akka refuses a negative wait, and the time may have passed since it was computed: then
    /// the message comes at once.
    /// </summary>
    public static void StartDue(this ITimerScheduler timers, object key, object message, TimeSpan wait) =>
        timers.StartSingleTimer(key, message, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
}
