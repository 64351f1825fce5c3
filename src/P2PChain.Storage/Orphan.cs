using Microsoft.Data.Sqlite;

namespace P2PChain.Storage;

/// <summary>
/// A copy of a ledger whose path leads to another file, beside its old place: <c>ledger.db.orphan-N</c>.
/// </summary>
internal static class Orphan
{
    private static readonly string[] Suffixes = ["", FileWatch.LogSuffix, FileWatch.IndexSuffix, "-journal"];

    /// <summary>Copies the database as its open connection sees it, log included. It never overwrites a file.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="path">The old path; a missing directory is made again.</param>
    /// <returns>The copy's path.</returns>
    /// <exception cref="SqliteException">The database cannot be read, or the copy not be written.</exception>
    /// <exception cref="IOException">The copy cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The copy may not be made.</exception>
    public static string Copy(SqliteConnection connection, string path)
    {
        Make(Path.GetDirectoryName(path)!);
        var copy = Reserve(path);
        try
        {
            var place = new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false };
            using var target = new SqliteConnection(place.ConnectionString);
            target.Open();
            connection.BackupDatabase(target);
            // One file that can be read on a read-only disk; a node that uses it turns the log on again.
            using var command = target.CreateCommand();
            command.CommandText = "pragma journal_mode = delete";
            command.ExecuteNonQuery();
            return copy;
        }
        catch
        {
            foreach (var suffix in Suffixes) File.Delete(copy + suffix);
            throw;
        }
    }

    /// <summary>The first name that neither a file nor its companions have.</summary>
    public static string FreeName(string path)
    {
        for (var number = 1; ; number++)
        {
            var name = FormattableString.Invariant($"{path}.orphan-{number}");
            if (!Array.Exists(Suffixes, suffix => Path.Exists(name + suffix))) return name;
        }
    }

    private static string Reserve(string path)
    {
        var name = FreeName(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(name, options).Dispose();
        return name;
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(
                directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
