using System.Globalization;

namespace P2PChain.Testing;

/// <summary>How long a piece of work takes a processor, whatever else the machine is doing.</summary>
public static class ThreadTime
{
    /// <summary>Does the work on this thread.</summary>
    /// <returns>The processor's time on Linux (proc(5), schedstat); elsewhere the time that passed.</returns>
    public static TimeSpan Of(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var began = Now();
        work();
        return Now() - began;
    }

    private static TimeSpan Now() => OperatingSystem.IsLinux()
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : TimeSpan.FromMilliseconds(Environment.TickCount64);
}
