using Microsoft.Data.Sqlite;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;

namespace P2PChain.Storage;

/// <summary>
/// Brings a ledger of an older schema up to date, all of it or nothing. A copy of the old file stays beside it.
/// </summary>
internal static class Migration
{
    /// <summary>The update holds the changed pages in memory up to this size, KiB; later ones go to the log.</summary>
    private const int CacheKiB = 128 << 10;

    private const long SlackBytes = 1 << 20;

    /// <summary>Checks the disk for the copy and the log. It changes nothing.</summary>
    /// <exception cref="ChainStoreException">There is not enough room.</exception>
    public static void RefuseWithoutRoom(LedgerFile file, int from, int to)
    {
        // The log holds the new tables, which are smaller than the old ones, and writes them behind the blocks.
        var needed = (2 * file.Reading(file.Bytes)) + SlackBytes;
        if (FreeBeside(file.Findings.Path) is { } free && free < needed)
            throw file.Findings.NoRoomToUpdate(from, to, needed, free);
    }

    /// <summary>Updates the file from one version to another.</summary>
    /// <exception cref="ChainStoreException">
    /// The file is damaged, or the disk is full. The file is as it was.
    /// </exception>
    public static void Run(LedgerFile file, int from, int to)
    {
        Copy(file, FormattableString.Invariant($"{file.Findings.Path}.schema-{from}"));
        file.Reading(() => file.UseCache(CacheKiB));
        file.Writing(() =>
        {
            for (var version = from + 1; version <= to; version++)
            {
                file.Execute(Schema.Resource(FormattableString.Invariant($"schema-{version}.sql")));
                if (version == 3) FillSchema3(file);
            }

            Schema.SetVersion(file, to);
        });
        file.Reading(() => file.UseCache(LedgerFile.CacheKiB));
    }

    /// <summary>Copies the database, replacing a file of that name.</summary>
    private static void Copy(LedgerFile file, string copy)
    {
        var unfinished = copy + ".unfinished";
        try
        {
            File.Delete(unfinished);
            file.Prepare("vacuum into ?1").Run(unfinished);
            using (var written = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
                written.Flush(flushToDisk: true);
            File.Move(unfinished, copy, overwrite: true);
        }
        catch (SqliteException error) when (!Findings.IsBug(error))
        {
            throw file.Findings.Explained(error, ChainStoreFault.NotWritable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Findings.NoCopy(copy, error);
        }
    }

    private static void FillSchema3(LedgerFile file)
    {
        file.Execute(Schema.Resource("schema.sql"));
        var transactions = new TransactionTable(file, new KeyTable(file));
        using (var rows = file.Prepare(
            "select hash, header, seal, transactions, height from blocks "
            + "where on_best_chain = 1 and height > 0 order by height").Query())
        {
            // A damaged block is found as before: by the check, or when it is read.
            while (rows.Read())
                if (Block(rows) is { } block) transactions.AddConfirmed(block);
        }

        file.Execute(Schema.Resource("schema-3-fill.sql"));
    }

    private static Block? Block(Statement.Rows rows) =>
        Hash256.TryParse(rows.Text(0), out var hash)
        && BlockTable.TryDecode(hash, rows.Utf8(1), rows.Text(2), rows.Utf8(3), out var block, out _)
        && block.Height == rows.Integer(4)
            ? block
            : null;

    private static long? FreeBeside(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
