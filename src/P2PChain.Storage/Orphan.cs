using Microsoft.Data.Sqlite;

namespace P2PChain.Storage;

/// <summary>A copy of a ledger whose path leads elsewhere by now, beside where it stood: <c>ledger.db.orphan-N</c>.</summary>
internal static class Orphan
{
    private static readonly string[] Suffixes = ["", FileWatch.LogSuffix, FileWatch.IndexSuffix, "-journal"];

    /// <summary>Copies the database as its open connection sees it, log included; nothing that exists is written over.</summary>
    /// <param name="connection">The open database.</param>
    /// <param name="path">Where it stood; a directory that is gone is made again.</param>
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
            using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ConnectionString);
            target.Open();
            connection.BackupDatabase(target);
            // One file, which can be read where nothing can be written; a node that takes it over turns the log on again.
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

    /// <summary>The first name that no file has, nor would have beside it.</summary>
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
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
