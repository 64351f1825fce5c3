namespace P2PChain.Node.Disk;

/// <summary>The room on a disk.</summary>
internal static class DiskSpace
{
    /// <summary>Bytes that this user may still write to the disk with a path; null where that is not known.</summary>
    public static long? FreeAt(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
