using Microsoft.Data.Sqlite;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary><c>verify</c>, <c>repair</c>, <c>export</c> and <c>import</c>, as somebody types them.</summary>
public sealed class LedgerCommandTests : IDisposable
{
    private static readonly string[] Items = ["laptop-001", "camera", "drill"];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task What_was_exported_makes_the_same_ledger_elsewhere()
    {
        var tip = await FillAsync("d");
        var exported = await RunAsync(ExitCode.Ok, "export", "blocks.ndjson", "d");
        Assert.Equal("blocks.ndjson holds the blocks up to height 3; 4 lines added", exported.Output);
        var imported = await RunAsync(ExitCode.Ok, "import", "blocks.ndjson", "e/");
        Assert.Equal($"{_scratch.In("e/ledger.db")} is at height 3, tip {tip}; 3 blocks added", imported.Output);
        Assert.Contains(
            $"height 3, tip {tip}, ", (await RunAsync(ExitCode.Ok, "verify", "e")).Output, StringComparison.Ordinal);
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "e");
        await node.SendAsync("status");
        await node.ExpectAsync($"^tip      {tip}$");
    }

    [Fact]
    public async Task An_export_goes_on_after_its_last_whole_line_and_an_import_passes_what_is_there()
    {
        await FillAsync("d");
        await RunAsync(ExitCode.Ok, "export", "whole", "d");
        var whole = await File.ReadAllBytesAsync(_scratch.In("whole"));
        foreach (var length in (int[])[0, 10, whole.Length / 2, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(_scratch.In("part"), whole[..length]);
            await RunAsync(ExitCode.Ok, "export", "part", "d");
            Assert.Equal(whole, await File.ReadAllBytesAsync(_scratch.In("part")));
        }

        var lines = await File.ReadAllLinesAsync(_scratch.In("whole"));
        await File.WriteAllLinesAsync(_scratch.In("first"), lines[..2]);
        Assert.EndsWith(
            "; 1 block added", (await RunAsync(ExitCode.Ok, "import", "first", "e/")).Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "; 2 blocks added", (await RunAsync(ExitCode.Ok, "import", "whole", "e")).Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "; 0 blocks added", (await RunAsync(ExitCode.Ok, "import", "whole", "e")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_standard_streams_do_for_files()
    {
        if (OperatingSystem.IsWindows()) return;
        var tip = await FillAsync("d");
        await using (var export = NodeProcess.StartRedirected(_scratch.Path, "> blocks", "export", "-", "d"))
            Assert.Equal(ExitCode.Ok, await export.ExitCodeAsync());
        Assert.Equal(4, (await File.ReadAllLinesAsync(_scratch.In("blocks"))).Length);
        await using var import = NodeProcess.StartRedirected(_scratch.Path, "< blocks", "import", "-", "e/");
        Assert.Equal(ExitCode.Ok, await import.ExitCodeAsync());
        Assert.Contains($"tip {tip}; 3 blocks added", Assert.Single(import.OutputLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is another's", "mine\n")]
    [InlineData("has more", null)]
    public async Task An_export_never_cuts_what_it_did_not_write(string file, string? content)
    {
        await FillAsync("d");
        await RunAsync(ExitCode.Ok, "export", file, "d");
        var before = content ?? await File.ReadAllTextAsync(_scratch.In(file)) + "{\"index\": 4}\n";
        await File.WriteAllTextAsync(_scratch.In(file), before);
        var refused = await RunAsync(ExitCode.Error, "export", file, "d");
        Assert.Equal($"{file} holds something else than this ledger's blocks, or more of them: name another file, or remove it.", refused.Errors);
        Assert.Equal(before, await File.ReadAllTextAsync(_scratch.In(file)));
    }

    [Fact]
    public async Task An_import_stops_at_the_first_bad_line_and_keeps_those_before_it()
    {
        await FillAsync("d");
        await RunAsync(ExitCode.Ok, "export", "blocks", "d");
        var lines = await File.ReadAllLinesAsync(_scratch.In("blocks"));
        foreach (var (bad, reason) in new[]
        {
            (lines[2].Replace("\"nonce\": ", "\"nonce\": 1", StringComparison.Ordinal), "it is no block: its hash is not that of its header: "),
            (lines[2].Replace("camera", "camerb", StringComparison.Ordinal), "MerkleRoot: "),
            (lines[2][..^9], "it is no block: not JSON: "),
            (lines[3], "the block before it is not here."),
        })
        {
            if (Directory.Exists(_scratch.In("e"))) Directory.Delete(_scratch.In("e"), recursive: true);
            await File.WriteAllLinesAsync(_scratch.In("bad"), [lines[0], lines[1], "", bad]);
            var stopped = await RunAsync(ExitCode.Integrity, "import", "bad", "e/");
            Assert.StartsWith($"bad:4: {reason}", stopped.Errors, StringComparison.Ordinal);
            Assert.Contains(" is at height 1, ", stopped.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_import_of_a_file_that_is_not_there_says_so_and_makes_nothing()
    {
        Assert.Equal(
            "There is no file none.ndjson: name one that export wrote.",
            (await RunAsync(ExitCode.Error, "import", "none.ndjson", "new/")).Errors);
        Assert.False(Directory.Exists(_scratch.In("new")));
    }

    [Fact]
    public async Task A_directory_or_a_ledger_in_the_place_of_the_other_is_told_as_that()
    {
        await FillAsync("d");
        Assert.Equal(
            "d is a directory: name a file that export wrote.",
            (await RunAsync(ExitCode.Error, "import", "d", "d")).Errors);
        Assert.Equal("d is a directory: name a file.", (await RunAsync(ExitCode.Error, "export", "d", "d")).Errors);
        Assert.Equal(
            $"There is no directory {_scratch.In("none")}: make it, or name another file.",
            (await RunAsync(ExitCode.Error, "export", "none/blocks", "d")).Errors);
        Assert.Equal(
            "d/ledger.db is a ledger: name the directory that it is in, d.", (await RunAsync(ExitCode.Configuration, "repair", "d/ledger.db")).Errors);
        File.Copy(_scratch.In("d/ledger.db"), _scratch.In("copy"));
        Assert.Equal(
            "copy is a copy of a ledger: copy it to ledger.db in a directory of its own, and name that.",
            (await RunAsync(ExitCode.Configuration, "import", "copy", "copy")).Errors);
        foreach (var file in (string[])["d/ledger.db", "copy"])
            Assert.Contains(
                " is sound: network (no name), height 3, ",
                (await RunAsync(ExitCode.Ok, "verify", file)).Output,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_networks_blocks_are_refused_at_their_first_line()
    {
        await FillAsync("d");
        await RunAsync(ExitCode.Ok, "export", "blocks", "d");
        var refused = await RunAsync(
            ExitCode.Configuration, "import", "blocks", "--set", "p2pchain.data=e", "--set", "p2pchain.network.name=other");
        Assert.StartsWith("blocks:1: these are another network's blocks ", refused.Errors, StringComparison.Ordinal);
        Assert.EndsWith("): name the configuration file of their network.", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("", refused.Output);
        Assert.False(Directory.Exists(_scratch.In("e"))); // or its network could not be corrected
    }

    [Fact]
    public async Task While_the_node_runs_it_can_be_verified_and_exported_and_not_changed()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        Assert.Contains(
            " is sound: network (no name), height 1, ",
            (await RunAsync(ExitCode.Ok, "verify", "d")).Output,
            StringComparison.Ordinal);
        await RunAsync(ExitCode.Ok, "export", "blocks", "d");
        foreach (string[] words in new[] { new[] { "repair", "d" }, ["import", "blocks", "d"] })
            Assert.StartsWith($"Another p2pchain process uses {_scratch.In("d")}: ", (await RunAsync(ExitCode.InUse, words)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_ledger_stops_the_start_says_where_and_can_be_repaired()
    {
        await FillAsync("d");
        Sql("d", "update blocks set header = replace(header, 'nonce\": ', 'nonce\": 1') where height = 2");
        var ledger = _scratch.In("d/ledger.db");
        await using (var node = NodeProcess.Start(_scratch.Path, "0", "--set", "p2pchain.data=d"))
        {
            Assert.Equal(ExitCode.Integrity, await node.ExitCodeAsync());
            Assert.Matches(
                $@"^The ledger {ledger} is damaged \(table blocks, [0-9a-f]{{64}}: the header has another hash\): run p2pchain repair "
                + $@"{_scratch.In("d")}, which keeps all that is sound, or restore a backup\.$",
                Assert.Single(node.ErrorLines));
        }

        var damaged = await RunAsync(ExitCode.Integrity, "verify", "d");
        Assert.StartsWith($"{ledger} is damaged: 2 places, sound up to height 1\n{ledger}: table blocks, ", damaged.Output, StringComparison.Ordinal);
        var repaired = await RunAsync(ExitCode.Ok, "repair", "d");
        Assert.Equal(
            $"{ledger} is sound again at height 1: damage in 2 places, 2 blocks could not be kept, 2 of this node's own transactions in "
            + $"them wait again, 0 no longer stand; as it was it is kept in {ledger}.damaged-1",
            repaired.Output);
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        foreach (var item in (string[])["camera", "drill"])
        {
            await again.SendAsync($"request {item}");
            await again.ExpectAsync($"^{item}: refused: held by me ");
        }
    }

    [Fact]
    public async Task Items_that_are_not_the_blocks_stop_the_start_too()
    {
        await FillAsync("d");
        Sql("d", "delete from entries where uid = 'camera'");
        await using (var node = NodeProcess.Start(_scratch.Path, "0", "--set", "p2pchain.data=d"))
        {
            Assert.Equal(ExitCode.Integrity, await node.ExitCodeAsync());
            Assert.Matches($@"^The ledger {_scratch.In("d/ledger.db")} is damaged \(.*\): run p2pchain repair ", Assert.Single(node.ErrorLines));
        }

        await RunAsync(ExitCode.Ok, "repair", "d");
        Assert.Contains(" height 3, ", (await RunAsync(ExitCode.Ok, "verify", "d")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("repair")]
    public async Task Where_there_is_no_ledger_nothing_is_made(string word)
    {
        var refused = await RunAsync(ExitCode.Configuration, word, "none/");
        Assert.StartsWith(
            $"There is no ledger {_scratch.In("none/ledger.db")}: ", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch.In("none")));
    }

    /// <summary>Three blocks: laptop-001, camera, drill.</summary>
    private async Task<string> FillAsync(string data)
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, data);
        foreach (var (i, item) in Items.Index())
        {
            await node.SendAsync($"request {item}");
            await node.ExpectAsync($"^{item}: confirmed in block {i + 1}$");
        }

        await node.SendAsync("status");
        var tip = await node.ExpectAsync("^tip      ([0-9a-f]{64})$");
        node.EndInput();
        await node.ExitCodeAsync();
        return tip.Groups[1].Value;
    }

    private async Task<(string Output, string Errors)> RunAsync(int exitCode, params string[] words)
    {
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        Assert.True(exitCode == ended, $"Expected {exitCode}, but it ended with {ended}:\n{process.Transcript}");
        return (string.Join('\n', process.OutputLines), string.Join('\n', process.ErrorLines));
    }

    private void Sql(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_scratch.In(data)}/ledger.db;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
