using P2PChain.Actors;

namespace P2PChain.Node.Disk;

/// <summary>A file that one process at a time holds open. A leftover file does no harm.</summary>
internal static class LockFile
{
    /// <summary>Opens or makes the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">The place named in the sentence if the file cannot be written.</param>
    /// <param name="key">The key of the configuration that names another place.</param>
    /// <returns>The lock; disposing it releases it. Null if another process has it.</returns>
    /// <exception cref="NodeStartException">The disk fails.</exception>
    public static FileStream? TryHold(string file, string place, string key)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = DurableFile.Private;
        CannotStart.UnlessFile(file);
        try
        {
            var deed = place == file ? "be opened" : "be written";
            return CannotStart.OnDisk(place, deed, () => new FileStream(file, options), key);
        }
        catch (NodeStartException error) when (error.InnerException is IOException held && IsHeld(held))
        {
            return null;
        }
    }

    // EWOULDBLOCK has another number on macOS and the BSDs; Windows has two codes of its own.
    private static bool IsHeld(IOException error) => OperatingSystem.IsWindows()
        ? (error.HResult & 0xFFFF) is 32 or 33
        : error.HResult is 11 or 35;
}
