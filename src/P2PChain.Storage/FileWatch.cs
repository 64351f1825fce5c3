using Microsoft.Win32.SafeHandles;

namespace P2PChain.Storage;

/// <summary>Notices that a ledger's files are no longer those that this process has open.</summary>
/// <remarks>
/// On Linux it compares device and inode of the ledger, its log and the log's index, the log's length, and the first
/// bytes of the ledger. Elsewhere it compares only those bytes, which reveal an overwritten file. A copy since the last
/// checkpoint has the same first bytes. It also has the same pages up to the log, so writing it over the ledger changes
/// nothing.
/// </remarks>
internal sealed class FileWatch : IDisposable
{
    /// <summary>SQLite's header: change counter, size, free pages, version of the schema.</summary>
    private const int HeaderBytes = 100;

    /// <summary>The suffix of the write-ahead log.</summary>
    public const string LogSuffix = "-wal";

    /// <summary>The suffix of the log's index.</summary>
    public const string IndexSuffix = "-shm";

    /// <summary>SQLite itself cuts a longer log to exactly this length.</summary>
    public const long LogBytesKept = 16 << 20;

    private readonly string _path;

    /// <summary>
    /// Open until <see cref="Dispose"/>, after the database is closed. Closing any handle of a file drops all locks of
    /// this process on it, those of the database too (POSIX).
    /// </summary>
    private readonly SafeFileHandle _handle;

    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly byte[] _read = new byte[HeaderBytes];
    private readonly FileIdentity? _ledger;
    private readonly FileIdentity? _index;
    private FileIdentity? _log;

    /// <summary>Watches the present files.</summary>
    /// <param name="path">The ledger, which is open.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FileWatch(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _ledger = Now("");
        _index = Now(IndexSuffix);
        OnCheckpoint();
    }

    /// <summary>This process wrote the log back into the ledger.</summary>
    public void OnCheckpoint()
    {
        RandomAccess.Read(_handle, _header, 0);
        _log = Now(LogSuffix);
    }

    /// <summary>Compares the ledger, its log and the log's index.</summary>
    /// <returns>The difference, a phrase; null if there is none.</returns>
    public string? Difference()
    {
        var difference = Difference("", _ledger) ?? (IsContentKept() ? null : "other content was written into it")
            ?? Difference(LogSuffix, _log) ?? Difference(IndexSuffix, _index);
        if (difference is null) _log = Now(LogSuffix);
        return difference;
    }

    /// <summary>
    /// Whether the ledger's path leads to the open file and no other program wrote to it, so that the log may be
    /// written back.
    /// </summary>
    public bool MayWriteBack() =>
        Difference("", _ledger) is null
        && IsContentKept()
        && IsOursOrGone(LogSuffix, _log)
        && IsOursOrGone(IndexSuffix, _index);

    /// <summary>Whether no other program wrote to the ledger's file.</summary>
    public bool IsContentKept()
    {
        var length = RandomAccess.Read(_handle, _read, 0);
        return length == HeaderBytes && _read.AsSpan().SequenceEqual(_header);
    }

    /// <summary>Whether the file at a path is the open one.</summary>
    /// <param name="suffix">The suffix of the log or its index.</param>
    public bool IsOurs(string suffix) =>
        (suffix == LogSuffix ? _log : _index) is { } open
        && FileIdentity.TryGet(_path + suffix, out var now)
        && open.IsSameFile(now);

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
        !FileIdentity.TryGet(_path + suffix, out var now)
        || now is null
        | (expected is { } open && open.IsSameFile(now));
}
