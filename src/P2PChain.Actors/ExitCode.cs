using System.Collections.Immutable;

namespace P2PChain.Actors;

/// <summary>The exit codes of the process. Codes over 63 are those of sysexits.h.</summary>
public static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Ok = 0;

    /// <summary>The command cannot be carried out, and nothing is broken.</summary>
    public const int Error = 1;

    /// <summary>The command line, or a line of a script, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The ledger refused a request or a release.</summary>
    public const int Refused = 3;

    /// <summary>The named thing does not exist.</summary>
    public const int NotFound = 4;

    /// <summary>The node cannot be reached.</summary>
    public const int Unreachable = 5;

    /// <summary>The outcome of a command is not known in time.</summary>
    public const int Unknown = 6;

    /// <summary>The ledger on disk is not as it was written.</summary>
    public const int Integrity = 7;

    /// <summary>Another process has the port or the data directory.</summary>
    public const int InUse = 69;

    /// <summary>An error of the program.</summary>
    public const int Bug = 70;

    /// <summary>The disk fails, is full, or may not be written.</summary>
    public const int Disk = 74;

    /// <summary>The configuration, or a file that an operator put in the data directory, cannot be used.</summary>
    public const int Configuration = 78;

    // The worst first. A code that is not listed comes from a failed start and stands alone.
    private static readonly ImmutableArray<int> Ranks = [Bug, Disk, Usage, Refused, NotFound, Unknown, Ok];

    /// <summary>The worse of the codes of two commands.</summary>
    public static int Worse(int one, int other) => Ranks.IndexOf(one) < Ranks.IndexOf(other) ? one : other;
}
