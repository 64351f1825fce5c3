namespace P2PChain.Simulation.Faults;

/// <summary>What can go wrong. Each seed draws which of these do, and how often.</summary>
public enum FaultKind
{
    /// <summary>Two groups of hosts hear nothing of each other.</summary>
    Partition,

    /// <summary>One host's bytes do not reach another; the way back is open.</summary>
    OneWayPartition,

    /// <summary>A direction delivers nothing for up to a minute, then all of it.</summary>
    Clog,

    /// <summary>A link becomes slow, far, or both.</summary>
    SlowLink,

    /// <summary>A connection is reset; what was under way is lost.</summary>
    Reset,

    /// <summary>A connection is gone for one side only.</summary>
    HalfOpen,

    /// <summary>A host turns dials away.</summary>
    Refuse,

    /// <summary>A process is killed, and started again later.</summary>
    Crash,

    /// <summary>A machine is switched off without a word.</summary>
    PowerLoss,

    /// <summary>The same in the middle of a write.</summary>
    PowerLossInWrite,

    /// <summary>A write fails, and the node ends.</summary>
    DiskFull,

    /// <summary>A process stands still, and goes on.</summary>
    Pause,

    /// <summary>A node starts again with an empty disk.</summary>
    Wipe,

    /// <summary>A clock jumps, or drifts.</summary>
    Clock,

    /// <summary>A clock is wrong by minutes, hours or days for a while, and is then set right.</summary>
    WrongClock,
}
