using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Storage.Check;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>
/// Protects an open ledger whose path leads to another file: copies the open ledger beside it, and keeps its log out of
/// the other file.
/// </summary>
internal sealed class LedgerGuard : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Findings _findings;
    private readonly ImmutableArray<Upgrade> _upgrades;
    private readonly FileWatch _watch;
    private string? _copy;
    private bool _isCopySound;
    private bool _isLost;

    /// <summary>Guards the present files.</summary>
    /// <exception cref="ChainStoreException">They cannot be looked at.</exception>
    public LedgerGuard(SqliteConnection connection, Findings findings, ImmutableArray<Upgrade> upgrades)
    {
        _connection = connection;
        _findings = findings;
        _upgrades = upgrades;
        try
        {
            _watch = new FileWatch(findings.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw findings.Unreadable(error);
        }
    }

    /// <summary>
    /// Checks that the paths of the ledger, its log and the log's index lead to the open files, and that no other
    /// program wrote to them. It costs a few system calls, so it may come before each commit.
    /// </summary>
    /// <exception cref="ChainStoreException">One does not; a copy is kept if possible.</exception>
    public void Check() => Refuse(_watch.Difference());

    /// <summary>This process wrote the log back into the ledger.</summary>
    public void OnCheckpoint() => _watch.OnCheckpoint();

    /// <summary>Called before the database is closed.</summary>
    /// <returns>Whether the log may be written back.</returns>
    public bool BeforeClose()
    {
        if (_watch.Difference() is not null && !_isLost) Keep();
        if (_watch.MayWriteBack()) return true;
        raw.sqlite3_db_config(_connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        _isLost = true;
        return false;
    }

    /// <summary>
    /// Called after it is closed. SQLite would apply a remaining log to any ledger that stands beside it by then.
    /// </summary>
    public void Dispose()
    {
        if (_isLost && !_watch.MayWriteBack()) RemoveLog();
        _watch.Dispose();
    }

    private void Refuse(string? difference)
    {
        if (difference is null) return;
        var reason = _isLost ? null : Keep();
        throw _findings.Replaced(difference, _copy, _isCopySound, reason);
    }

    private void RemoveLog()
    {
        var log = _findings.Path + FileWatch.LogSuffix;
        try
        {
            if (_watch.IsOurs(FileWatch.LogSuffix))
            {
                // Without a copy the log is all that is left of the last blocks.
                if (_copy is null) File.Move(log, Orphan.FreeName(_findings.Path) + FileWatch.LogSuffix);
                else File.Delete(log);
            }

            if (_watch.IsOurs(FileWatch.IndexSuffix)) File.Delete(_findings.Path + FileWatch.IndexSuffix);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The news that the ledger was replaced matters more.
        }
    }

    /// <returns>Why no copy could be made; null when it stands.</returns>
    private string? Keep()
    {
        _isLost = true;
        try
        {
            _copy = Orphan.Copy(_connection, _findings.Path);
            // Of an overwritten file only the log and memory are left.
            _isCopySound = _watch.IsContentKept() || IntegrityCheck.Run(_copy, null, upgrades: _upgrades).IsSound;
            return null;
        }
        catch (SqliteException error)
        {
            return Findings.Said(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }
}
