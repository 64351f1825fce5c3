using System.Diagnostics;
using Microsoft.Data.Sqlite;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Somebody removes or replaces files of a node that runs: it stops at once and keeps what it had.</summary>
public sealed class ReplacedLedgerTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("rm d/ledger.db", "nothing stands in its place")]
    [InlineData("rm -f d/ledger.db*", "nothing stands in its place")]
    [InlineData("mv d/ledger.db old.db", "nothing stands in its place")]
    [InlineData("mv backup.db d/ledger.db", "another file stands in its place")]
    [InlineData("rm -f d/ledger.db*; cp backup.db d/ledger.db", "another file stands in its place")]
    [InlineData("cp backup.db other.db; ln -f other.db d/ledger.db", "another file stands in its place")]
    [InlineData("rm -r d", "nothing stands in its place")]
    [InlineData("mv d e", "nothing stands in its place")]
    [InlineData("rm d/ledger.db-wal", "ledger.db-wal: nothing stands in its place")]
    [InlineData("rm d/ledger.db-wal d/ledger.db-shm", "ledger.db-wal: nothing stands in its place")]
    [InlineData(": > d/ledger.db-wal", "ledger.db-wal: it was cut")]
    public async Task A_node_whose_ledger_is_replaced_ends_with_74_and_keeps_all_of_it(
        string command, string difference)
    {
        if (!OperatingSystem.IsLinux()) return;
        var tip = await RunUntilAsync(
            command,
            $"ledger.db was replaced while the node ran; the running ledger is kept as ledger.db.orphan-1 in {_scratch.In("d")} ({difference}).");
        Assert.Contains($" height 2, tip {tip}, ", (await RunAsync("verify", "d/ledger.db.orphan-1")).Output, StringComparison.Ordinal);
        await RunAsync("export", "blocks", "d/ledger.db.orphan-1");
        Assert.Equal(3, (await File.ReadAllLinesAsync(_scratch.In("blocks"))).Length);
    }

    [Theory]
    [InlineData("mv backup.db d/ledger.db")]
    [InlineData("cp backup.db d/ledger.db")]
    [InlineData("rm -f d/ledger.db*; cp backup.db d/ledger.db")]
    public async Task A_backup_that_was_restored_over_it_is_what_the_next_start_has(string command)
    {
        if (!OperatingSystem.IsLinux()) return;
        await RunUntilAsync(command, null);
        Assert.Contains(" height 1, ", (await RunAsync("verify", "d")).Output, StringComparison.Ordinal);
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("request camera");
        await again.ExpectAsync("^camera: confirmed in block 2$");
    }

    [Fact]
    public async Task What_was_kept_can_be_taken_up_again()
    {
        if (!OperatingSystem.IsLinux()) return;
        var tip = await RunUntilAsync("rm d/ledger.db", null);
        File.Move(_scratch.In("d/ledger.db.orphan-1"), _scratch.In("d/ledger.db"));
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("status");
        await again.ExpectAsync($"^tip      {tip}$");
    }

    /// <summary>Two blocks, of which a backup has the first; then a command of the shell, and the node's end.</summary>
    /// <returns>The tip.</returns>
    private async Task<string> RunUntilAsync(string command, string? sentence)
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        Backup();
        await node.SendAsync("request projector");
        await node.ExpectAsync("^projector: confirmed in block 2$");
        await node.SendAsync("status");
        var tip = await node.ExpectAsync("^tip      ([0-9a-f]{64})$");
        Shell(command);
        await node.SendAsync("request drill");
        Assert.Equal(ExitCode.Disk, await node.ExitCodeAsync());
        Assert.DoesNotContain(
            node.OutputLines, static line => line.StartsWith("drill: confirmed", StringComparison.Ordinal));
        if (sentence is not null) Assert.Equal([sentence], node.ErrorLines);
        else Assert.StartsWith("ledger.db was replaced while the node ran; ", Assert.Single(node.ErrorLines), StringComparison.Ordinal);
        return tip.Groups[1].Value;
    }

    /// <summary>As <c>.backup</c> of sqlite3 makes it.</summary>
    private void Backup()
    {
        using var ledger = new SqliteConnection($"Data Source={_scratch.In("d/ledger.db")};Mode=ReadOnly;Pooling=False");
        using var backup = new SqliteConnection($"Data Source={_scratch.In("backup.db")};Pooling=False");
        ledger.Open();
        ledger.BackupDatabase(backup);
    }

    private void Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-e", "-c", command]) { WorkingDirectory = _scratch.Path })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private async Task<(string Output, string Errors)> RunAsync(params string[] words)
    {
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        Assert.True(ended == ExitCode.Ok, process.Transcript);
        return (string.Join('\n', process.OutputLines), string.Join('\n', process.ErrorLines));
    }
}
