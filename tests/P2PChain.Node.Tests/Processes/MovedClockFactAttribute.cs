namespace P2PChain.Node.Tests.Processes;

/// <summary>A test that moves a process's clock; it is skipped where that is impossible.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MovedClockFactAttribute : FactAttribute
{
    public MovedClockFactAttribute()
    {
        if (MovedClock.Library is null) Skip = "A moved clock needs Linux and the Debian package faketime.";
    }
}
