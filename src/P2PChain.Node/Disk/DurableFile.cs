using System.Text;

namespace P2PChain.Node.Disk;

/// <summary>Writes small files atomically: after a crash a file has the old text or the new one.</summary>
internal static class DurableFile
{
    /// <summary>The mode for the owner only.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a new file, flushes it to the disk, and moves it to the path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The whole text.</param>
    public static void Write(string path, string text)
    {
        var beside = path + ".new";
        File.Delete(beside); // left by a crash; its mode is not known
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        using (var file = new FileStream(beside, options))
        {
            file.Write(Utf8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
