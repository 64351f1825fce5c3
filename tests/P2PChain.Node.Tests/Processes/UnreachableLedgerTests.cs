using System.Runtime.Versioning;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Files that are there and cannot be reached, read or written: each is told as what it is.</summary>
public sealed class UnreachableLedgerTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            foreach (var directory in Directory.GetDirectories(_scratch.Path)) File.SetUnixFileMode(directory, Mode("755"));
        _scratch.Dispose();
    }

    [Theory]
    [InlineData(
        "verify",
        "gone/",
        "gone is a symbolic link to nowhere, which is not there: mount what it is on, or correct the link.")]
    [InlineData("repair", "loop/", "loop is a symbolic link that leads back to itself: correct the link.")]
    [InlineData(
        "verify",
        "through/",
        "through is a symbolic link to file, a file, where a directory should be: correct the link.")]
    [InlineData("repair", "file/d", "file is a file where a directory should be: move it away.")]
    [InlineData(
        "verify",
        "d",
        "d/ledger.db is a symbolic link to ../gone, which is not there: mount what it is on, or correct the link.")]
    [InlineData(
        "run",
        "d",
        "d/ledger.db is a symbolic link to ../gone, which is not there: mount what it is on, or correct the link.")]
    [InlineData("run", "gone", "gone is a symbolic link to nowhere, which is not there: mount what it is on, or correct the link, or name another ")]
    [InlineData(
        "run", "loop/d", "loop is a symbolic link that leads back to itself: correct the link, or name another ")]
    [InlineData(
        "run",
        "through",
        "through is a symbolic link to file, a file, where a directory should be: correct the link, or name another ")]
    public async Task A_link_that_leads_nowhere_is_no_missing_ledger_and_nothing_to_move_away(
        string word, string place, string sentence)
    {
        if (OperatingSystem.IsWindows()) return;
        await File.WriteAllTextAsync(_scratch.In("file"), "mine");
        File.CreateSymbolicLink(_scratch.In("gone"), "nowhere");
        File.CreateSymbolicLink(_scratch.In("loop"), "loop");
        File.CreateSymbolicLink(_scratch.In("through"), "file");
        Directory.CreateDirectory(_scratch.In("d"));
        File.CreateSymbolicLink(_scratch.In("d/ledger.db"), "../gone");
        string[] words = word == "run" ? ["0", "--set", $"p2pchain.data={place}"] : [word, "--set", $"p2pchain.data={place}"];
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Contains(_scratch.In(sentence), Assert.Single(process.ErrorLines), StringComparison.Ordinal);
        Assert.False(Path.Exists(_scratch.In("nowhere")));
    }

    [Fact]
    public async Task What_this_user_may_not_search_read_or_write_is_told_as_that()
    {
        if (!OperatingSystem.IsLinux()) return;
        await FillAsync();
        File.SetUnixFileMode(_scratch.Path, Mode("755"));
        File.SetUnixFileMode(_scratch.In("d"), Mode("600"));
        if (await RunUnprivilegedAsync("verify", "d/") is not { } shut) return; // that user cannot reach the program
        Assert.Equal(
            (ExitCode.Disk, $"The ledger {_scratch.In("d/ledger.db")} cannot be reached, {_scratch.In("d")} may not be searched by this user: "
                + "give this user the right to, or run this as its owner."),
            shut);
        File.SetUnixFileMode(_scratch.In("d"), Mode("755"));
        File.SetUnixFileMode(_scratch.In("d/ledger.db"), Mode("600"));
        if (Environment.IsPrivilegedProcess) // else it is this user's own
        {
            Assert.Equal(
                (ExitCode.Disk, $"The ledger {_scratch.In("d/ledger.db")} may not be read by this user: give this user the right to, or run this as its "
                    + "owner."),
                await RunUnprivilegedAsync("verify", "d"));
        }

        File.SetUnixFileMode(_scratch.In("d/ledger.db"), Mode("644"));
        File.SetUnixFileMode(_scratch.In("d"), Mode("555"));
        File.SetUnixFileMode(_scratch.Path, Mode("555"));
        Assert.Equal(ExitCode.Ok, (await RunUnprivilegedAsync("verify", "d"))?.ExitCode);
        var denied = await RunUnprivilegedAsync("export", "blocks", "d");
        File.SetUnixFileMode(_scratch.Path, Mode("755"));
        Assert.Equal(
            (ExitCode.Disk, $"blocks cannot be written (Access to the path '{_scratch.In("blocks")}' is denied): give this user the right to, or name "
                + "another file."),
            denied);
    }

    [SmallDiskFact]
    [SupportedOSPlatform("linux")]
    public async Task A_ledger_on_a_read_only_mount_is_verified_and_exported()
    {
        await FillAsync();
        using var disk = new SmallDisk(_scratch.In("disk"), "8m");
        File.Copy(_scratch.In("d/ledger.db"), _scratch.In("disk/ledger.db"));
        disk.MakeReadOnly();
        Assert.Equal((ExitCode.Ok, ""), await RunAsync("verify", "disk"));
        Assert.Equal((ExitCode.Ok, ""), await RunAsync("export", "blocks", "disk"));
        Assert.Equal(2, (await File.ReadAllLinesAsync(_scratch.In("blocks"))).Length);
        Assert.Equal(
            (ExitCode.Disk, $"disk/blocks cannot be written (Read-only file system : '{_scratch.In("disk/blocks")}'): mount its file system so that it can be "
                + "written, or name another file."),
            await RunAsync("export", "disk/blocks", "d"));
    }

    [SmallDiskFact]
    [SupportedOSPlatform("linux")]
    public async Task A_log_beside_it_that_cannot_be_read_there_is_not_passed_over()
    {
        using var disk = new SmallDisk(_scratch.In("disk"), "8m");
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-001");
            await node.ExpectAsync("^laptop-001: confirmed in block 1$");
            await node.KillAsync();
        }

        foreach (var suffix in (string[])["", "-wal"]) File.Copy(_scratch.In("d/ledger.db" + suffix), _scratch.In("disk/ledger.db" + suffix));
        disk.MakeReadOnly();
        Assert.Equal(
            (ExitCode.Disk, $"The ledger {_scratch.In("disk/ledger.db")} has a log beside it, ledger.db-wal, whose blocks cannot be read here (unable to "
                + "open database file): run this as the ledger's owner, or copy both files into a directory that this user may write, and name that one."),
            await RunAsync("verify", "disk"));
    }

    private async Task FillAsync()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        node.Terminate();
        await node.ExitCodeAsync();
    }

    private async Task<(int ExitCode, string Errors)> RunAsync(params string[] words)
    {
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        return (await process.ExitCodeAsync(), string.Join('\n', process.ErrorLines));
    }

    private async Task<(int ExitCode, string Errors)?> RunUnprivilegedAsync(params string[] words)
    {
        await using var process = NodeProcess.StartUnprivileged(_scratch.Path, words);
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        return Environment.IsPrivilegedProcess && ended is 1 or 126 or 127 ? null : (
            ended, string.Join('\n', process.ErrorLines));
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
