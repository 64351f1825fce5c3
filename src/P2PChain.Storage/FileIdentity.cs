using System.Runtime.InteropServices;

namespace P2PChain.Storage;

/// <summary>The identity of the file at a path: equal device and inode mean one file.</summary>
/// <param name="Device">The file system's number.</param>
/// <param name="Inode">The file's number there.</param>
/// <param name="Length">Its size, bytes.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long Length)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Wanted = 0x300; // STATX_INO and STATX_SIZE; the device comes with every answer
    private const int NotFound = 2; // ENOENT
    private const int NotADirectory = 20; // ENOTDIR
    private const int AnswerBytes = 256; // sizeof(struct statx), the same on every processor

    /// <summary>
    /// Whether files can be compared here. .NET gives no inode, and the structure used here is Linux's.
    /// </summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && TryStat("/", out _) is null;

    /// <summary>Reads the identity at a path, through symbolic links.</summary>
    /// <param name="path">A file or a directory.</param>
    /// <param name="identity">The file; null if there is none.</param>
    /// <returns>False if the system does not tell, as in a directory without the right to search.</returns>
    public static bool TryGet(string path, out FileIdentity? identity)
    {
        identity = null;
        if (!IsKnown) return false;
        var error = TryStat(path, out var found);
        if (error is null) identity = found;
        return error is null or NotFound or NotADirectory;
    }

    /// <summary>Whether both are one file, whatever was written to it since.</summary>
    public bool IsSameFile(FileIdentity? other) =>
        other is { } there && there.Device == Device && there.Inode == Inode;

    /// <returns>The system's error; null when there is none.</returns>
    private static int? TryStat(string path, out FileIdentity found)
    {
        found = default;
        var answer = new byte[AnswerBytes];
        try
        {
            if (Stat(CurrentDirectory, path, 0, Wanted, answer) != 0) return Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            return -1; // a C library from before 2018
        }

        found = new FileIdentity(
            ((ulong)MemoryMarshal.Read<uint>(answer.AsSpan(136)) << 32) | MemoryMarshal.Read<uint>(answer.AsSpan(140)),
            MemoryMarshal.Read<ulong>(answer.AsSpan(32)),
            MemoryMarshal.Read<long>(answer.AsSpan(40)));
        return null;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(
        int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
