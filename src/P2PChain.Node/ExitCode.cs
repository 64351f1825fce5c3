namespace P2PChain.Node;

/// <summary>What the process ends with. Those over 63 are the ones of sysexits.h.</summary>
internal static class ExitCode
{
    /// <summary>All went as asked.</summary>
    public const int Ok = 0;

    /// <summary>It cannot be done, and nothing is broken.</summary>
    public const int Error = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The ledger on disk is not what was written.</summary>
    public const int Integrity = 7;

    /// <summary>Another process has the port or the data directory.</summary>
    public const int InUse = 69;

    /// <summary>An error of the program.</summary>
    public const int Bug = 70;

    /// <summary>The disk fails, is full, or may not be written.</summary>
    public const int Disk = 74;

    /// <summary>The configuration, or what an operator put in the data directory, cannot be used.</summary>
    public const int Configuration = 78;
}
