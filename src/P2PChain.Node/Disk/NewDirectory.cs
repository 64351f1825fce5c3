namespace P2PChain.Node.Disk;

/// <summary>
/// A data directory that no node has used. If the start fails, its new files are removed: a node that never ran leaves
/// nothing behind, least of all a key that may be taken for one in use.
/// </summary>
internal sealed class NewDirectory
{
    private static readonly string[] Made =
        ["node.pem", "version", "http.token", "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal"];

    private readonly string _path;
    private readonly string[] _directories;
    private readonly bool _hasLogs;
    private readonly bool _hasLock;

    private NewDirectory(string path)
    {
        _path = path;
        _directories = [.. Upwards(path).TakeWhile(static directory => !Directory.Exists(directory))];
        _hasLogs = Directory.Exists(Logs);
        _hasLock = File.Exists(Lock);
    }

    private string Logs => Path.Combine(_path, "logs");

    private string Lock => Path.Combine(_path, "node.lock");

    /// <summary>Checks a directory before the start makes anything in it.</summary>
    /// <returns>Null if it is, or was, a node's: then nothing is removed.</returns>
    public static NewDirectory? Of(string path) =>
        Array.Exists(Made, name => Path.Exists(Path.Combine(path, name))) ? null : new NewDirectory(path);

    /// <summary>
    /// Removes the files that the start made, while only the lock is open. Files that cannot be removed stay.
    /// </summary>
    public void Remove()
    {
        foreach (var name in Made) Try(() => File.Delete(Path.Combine(_path, name)));
        if (!_hasLogs && Directory.Exists(Logs)) Try(() => Directory.Delete(Logs, recursive: true));
        if (!_hasLock) Try(() => File.Delete(Lock));
        foreach (var directory in _directories.Where(Directory.Exists)) Try(() => Directory.Delete(directory));
    }

    private static IEnumerable<string> Upwards(string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at)) yield return at;
    }

    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The reason of the failed start matters more.
        }
    }
}
