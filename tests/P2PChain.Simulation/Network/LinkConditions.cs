namespace P2PChain.Simulation.Network;

/// <summary>
/// How one host's bytes reach another at this time: a direction of its own, so that partitions may be one-way.
/// </summary>
public sealed class LinkConditions
{
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(1);

    public TimeSpan Jitter { get; set; }

    public double BytesPerSecond { get; set; } = 10_000_000;

    /// <summary>Whether nothing gets through; what was sent is sent again until something does.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Until when everything queues up, in true time.</summary>
    public TimeSpan CloggedUntil { get; set; }
}
