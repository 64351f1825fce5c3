namespace P2PChain.Node.Disk;

/// <summary>The free space of a disk.</summary>
internal static class DiskSpace
{
    /// <summary>Bytes that this user may still write to the disk of a path; null if unknown.</summary>
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
