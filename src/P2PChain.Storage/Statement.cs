using System.Diagnostics;
using Microsoft.Data.Sqlite;
using P2PChain.Core.Primitives;
using SQLitePCL;

namespace P2PChain.Storage;

/// <summary>A prepared statement for repeated use. Its parameters are <c>?1</c>, <c>?2</c>, … in order.</summary>
/// <remarks>
/// It uses the handle of the provider's connection, not the provider's commands: those look up each parameter by name
/// at each call, and a commit took half as long again.
/// </remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="sql">A constant of this project, never typed or received text.</param>
    /// <exception cref="SqliteException">The file's tables are not those of our schema.</exception>
    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The file is closed.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs a statement without rows.</summary>
    /// <param name="values">
    /// Texts (strings, or bytes in UTF-8), integers (long), reals (double) and hashes; null for NULL.
    /// </param>
    /// <returns>The number of changed rows.</returns>
    /// <exception cref="SqliteException">The database reports an error.</exception>
    public int Run(params ReadOnlySpan<object?> values)
    {
        using var rows = Query(values);
        while (rows.Read())
        {
        }
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs a query. Dispose of the rows before the next use of the statement.</summary>
    /// <param name="values">As for <see cref="Run"/>.</param>
    public Rows Query(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) Check(Bind(i + 1, values[i]));
        return new Rows(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private int Bind(int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, index),
        string text => raw.sqlite3_bind_text(_statement, index, text),
        byte[] utf8 => raw.sqlite3_bind_text(_statement, index, utf8),
        long integer => raw.sqlite3_bind_int64(_statement, index, integer),
        double real => raw.sqlite3_bind_double(_statement, index, real),
        Hash256 hash => Bind(index, hash),
        _ => throw new UnreachableException(),
    };

    private int Bind(int index, Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        hash.CopyTo(bytes);
        return raw.sqlite3_bind_blob(_statement, index, bytes);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    /// <summary>The rows of a query, one at a time. A column of another type, as in a damaged file, is null.</summary>
    internal readonly ref struct Rows(Statement owner)
    {
        private readonly sqlite3_stmt _statement = owner._statement;

        /// <summary>Goes to the next row; false after the last.</summary>
        /// <exception cref="SqliteException">The file is damaged, or the disk does not answer.</exception>
        public bool Read()
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE) owner.Check(result);
            return result == raw.SQLITE_ROW;
        }

        /// <summary>A text.</summary>
        public string? Text(int column) =>
            Is(column, raw.SQLITE_TEXT) ? raw.sqlite3_column_text(_statement, column).utf8_to_string() : null;

        /// <summary>A text's bytes, valid until the next row; empty if there is no text.</summary>
        public ReadOnlySpan<byte> Utf8(int column) =>
            Is(column, raw.SQLITE_TEXT) ? raw.sqlite3_column_blob(_statement, column) : default;

        /// <summary>An integer.</summary>
        public long? Integer(int column) =>
            Is(column, raw.SQLITE_INTEGER) ? raw.sqlite3_column_int64(_statement, column) : null;

        /// <summary>A real.</summary>
        public double? Real(int column) =>
            Is(column, raw.SQLITE_FLOAT) ? raw.sqlite3_column_double(_statement, column) : null;

        /// <summary>A hash.</summary>
        public Hash256? Hash(int column) =>
            Is(column, raw.SQLITE_BLOB) && raw.sqlite3_column_bytes(_statement, column) == Hash256.Bytes
                ? new Hash256(raw.sqlite3_column_blob(_statement, column))
                : null;

        /// <summary>The value in the form that <see cref="Run"/> takes.</summary>
        public object? Value(int column) => Text(column) ?? Integer(column) ?? (object?)Real(column);

        /// <summary>Resets the statement. An error of a step was reported then.</summary>
        public void Dispose() => raw.sqlite3_reset(_statement);

        private bool Is(int column, int kind) => raw.sqlite3_column_type(_statement, column) == kind;
    }
}
