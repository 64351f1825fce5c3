using Microsoft.Data.Sqlite;
using P2PChain.Core.Json;
using P2PChain.Core.Storage;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>The faults of a ledger's file, each as a sentence with the remedy.</summary>
internal sealed class Findings(string path)
{
    /// <summary>The most characters of a shown finding; a hash, the table and the reason fit.</summary>
    private const int ShownCharsMax = 240;

    private const long MiB = 1 << 20;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether only a bug can cause the error, such as a block stored twice.</summary>
    public static bool IsBug(SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_MISMATCH;

    /// <summary>A row is not as it was written.</summary>
    public ChainStoreException Damaged(string table, string key, string what) =>
        Damaged(Place(table, key, what), null);

    /// <summary>A row has JSON that is not as it was written.</summary>
    public ChainStoreException Damaged(string table, string key, DecodeFault fault) => Damaged(table, key, Text(fault));

    /// <summary>The fault of a stored JSON text, in a few words.</summary>
    public static string Text(DecodeFault fault) => fault.ToString();

    /// <summary>The place of a finding: table, row and fault, safe to show.</summary>
    public static string Place(string table, string key, string what) => OneLine($"table {table}, {key}: {what}");

    /// <summary>The file is missing.</summary>
    public ChainStoreException Missing() => new(
        ChainStoreFault.Missing,
        $"There is no ledger {Path}: "
        + "name the data directory, or the configuration file, of a node that was started before.");

    /// <summary>The file is too damaged to name its network.</summary>
    public ChainStoreException WithoutNetwork() => new(
        ChainStoreFault.Damaged,
        $"The ledger {Path} is so damaged that it does not say which network it belongs to: "
        + "name the node's configuration file instead of the directory.");

    /// <summary>An older version of the program wrote the file.</summary>
    public ChainStoreException OlderSchema(int version, int known) => new(
        ChainStoreFault.OlderSchema,
        $"The ledger {Path} was written by an older version of this program ("
            + FormattableString.Invariant($"schema {version}, now {known}): ")
            + "start the node once, which brings it up to date.");

    /// <summary>The disk has no room for an update of the file.</summary>
    /// <param name="version">The file's version.</param>
    /// <param name="known">This program's version.</param>
    /// <param name="needed">Bytes for the copy and the log.</param>
    /// <param name="free">Bytes that are free.</param>
    public ChainStoreException NoRoomToUpdate(int version, int known, long needed, long free) => new(
        ChainStoreFault.NotWritable,
        FormattableString.Invariant($"The ledger {Path} has schema {version} and must be updated to {known}, ")
            + FormattableString.Invariant($"which takes {(needed + MiB - 1) / MiB} MiB for a copy and a log, ")
            + FormattableString.Invariant($"and {free / MiB} MiB are free: make room and start the node again."));

    /// <summary>The copy before an update cannot be made.</summary>
    public static ChainStoreException NoCopy(string copy, Exception error) => new(
        ChainStoreFault.NotWritable,
        $"The copy {copy} cannot be made before the ledger is updated ({OneLine(error.Message.TrimEnd('.'))}): "
            + "see that this user may write there, and that the disk works.",
        error);

    /// <summary>A newer version of the program wrote the file.</summary>
    public ChainStoreException NewerSchema(int version, int known) => new(
        ChainStoreFault.NewerSchema,
        $"The ledger {Path} was written by a newer version of this program ("
            + FormattableString.Invariant($"schema {version}, known here: {known}): ")
            + "run that version, or give this one another data directory.");

    /// <summary>The file belongs to another genesis.</summary>
    public ChainStoreException OtherNetwork(string genesis, string expected) => new(
        ChainStoreFault.OtherNetwork,
        $"The ledger {Path} belongs to another network "
        + $"(its genesis is {OneLine(genesis)}, the configuration's is {expected}): "
        + "correct the network's parameters, or give this network its own data directory.");

    /// <summary>Refuses a path that cannot lead to a file.</summary>
    /// <exception cref="ChainStoreException">It cannot; a missing file is no reason.</exception>
    public void RefuseUnreachable()
    {
        var found = PathProblem.Find(Path) ?? (Directory.Exists(Path) ? PathProblem.NotAFile(Path) : null);
        if (found is not { } problem) return;
        throw new ChainStoreException(
            problem.IsForbidden ? ChainStoreFault.NotReadable : ChainStoreFault.Misplaced,
            $"The ledger {Path} cannot be reached, {problem.Sentence}: {problem.Advice}.");
    }

    /// <summary>The file cannot be read, or this user may not read it.</summary>
    public ChainStoreException Unreadable(Exception error) => new(
        ChainStoreFault.NotReadable,
        error is UnauthorizedAccessException
            ? $"The ledger {Path} may not be read by this user: give this user the right to, or run this as its owner."
            : $"The ledger {Path} cannot be read ({OneLine(error.Message.TrimEnd('.'))}): see that the disk works.",
        error);

    /// <summary>
    /// The database could not open a file to read it: this user may not read it, or may not write beside it.
    /// </summary>
    /// <param name="error">The database's error.</param>
    /// <exception cref="ChainStoreException">
    /// The file may not be read; or it has a log that cannot be read with it.
    /// </exception>
    public void RefuseUnreadable(SqliteException error)
    {
        try
        {
            File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(refused);
        }

        var log = new FileInfo(Path + FileWatch.LogSuffix);
        if (!log.Exists || (log.Length == 0 && !File.Exists(Path + FileWatch.IndexSuffix))) return;
        throw new ChainStoreException(
            ChainStoreFault.NotReadable,
            $"The ledger {Path} has a log beside it, {log.Name}, whose blocks cannot be read here ({Said(error)}): "
                + "run this as the ledger's owner, "
                + "or copy both files into a directory that this user may write, and name that one.",
            error);
    }

    /// <summary>The path no longer leads to the open file, or another program wrote to it.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="copy">The path of the copy; null if there is none.</param>
    /// <param name="isSound">Whether all of the open file could be read.</param>
    /// <param name="reason">Why there is no copy; null if an earlier sentence said so.</param>
    public ChainStoreException Replaced(string difference, string? copy, bool isSound, string? reason)
    {
        var (name, directory) = (System.IO.Path.GetFileName(Path), System.IO.Path.GetDirectoryName(Path));
        var kept = copy is null
            ? $"the running ledger could not be kept in {directory} ({OneLine((reason ?? "see above").TrimEnd('.'))})"
            : $"{(isSound ? "the running ledger" : "all that was left of the running ledger, which is damaged,")} "
                + $"is kept as {System.IO.Path.GetFileName(copy)} in {directory}";
        return new ChainStoreException(
            ChainStoreFault.Replaced, $"{name} was replaced while the node ran; {kept} ({difference}).");
    }

    /// <summary>The file is read-only.</summary>
    public ChainStoreException ReadOnly() => new(
        ChainStoreFault.NotWritable,
        $"The ledger {Path} may not be written by this user: correct the file's owner or mode.");

    /// <summary>The file system does not support durable commits.</summary>
    public ChainStoreException NoLog() => new(
        ChainStoreFault.NotWritable,
        $"The file system of the ledger {Path} cannot hold a write-ahead log: "
        + "choose a data directory on a local disk.");

    /// <summary>Explains an error of the database.</summary>
    /// <param name="error">The error; no bug.</param>
    /// <param name="otherwise">The attempted work: reading or writing.</param>
    public ChainStoreException Explained(
        SqliteException error, ChainStoreFault otherwise) => error.SqliteErrorCode switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT or raw.SQLITE_ERROR =>
                Damaged(Said(error), error),
            raw.SQLITE_FULL => new ChainStoreException(
                ChainStoreFault.NotWritable,
                $"The disk with the ledger {Path} is full: make room and start the node again.",
                error),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new ChainStoreException(
                otherwise, $"Another program keeps the ledger {Path} locked: end it and start the node again.", error),
            _ => new ChainStoreException(
                otherwise,
                $"The ledger {Path} cannot be {(otherwise == ChainStoreFault.NotWritable ? "written" : "opened")} "
                    + $"({Said(error)}): see that its directory exists, that this user may write there, "
                    + "and that the disk works.",
                error),
        };

    private ChainStoreException Damaged(string what, Exception? cause) => new(
        ChainStoreFault.Damaged,
        $"The ledger {Path} is damaged ({OneLine(what)}): "
            + $"run p2pchain repair {System.IO.Path.GetDirectoryName(Path)}, which keeps all that is sound, "
            + "or restore a backup.",
        cause)
    {
        Place = OneLine(what),
    };

    /// <summary>
    /// Makes one safe line of a text. The database quotes a damaged file's text, which may be anything.
    /// </summary>
    public static string OneLine(string text) =>
        string.Concat(text.Take(ShownCharsMax).Select(character => character is >= ' ' and <= '~' ? character : '?'));

    /// <summary>
    /// The database's message without the provider's frame: SQLite Error 26: 'file is not a database'.
    /// </summary>
    public static string Said(SqliteException error)
    {
        var parts = error.Message.Split('\'', 2);
        return parts.Length == 2 ? parts[1].TrimEnd('.').TrimEnd('\'') : error.Message;
    }
}
