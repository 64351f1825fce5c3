using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using P2PChain.Actors;
using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Storage.Check;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A node starts with the ledger of an older version, whose file is updated.</summary>
public sealed partial class UpdatedLedgerTests : IDisposable
{
    private const int Points = 20;

    private readonly ScratchDirectory _scratch = new();

    public static bool HasStrace => CrashSafetyTests.HasStrace;

    private string Ledger => _scratch.In("d/ledger.db");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_node_updates_it_and_goes_on(int schema)
    {
        Take(schema);
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-002");
            await node.ExpectAsync("^laptop-002: confirmed in block ");
        }

        Assert.Empty(IntegrityCheck.Run(Ledger, null).Findings);
        Assert.True(File.Exists($"{Ledger}.schema-{schema}"));
    }

    [UpdateKillFact]
    public async Task Killed_at_any_of_twenty_points_it_leaves_the_old_ledger_or_the_new_one()
    {
        Take(2);
        var content = Content();
        var calls = await CallsAsync();
        var (writes, syncs) = (
            calls.Count(static call => call == "pwrite64"), calls.Count(static call => call == "fsync"));
        Assert.InRange(writes, 2 * Points, int.MaxValue);
        var versions = new List<string>();
        for (var point = 1; point <= Points; point++)
        {
            Take(2);
            // The last point is the sync of the log, which has all of the update.
            var at = FormattableString.Invariant($"when={1 + ((point - 1) * (writes - 1) / (Points - 2))}");
            await using (var node = Start(
                point < Points ? $"inject=pwrite64:signal=KILL:{at}" : $"inject=fsync:signal=KILL:when={syncs}"))
            {
                node.EndInput();
                Assert.Equal(128 + 9, await node.ExitCodeAsync(TimeSpan.FromSeconds(60)));
            }

            Assert.Equal(content, Content());
            versions.Add(Assert.Single(Sql("select value from meta where key = 'schema-version'")));
            SqliteChainStore.Open(Ledger, NetworkParameters.Demo).Dispose();
            Assert.Equal(content, Content());
            Assert.Empty(IntegrityCheck.Run(Ledger, null).Findings);
        }

        Assert.Equal(["2", "3"], versions.Distinct());
        Assert.Equal(versions.Order(), versions);
    }

    [SmallDiskFact]
    [SupportedOSPlatform("linux")]
    public async Task Without_room_for_the_copy_and_the_log_nothing_is_touched()
    {
        using var disk = new SmallDisk(_scratch.In("d"), "768k");
        Take(2);
        var before = await File.ReadAllBytesAsync(Ledger);
        await using (var node = NodeProcess.Start(
            _scratch.Path, "0", "--set", "p2pchain.data=d", "--set", $"p2pchain.log.directory={_scratch.In("logs")}"))
        {
            Assert.Equal(ExitCode.Disk, await node.ExitCodeAsync());
            Assert.Matches(
                $@"^The ledger {Ledger} has schema 2 and must be updated to 3, which takes 2 MiB for a copy and a log, and 0 MiB are free: make "
                + "room and start the node again\\.$",
                Assert.Single(node.ErrorLines));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Ledger));
        Assert.Equal([Ledger], Directory.GetFiles(_scratch.In("d"), "ledger.db*"));
        disk.Resize("16m");
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
    }

    [Theory]
    [InlineData("verify", "d")]
    [InlineData("repair", "d")]
    [InlineData("export", "blocks", "d")]
    public async Task A_command_that_cannot_read_the_older_ledger_says_what_to_do(params string[] words)
    {
        Take(2);
        var before = await File.ReadAllBytesAsync(Ledger);
        await using var command = NodeProcess.Start(_scratch.Path, words);
        Assert.Equal(ExitCode.Configuration, await command.ExitCodeAsync());
        Assert.Equal(
            $"The ledger {Ledger} was written by an older version of this program (schema 2, now 3): start the node once, which brings it up "
            + "to date.",
            Assert.Single(command.ErrorLines));
        Assert.Equal(before, await File.ReadAllBytesAsync(Ledger));
    }

    private void Take(int schema)
    {
        Directory.CreateDirectory(_scratch.In("d"));
        foreach (var file in Directory.GetFiles(_scratch.In("d"), "ledger.db*")) File.Delete(file);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Ledgers", $"schema-{schema}.db"), Ledger);
    }

    /// <summary>
    /// The calls on the ledger's files, of the thread that updates it: strace counts by thread and by call.
    /// </summary>
    private async Task<List<string>> CallsAsync()
    {
        await using (var node = Start("trace=pwrite64,fsync"))
        {
            node.EndInput(); // which ends the node
            Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync(TimeSpan.FromSeconds(60)));
        }

        var calls = File.ReadLines(_scratch.In("trace")).Select(static line => CallLine().Match(line)).Where(static match => match.Success).ToList();
        return [.. calls.Where(call => call.Groups["thread"].Value == calls[0].Groups["thread"].Value).Select(
            static call => call.Groups["call"].Value)];
    }

    private NodeProcess Start(string expression)
    {
        string[] paths = ["", "-wal", ".schema-2.unfinished"];
        string[] launcher =
        [
            "strace", "-f", "-qq", "-o", _scratch.In("trace"), .. paths.SelectMany(suffix => (string[])["-P", Ledger + suffix]),
            "-e", "trace=pwrite64,fsync", "-e", expression,
        ];
        return NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string>(), launcher, ["0", "--set", "p2pchain.data=d"]);
    }

    /// <summary>What every schema shows. Reading a log that a killed process left changes nothing of it.</summary>
    private string Content() => string.Join('\n', ((string[])
    [
        "select height, hash, on_best_chain, header, seal, undo, transactions from blocks order by 1, 2",
        "select height, position, txid, uid, type, requester, timestamp from transactions order by 1, 2",
        "select uid, holder, since, timestamp, txid from items order by 1",
        "select sequence, txid, wid, json, is_own, from_plain from pool order by 1",
        "select txid, from_plain from own order by 1",
        "select txid, uid, reason, holder, height, moved_at, winner, was_confirmed, is_own, tip_height, json, refused_at_ms from refusals order by 1",
    ]).SelectMany(Sql));

    private List<string> Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
            lines.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(column => rows.IsDBNull(column) ? "" : rows.GetString(column))));
        return lines;
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallLine();

    private sealed class UpdateKillFactAttribute : FactAttribute
    {
        public UpdateKillFactAttribute()
        {
            if (!HasStrace) Skip = "needs strace";
        }
    }
}
