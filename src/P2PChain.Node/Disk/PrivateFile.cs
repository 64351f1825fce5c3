using P2PChain.Actors;

namespace P2PChain.Node.Disk;

/// <summary>Files with a secret. Only their owner may use them.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Refuses a file that others may use.</summary>
    /// <exception cref="NodeStartException">Others may use it.</exception>
    public static void RefuseOthers(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = CannotStart.OnDisk(path, "be looked at", () => new FileInfo(path).UnixFileMode);
        if ((mode & Others) != UnixFileMode.None)
            throw CannotStart.Because(
                ExitCode.Configuration,
                $"{path} may be used by others than its owner (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}), "
                + $"and every reader of it can act as this node: run chmod 600 {Quoted(path)}");
    }

    /// <summary>Reads the start of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesMax">The most bytes.</param>
    public static string Read(string path, int bytesMax)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[bytesMax];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, count);
    }

    // Quotes a path for a shell.
    private static string Quoted(string path) =>
        path.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_')
            ? path
            : "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
