using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>version</c>: the layout of the data directory, so that an older program does not spoil a newer one's.
/// </summary>
internal static class VersionFile
{
    /// <summary>The layout that this program writes.</summary>
    public const int Current = 1;

    /// <summary>Refuses a directory that a newer program wrote, and marks a new one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Actors.NodeStartException">The layout is newer, or the file holds no number.</exception>
    public static void Ensure(string path)
    {
        CannotStart.UnlessFile(path);
        if (!File.Exists(path))
        {
            var text = Current.ToString(CultureInfo.InvariantCulture) + "\n";
            CannotStart.OnDisk(path, "be written", () => DurableFile.Write(path, text));
            return;
        }

        var found = CannotStart.OnDisk(path, "be read", () => File.ReadLines(path).FirstOrDefault("").Trim());
        if (!int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw CannotStart.Because(
                ExitCode.Configuration,
                $"{path} should hold the number {Current} and holds something else: "
                + "restore the data directory from a backup, "
                + $"or write {Current} into the file when nothing but it was changed.");
        if (version > Current)
            throw CannotStart.Because(
                ExitCode.Configuration,
                $"{Path.GetDirectoryName(path)} was written by a newer p2pchain "
                + $"(layout {found}, this one knows {Current}): run that version, "
                + "or name another directory with --set p2pchain.data=DIRECTORY.");
    }
}
