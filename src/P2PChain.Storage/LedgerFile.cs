using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>The open database file: opening, settings, reading, writing and closing.</summary>
internal sealed class LedgerFile : IDisposable
{
    /// <summary>The longest wait for another program's write, such as a person's with <c>sqlite3</c>.</summary>
    public const int BusyMs = 5000;

    /// <summary>The usual memory for pages.</summary>
    public const int CacheKiB = 16 << 10;

    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];
    private Statement? _begin;
    private Statement? _commit;
    private Statement? _rollback;
    private LedgerGuard? _guard;
    private readonly WriteAheadLog _log;

    private LedgerFile(string path, SqliteOpenMode mode, bool isImmutable = false)
    {
        Path = path = System.IO.Path.GetFullPath(path);
        Findings = new Findings(path);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = isImmutable ? ImmutableUri(path) : path,
            Mode = mode,
            Pooling = false, // disposed of means closed
            DefaultTimeout = BusyMs / 1000,
        }.ConnectionString);
        _log = new WriteAheadLog(_connection);
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The sentences about its faults.</summary>
    public Findings Findings { get; }

    /// <summary>Opens a file without changing it; a missing file is made.</summary>
    /// <exception cref="ChainStoreException">It cannot be opened, or is no database.</exception>
    public static LedgerFile Open(string path)
    {
        var unopened = new LedgerFile(path, SqliteOpenMode.ReadWriteCreate);
        unopened.Findings.RefuseUnreachable();
        return Open(unopened);
    }

    /// <summary>Opens a file to read its present state, also while a node writes. It changes nothing.</summary>
    /// <exception cref="ChainStoreException">It is missing, cannot be opened, or is no database.</exception>
    public static LedgerFile OpenSnapshot(string path)
    {
        var unopened = new LedgerFile(path, SqliteOpenMode.ReadOnly);
        unopened.Findings.RefuseUnreachable();
        if (!File.Exists(path)) throw unopened.Findings.Missing();
        try
        {
            return BeginReading(unopened);
        }
        catch (ChainStoreException error)
            when (error is { Fault: ChainStoreFault.NotReadable, InnerException: SqliteException })
        {
            unopened.Findings.RefuseUnreadable((SqliteException)error.InnerException);
            // Even to read, SQLite makes the log's index beside the file, which is impossible on a read-only disk.
            return BeginReading(new LedgerFile(path, SqliteOpenMode.ReadOnly, isImmutable: true));
        }
    }

    /// <summary>
    /// Opens a file that this process writes by another connection, to read each time its latest state.
    /// </summary>
    /// <exception cref="ChainStoreException">It cannot be opened.</exception>
    public static LedgerFile OpenArchive(string path)
    {
        var file = Open(new LedgerFile(path, SqliteOpenMode.ReadOnly));
        file.Reading(() => file.Execute("pragma cache_size = -4096; pragma temp_store = memory"));
        return file;
    }

    private static LedgerFile BeginReading(LedgerFile unopened)
    {
        var file = Open(unopened);
        try
        {
            file.Reading(() => file.Execute("pragma temp_store = memory; begin; select 1 from sqlite_master"));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static LedgerFile Open(LedgerFile file)
    {
        try
        {
            file.Reading(() =>
            {
                file._connection.Open();
                file.Execute("pragma busy_timeout = " + BusyMs.ToString(CultureInfo.InvariantCulture));
            });
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string ImmutableUri(string path) =>
        $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1";

    /// <summary>Sets the mode of writing.</summary>
    public void Configure()
    {
        // A file without write permission opens as well, and the first block would be refused.
        if (raw.sqlite3_db_readonly(_connection.Handle, "main") != 0) throw Findings.ReadOnly();
        using (var mode = Prepare("pragma journal_mode = wal").Query())
        {
            // Some network file systems cannot, and the database says so only here.
            if (!mode.Read() || mode.Text(0) != "wal") throw Findings.NoLog();
        }

        // A commit is one fsync of the log. FULL, because NORMAL loses the last commits in a power loss; fullfsync,
        // because a plain fsync on macOS does not reach the platters.
        Execute("pragma synchronous = full; pragma fullfsync = 1; pragma checkpoint_fullfsync = 1");
        // The log is written back every 4 MiB and starts again (WriteAheadLog). Only a reader with a long
        // query delays that; afterwards the log is cut to 16 MiB again.
        Execute("pragma wal_autocheckpoint = 0; pragma journal_size_limit = "
            + FileWatch.LogBytesKept.ToString(CultureInfo.InvariantCulture));
        UseCache(CacheKiB);
        Execute("pragma temp_store = memory");
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        _rollback = Prepare("rollback");
    }

    /// <summary>From now on each commit checks that the path leads to the open file.</summary>
    /// <param name="upgrades">The network's planned upgrades.</param>
    /// <exception cref="ChainStoreException">The file cannot be looked at.</exception>
    public void Guard(ImmutableArray<Upgrade> upgrades) => _guard = new LedgerGuard(_connection, Findings, upgrades);

    /// <inheritdoc cref="LedgerGuard.Check"/>
    public void Check() => _guard?.Check();

    /// <summary>
    /// Commits no longer wait for the disk, for work that can be repeated. The file stays sound in any event, and has
    /// everything up to some commit.
    /// </summary>
    public void Relax() => Execute("pragma synchronous = normal");

    /// <summary>Ends <see cref="Relax"/>: every commit is in the database itself and on the disk.</summary>
    /// <exception cref="ChainStoreException">The disk refuses.</exception>
    public void Settle() => Reading(() =>
    {
        Execute("pragma synchronous = full; pragma wal_checkpoint(truncate)");
        _guard?.OnCheckpoint();
    });

    /// <summary>Size of the database with its log, bytes.</summary>
    public long Bytes()
    {
        using var rows = Prepare("select page_count * page_size from pragma_page_count, pragma_page_size").Query();
        return rows.Read() ? rows.Integer(0) ?? 0 : 0;
    }

    /// <summary>Keeps at most so many pages in memory.</summary>
    /// <param name="kibibytes">Their size, KiB.</param>
    public void UseCache(int kibibytes) =>
        Execute("pragma cache_size = -" + kibibytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs statements without rows that are not needed again.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Prepares a statement. It is closed with the file.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Reads, and turns an error of the database into a sentence.</summary>
    /// <exception cref="ChainStoreException">The file is damaged or cannot be read.</exception>
    public T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException error) when (!Findings.IsBug(error))
        {
            _guard?.Check(); // or damage would be told where somebody put another file
            throw Findings.Explained(error, ChainStoreFault.NotReadable);
        }
        catch (ChainStoreException error) when (error.Fault == ChainStoreFault.Damaged)
        {
            _guard?.Check();
            throw;
        }
    }

    /// <inheritdoc cref="Reading{T}(Func{T})"/>
    public void Reading(Action read) => Reading(() =>
    {
        read();
        return true;
    });

    /// <summary>Writes one transaction, all of it or nothing. When it returns, the disk has it.</summary>
    /// <exception cref="ChainStoreException">The file is damaged or cannot be written: nothing changed.</exception>
    public void Writing(Action write)
    {
        _guard?.Check();
        try
        {
            _begin!.Run();
            write();
            _commit!.Run();
        }
        catch (SqliteException error) when (!Findings.IsBug(error))
        {
            RollBack(); // what is not committed is not to be kept
            _guard?.Check();
            throw Findings.Explained(error, ChainStoreFault.NotWritable);
        }
        finally
        {
            RollBack();
        }

        _log.OnCommit(_guard);
    }

    /// <summary>Writes the log back into the database and closes the file.</summary>
    public void Dispose()
    {
        var mayWrite = _guard?.BeforeClose() ?? true;
        try
        {
            if (_begin is not null && mayWrite) Execute("pragma wal_checkpoint(passive)"); // never waits
        }
        catch (SqliteException)
        {
            // Nothing is lost: the log stays beside the database, and the next start reads both.
        }
        finally
        {
            _begin = null;
            foreach (var statement in _statements) statement.Dispose();
            _statements.Clear();
            _connection.Dispose();
            _guard?.Dispose();
            _guard = null;
        }
    }

    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollback!.Run();
    }
}
