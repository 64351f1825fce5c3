using P2PChain.Actors;

namespace P2PChain.Node.Disk;

/// <summary>A file that one process at a time has open; it does no harm when it is left behind.</summary>
internal static class LockFile
{
    /// <summary>Opens it, or makes it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What cannot be written when the file cannot, named in the sentence.</param>
    /// <param name="key">The key that names another place.</param>
    /// <returns>The lock; disposing of it lets go. Null when another process has it.</returns>
    /// <exception cref="NodeStartException">The disk does not play along.</exception>
    public static FileStream? TryHold(string file, string place, string key)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = DurableFile.Private;
        CannotStart.UnlessFile(file);
        try
        {
            return CannotStart.OnDisk(place, place == file ? "be opened" : "be written", () => new FileStream(file, options), key);
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
