using Microsoft.Win32.SafeHandles;

namespace P2PChain.Storage;

/// <summary>Notices that the ledger's files are no longer those that this process has open.</summary>
/// <remarks>
/// Linux: device and inode of the ledger, of its log and of the log's index, the log's length, and the first bytes of the ledger. Elsewhere
/// only those bytes, which tell an overwritten file. A copy taken since the last checkpoint has the same first bytes; it also has the same
/// pages up to the log, so writing it over the ledger changes nothing.
/// </remarks>
internal sealed class FileWatch : IDisposable
{
    /// <summary>SQLite's header: change counter, size, free pages, version of the schema.</summary>
    private const int HeaderBytes = 100;

    /// <summary>The write-ahead log's name after the ledger's.</summary>
    public const string LogSuffix = "-wal";

    /// <summary>The name of the log's index after the ledger's.</summary>
    public const string IndexSuffix = "-shm";

    /// <summary>SQLite itself cuts a log that grew longer, to exactly this length.</summary>
    public const long LogBytesKept = 16 << 20;

    private readonly string _path;

    /// <summary>
    /// Open until <see cref="Dispose"/>, which comes after the database is closed: closing any handle of a file drops all of this process's
    /// locks on it, those of the database too (POSIX).
    /// </summary>
    private readonly SafeFileHandle _handle;

    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly byte[] _read = new byte[HeaderBytes];
    private readonly FileIdentity? _ledger;
    private readonly FileIdentity? _index;
    private FileIdentity? _log;

    /// <summary>From now on the files are those that stand there.</summary>
    /// <param name="path">The ledger, which is open.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FileWatch(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (_ledger, _index) = (Now(""), Now(IndexSuffix));
        OnCheckpoint();
    }

    /// <summary>This process wrote the log back into the ledger.</summary>
    public void OnCheckpoint()
    {
        RandomAccess.Read(_handle, _header, 0);
        _log = Now(LogSuffix);
    }

    /// <summary>Looks at the ledger, its log and the log's index.</summary>
    /// <returns>What is different, a phrase; null when nothing is.</returns>
    public string? Difference()
    {
        var difference = Difference("", _ledger) ?? (IsContentKept() ? null : "other content was written into it")
            ?? Difference(LogSuffix, _log) ?? Difference(IndexSuffix, _index);
        if (difference is null) _log = Now(LogSuffix);
        return difference;
    }

    /// <summary>Whether the ledger's path still leads to the open file, and nothing else wrote to it: then its log may be written back.</summary>
    public bool MayWriteBack() =>
        Difference("", _ledger) is null && IsContentKept() && IsOursOrGone(LogSuffix, _log) && IsOursOrGone(IndexSuffix, _index);

    /// <summary>Whether nothing else wrote to the ledger's file.</summary>
    public bool IsContentKept()
    {
        var length = RandomAccess.Read(_handle, _read, 0);
        return length == HeaderBytes && _read.AsSpan().SequenceEqual(_header);
    }

    /// <summary>Whether the file at a path is the one that is open.</summary>
    /// <param name="suffix">Of the log or its index.</param>
    public bool IsOurs(string suffix) =>
        (suffix == LogSuffix ? _log : _index) is { } open && FileIdentity.TryGet(_path + suffix, out var now) && open.IsSameFile(now);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private FileIdentity? Now(string suffix) => FileIdentity.TryGet(_path + suffix, out var identity) ? identity : null;

    private string? Difference(string suffix, FileIdentity? expected)
    {
        if (expected is not { } open || !FileIdentity.TryGet(_path + suffix, out var now)) return null;
        var name = suffix.Length == 0 ? "" : Path.GetFileName(_path) + suffix + ": ";
        if (now is not { } there) return name + "nothing stands in its place";
        if (!open.IsSameFile(there)) return name + "another file stands in its place";
        return suffix == LogSuffix && there.Length < Math.Min(open.Length, LogBytesKept) ? name + "it was cut" : null;
    }

    private bool IsOursOrGone(string suffix, FileIdentity? expected) =>
        !FileIdentity.TryGet(_path + suffix, out var now) || now is null || (expected is { } open && open.IsSameFile(now));
}
