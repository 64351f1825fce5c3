using System.Runtime.InteropServices;

namespace P2PChain.Node.Commands;

/// <summary>The standard descriptors, as whoever started the process left them.</summary>
internal static class Descriptor
{
    /// <summary>Standard input.</summary>
    public const int Input = 0;

    /// <summary>Standard output.</summary>
    public const int Output = 1;

    /// <summary>Standard error.</summary>
    public const int Errors = 2;

    private const int GetFlags = 1;
    private const int ClosedOnExec = 1;

    /// <summary>
    /// Whether the process was given it. The runtime opens files before this program's first line, and the first of them take
    /// the place of what was closed: reading there would wait for ever, and writing would spoil them. All of those are closed
    /// at an exec, which nothing that was handed down can be.
    /// </summary>
    public static bool IsInherited(int descriptor) =>
        OperatingSystem.IsWindows() || GetDescriptorFlags(descriptor, GetFlags) is >= 0 and var flags && (flags & ClosedOnExec) == 0;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetDescriptorFlags(int descriptor, int command);
}
