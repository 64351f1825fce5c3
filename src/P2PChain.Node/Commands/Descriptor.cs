using System.Runtime.InteropServices;

namespace P2PChain.Node.Commands;

/// <summary>The standard descriptors, as inherited by the process.</summary>
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
    /// Whether the process inherited the descriptor. The runtime opens files before this program's first line, and the
    /// first of them take the numbers of closed descriptors. Reading there would wait for ever, and writing would spoil
    /// them. The runtime's files are all closed at an exec, which an inherited descriptor cannot be.
    /// </summary>
    public static bool IsInherited(int descriptor) =>
        OperatingSystem.IsWindows()
        || (GetDescriptorFlags(descriptor, GetFlags) is >= 0 and var flags && (flags & ClosedOnExec) == 0);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetDescriptorFlags(int descriptor, int command);
}
