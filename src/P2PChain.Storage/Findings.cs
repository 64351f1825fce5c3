using Microsoft.Data.Sqlite;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>What may be wrong with a ledger's file, each as one sentence that says what to do next.</summary>
internal sealed class Findings(string path)
{
    /// <summary>Characters of a finding that are shown; a hash, the table and the reason fit.</summary>
    private const int ShownCharsMax = 240;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What no disk and no person can cause, such as a block that is stored twice.</summary>
    public static bool IsBug(SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_MISMATCH;

    /// <summary>A row does not hold what was written.</summary>
    public ChainStoreException Damaged(string table, string key, string what) =>
        Damaged(Place(table, key, what), null);

    /// <summary>A row holds JSON which is not what was written.</summary>
    public ChainStoreException Damaged(string table, string key, DecodeFault fault) => Damaged(table, key, Text(fault));

    /// <summary>What is wrong with a stored JSON text, in a few words.</summary>
    public static string Text(DecodeFault fault) =>
        string.Join(' ', ((string[])[$"{fault.Code}", fault.Member, fault.Value]).Where(part => part.Length > 0));

    /// <summary>The place of a finding: table, row, and what is wrong there, safe to show.</summary>
    public static string Place(string table, string key, string what) => OneLine($"table {table}, {key}: {what}");

    /// <summary>The file is not there.</summary>
    public ChainStoreException Missing() => new(
        ChainStoreFault.Missing,
        $"There is no ledger {Path}: name the data directory, or the configuration file, of a node that was started before.");

    /// <summary>The file is so damaged that it does not say which network's it is.</summary>
    public ChainStoreException WithoutNetwork() => new(
        ChainStoreFault.Damaged,
        $"The ledger {Path} is so damaged that it does not say which network it belongs to: name the node's configuration file "
            + "instead of the directory.");

    /// <summary>An older version of the program wrote the file.</summary>
    public ChainStoreException OlderSchema(int version, int known) => new(
        ChainStoreFault.OlderSchema,
        FormattableString.Invariant($"The ledger {Path} was written by an older version of this program (schema {version}, now ")
            + FormattableString.Invariant($"{known}): start the node once, which brings it up to date."));

    /// <summary>A newer version of the program wrote the file.</summary>
    public ChainStoreException NewerSchema(int version, int known) => new(
        ChainStoreFault.NewerSchema,
        FormattableString.Invariant($"The ledger {Path} was written by a newer version of this program (schema {version}, ")
            + FormattableString.Invariant($"known here: {known}): run that version, or give this one another data directory."));

    /// <summary>The file's genesis is another.</summary>
    public ChainStoreException OtherNetwork(string genesis, string expected) => new(
        ChainStoreFault.OtherNetwork,
        $"The ledger {Path} belongs to another network (its genesis is {OneLine(genesis)}, the configuration's is {expected}): "
            + "correct the network's parameters, or give this network its own data directory.");

    /// <summary>The file may be read only.</summary>
    public ChainStoreException ReadOnly() => new(
        ChainStoreFault.NotWritable, $"The ledger {Path} may not be written by this user: correct the file's owner or mode.");

    /// <summary>The file system cannot do what durable commits need.</summary>
    public ChainStoreException NoLog() => new(
        ChainStoreFault.NotWritable,
        $"The file system of the ledger {Path} cannot hold a write-ahead log: choose a data directory on a local disk.");

    /// <summary>What the database complains of.</summary>
    /// <param name="error">Its words; no bug.</param>
    /// <param name="otherwise">Reading or writing, whichever was tried.</param>
    public ChainStoreException Explained(SqliteException error, ChainStoreFault otherwise) => error.SqliteErrorCode switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT or raw.SQLITE_ERROR => Damaged(Said(error), error),
        raw.SQLITE_FULL => new ChainStoreException(
            ChainStoreFault.NotWritable, $"The disk with the ledger {Path} is full: make room and start the node again.", error),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new ChainStoreException(
            otherwise, $"Another program keeps the ledger {Path} locked: end it and start the node again.", error),
        _ => new ChainStoreException(
            otherwise,
            $"The ledger {Path} cannot be {(otherwise == ChainStoreFault.NotWritable ? "written" : "opened")} ({Said(error)}): "
                + "see that its directory exists, that this user may write there, and that the disk works.",
            error),
    };

    private ChainStoreException Damaged(string what, Exception? cause) => new(
        ChainStoreFault.Damaged,
        $"The ledger {Path} is damaged ({OneLine(what)}): "
            + $"run p2pchain repair {System.IO.Path.GetDirectoryName(Path)}, which keeps all that is sound, or restore a backup.",
        cause)
    {
        Place = OneLine(what),
    };

    /// <summary>A damaged file's text may be anything, and the database quotes it.</summary>
    public static string OneLine(string text) =>
        string.Concat(text.Take(ShownCharsMax).Select(character => character is >= ' ' and <= '~' ? character : '?'));

    /// <summary>The database's own words without the provider's frame: SQLite Error 26: 'file is not a database'.</summary>
    public static string Said(SqliteException error)
    {
        var parts = error.Message.Split('\'', 2);
        return parts.Length == 2 ? parts[1].TrimEnd('.').TrimEnd('\'') : error.Message;
    }
}
