using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>
/// Writes the log beside the file back into the file. SQLite would do so within a commit; done here, this process knows
/// when it changes the file.
/// </summary>
internal sealed class WriteAheadLog(SqliteConnection connection)
{
    /// <summary>Pages, 4 MiB, after which the log is written back.</summary>
    private const int PagesMax = 1000;

    /// <summary>
    /// Pages, 16 MiB, after which the writer waits for readers, so that the log starts again at its beginning. Readers
    /// that overlap prevent it otherwise, and the log grows.
    /// </summary>
    private const int PagesLong = 4000;

    /// <summary>The longest wait for the statements of this node's readers, which end within this time.</summary>
    private const int ReaderMs = 50;

    /// <summary>The same once the log is twice as long: the machine is busy, or a person reads.</summary>
    private const int SlowReaderMs = 1000;

    private int _pages;

    /// <summary>Counts a commit, and writes the log back if it is due.</summary>
    public void OnCommit(LedgerGuard? guard)
    {
        raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, resetFlg: 1);
        _pages += written;
        if (_pages < PagesMax) return;
        guard?.Check();
        var (pages, done) = WriteBack(raw.SQLITE_CHECKPOINT_PASSIVE);
        if (pages >= PagesLong) Restart(pages >= 2 * PagesLong ? SlowReaderMs : ReaderMs);
        if (pages == done || pages >= PagesLong) _pages = 0;
        guard?.OnCheckpoint();
    }

    /// <summary>A statement of a reader that takes longer lets the log grow until the next attempt.</summary>
    private void Restart(int patienceMs)
    {
        raw.sqlite3_busy_timeout(connection.Handle, patienceMs);
        WriteBack(raw.SQLITE_CHECKPOINT_RESTART);
        raw.sqlite3_busy_timeout(connection.Handle, LedgerFile.BusyMs);
    }

    /// <summary>A failure, as on a full disk, does not undo the commit: the next commit tries again.</summary>
    private (int Pages, int Done) WriteBack(int mode)
    {
        raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", mode, out var pages, out var done);
        return (pages, done);
    }
}
