using System.Text;

namespace P2PChain.Node.Disk;

/// <summary>Writes small files so that after a crash there is the old text or the new one, never half of either.</summary>
internal static class DurableFile
{
    /// <summary>For the owner only.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes beside the file, flushes to the disk, and puts the new file in the old one's place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">All of its text.</param>
    public static void Write(string path, string text)
    {
        var beside = path + ".new";
        File.Delete(beside); // left by a crash; its mode is not known
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        using (var file = new FileStream(beside, options))
        {
            file.Write(Utf8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
