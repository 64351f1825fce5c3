using Microsoft.Data.Sqlite;

namespace P2PChain.Actors.Tests.Storage;

/// <summary>A directory of its own for a test's files, gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("p2pchain-store-");

    /// <summary>Where a file of this name stands.</summary>
    public string this[string name] => Path.Combine(_directory.FullName, name);

    /// <summary>
    /// Runs SQL on a file as somebody with <c>sqlite3</c> would, and gives the rows' columns joined by |.
    /// </summary>
    public IReadOnlyList<string> Sql(string name, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={this[name]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
        {
            var columns = Enumerable.Range(0, rows.FieldCount);
            lines.Add(string.Join('|', columns.Select(column => rows.IsDBNull(column) ? "" : rows.GetString(column))));
        }
        return lines;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
