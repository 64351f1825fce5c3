using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using P2PChain.Actors;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A node that cannot start says why in one sentence, ends with the right code, and leaves nothing half done.
/// </summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_wrong_configuration_is_told_with_file_and_line()
    {
        await File.WriteAllTextAsync(_scratch.In("node.conf"), "p2pchain {\n  lisen = \"127.0.0.1:6000\"\n}\n");
        await Refused(ExitCode.Configuration,
            "node.conf:2: There is no key p2pchain.lisen: did you mean p2pchain.listen?", "node.conf");
        Assert.False(Directory.Exists(_scratch.In("data")));
    }

    [Theory]
    [InlineData("p2pchain")]
    [InlineData("./p2pchain")]
    public async Task A_configuration_that_has_the_name_of_the_program_is_read_like_any_other(string file)
    {
        await File.WriteAllTextAsync(_scratch.In("p2pchain"), "p2pchain {\n  lisen = \"127.0.0.1:6000\"\n}\n");
        await Refused(
            ExitCode.Configuration, $"{file}:2: There is no key p2pchain.lisen: did you mean p2pchain.listen?", file);
        Assert.False(Directory.Exists(_scratch.In("data")));
    }

    [Fact]
    public Task A_value_that_cannot_be_used_is_told() => Refused(ExitCode.Configuration,
        "--set: p2pchain.mining.mode: \"sometimes\" is not one of on-demand, continuous, off, false.",
        "0", "--set", "p2pchain.data=d", "--set", "p2pchain.mining.mode=sometimes");

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_refused_and_left_alone()
    {
        await File.WriteAllTextAsync(_scratch.In("d"), "mine");
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d")} is a file where a directory should be: move it away, or name another directory with "
            + "--set p2pchain.data=DIRECTORY.",
            "0", "--set", "p2pchain.data=d");
        Assert.Equal("mine", await File.ReadAllTextAsync(_scratch.In("d")));
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused()
    {
        using var first = DataDirectory.Open(new NodeSettings { DataDirectory = _scratch.In("d") });
        await Refused(ExitCode.InUse,
            $"Another p2pchain process uses {_scratch.In("d")}: end it, or name another directory with "
            + "--set p2pchain.data=DIRECTORY.",
            "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_refused_with_the_command_to_run()
    {
        if (OperatingSystem.IsWindows()) return;
        DataDirectory.Open(new NodeSettings { DataDirectory = _scratch.In("d") }).Dispose();
        File.SetUnixFileMode(_scratch.In("d/node.pem"), DurableFile.Private | UnixFileMode.GroupRead);
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d/node.pem")} may be used by others than its owner (mode 0640), and every reader of it can act as "
            + $"this node: run chmod 600 {_scratch.In("d/node.pem")}",
            "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused()
    {
        DataDirectory.Open(new NodeSettings { DataDirectory = _scratch.In("d") }).Dispose();
        await File.WriteAllTextAsync(_scratch.In("d/node.pem"), "-----BEGIN NONSENSE-----\n");
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d/node.pem")} holds no P-256 private key: restore it from a backup, or move it away and the node "
            + "makes a new key, which is a new identity.",
            "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_newer_data_directory_is_refused()
    {
        DataDirectory.Open(new NodeSettings { DataDirectory = _scratch.In("d") }).Dispose();
        await File.WriteAllTextAsync(_scratch.In("d/version"), "2\n");
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d")} was written by a newer p2pchain (layout 2, this one knows 1): run that version, or name "
            + "another directory with --set p2pchain.data=DIRECTORY.",
            "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_peers_file_with_a_wrong_line_is_refused()
    {
        DataDirectory.Open(new NodeSettings { DataDirectory = _scratch.In("d") }).Dispose();
        await File.WriteAllTextAsync(_scratch.In("d/peers"), "# two of them\n10.0.2.5:6000\n10.0.3.5\n");
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d/peers")}:3: this line is no address: write host:port, such as 10.0.2.5:6000, or remove it.",
            "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_data_directory_below_a_file_is_refused()
    {
        await File.WriteAllTextAsync(_scratch.In("f"), "mine");
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("f")} is a file where a directory should be: move it away, or name another directory with "
            + "--set p2pchain.data=DIRECTORY.",
            "0", "--set", "p2pchain.data=f/d");
    }

    [Theory]
    [InlineData("node.pem")]
    [InlineData("node.lock")]
    [InlineData("version")]
    [InlineData("peers")]
    public async Task A_directory_where_a_file_should_be_is_refused(string name)
    {
        Directory.CreateDirectory(_scratch.In("d/" + name));
        await Refused(ExitCode.Configuration,
            $"{_scratch.In("d/" + name)} is a directory where a file should be: move it away.", "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task A_data_directory_that_this_user_may_not_write_is_refused()
    {
        if (!OperatingSystem.IsLinux()) return;
        var data = _scratch.In("d");
        Directory.CreateDirectory(data);
        foreach (var path in new[] { _scratch.Path, data }) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("555", 8));
        await using var process = NodeProcess.StartUnprivileged(_scratch.Path, "0", "--set", "p2pchain.data=d");
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        File.SetUnixFileMode(_scratch.Path, (UnixFileMode)Convert.ToInt32("755", 8));
        if (Environment.IsPrivilegedProcess && ended is 1 or 126 or 127) return; // that user cannot reach the program
        Assert.Equal(ExitCode.Disk, ended);
        Assert.Equal(
            [
                $"{data}/node.lock cannot be opened (Access to the path '{data}/node.lock' is denied): give this user the right "
                + "to, or name another directory with --set p2pchain.data=DIRECTORY.",
            ],
            process.ErrorLines);
    }

    [Fact]
    public async Task A_log_directory_that_cannot_be_written_is_refused_with_its_own_key()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var process = NodeProcess.Start(
            _scratch.Path, "0", "--set", "p2pchain.data=d", "--set", "p2pchain.log.directory=/proc");
        Assert.Equal(ExitCode.Disk, await process.ExitCodeAsync());
        Assert.Matches(
            "^/proc cannot be written \\(.*\\): .*, or name another directory with --set p2pchain.log.directory=DIRECTORY\\.$",
            Assert.Single(process.ErrorLines));
    }

    [SmallDiskFact]
    [SupportedOSPlatform("linux")]
    public async Task A_disk_without_room_for_the_ledger_is_refused_and_can_be_used_when_it_has()
    {
        using var disk = new SmallDisk(_scratch.In("disk"), "64k");
        await Refused(ExitCode.Disk,
            $"The disk with the ledger {_scratch.In("disk/d/ledger.db")} is full: make room and start the node again.",
            "0", "--set", "p2pchain.data=disk/d");
        disk.Resize("8m");
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "disk/d");
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
    }

    [Fact]
    public async Task An_address_that_is_not_this_machines_is_a_mistake_in_the_configuration() => await Refused(
        ExitCode.Configuration,
        "Cannot listen on 192.0.2.1:0: this machine has no such address. Correct p2pchain.listen; 0.0.0.0 means every address it has.",
        "0", "--set", "p2pchain.data=d", "--set", "p2pchain.listen=192.0.2.1:0");

    [Ipv6Fact]
    public async Task An_address_of_a_link_that_does_not_say_which_link_is_a_mistake_in_the_configuration() => await Refused(
        ExitCode.Configuration,
        "Cannot listen on [fe80::9]:0: no single machine has such an address, or it lacks its interface, as in \"[fe80::9%eth0]:6000\". "
        + "Correct p2pchain.listen; 0.0.0.0 means every address this machine has.",
        "0", "--set", "p2pchain.data=d", "--set", "p2pchain.listen=[fe80::9]:0");

    [Fact]
    public async Task A_clock_before_the_network_began_is_refused_before_anything_is_made()
    {
        await using var process = NodeProcess.Start(
            _scratch.Path, "0", "--set", "p2pchain.data=d", "--set", "p2pchain.network.genesis-time-ms=4102444800000");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Matches(
            "^This machine's clock says 20.* UTC, which is before the network began \\(2100-01-01 00:00 UTC\\): set the clock, or "
            + "correct p2pchain.network.genesis-time-ms\\.$",
            Assert.Single(process.ErrorLines));
        Assert.False(Directory.Exists(_scratch.In("d")));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            node.EndInput();
            await node.ExitCodeAsync();
        }

        var ledger = _scratch.In("d/ledger.db");
        object? known;
        await using (var open = new SqliteConnection($"Data Source={ledger};Pooling=False"))
        {
            await open.OpenAsync();
            await using var command = open.CreateCommand();
            command.CommandText = "select value from meta where key = 'schema-version'";
            known = await command.ExecuteScalarAsync();
            command.CommandText = "update meta set value = '99' where key = 'schema-version'";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        var before = await File.ReadAllBytesAsync(ledger);
        await Refused(ExitCode.Configuration,
            $"The ledger {ledger} was written by a newer version of this program (schema 99, known here: {known}): run that version, or "
            + "give this one another data directory.",
            "0", "--set", "p2pchain.data=d");
        Assert.Equal(before, await File.ReadAllBytesAsync(ledger));
    }

    [Fact]
    public Task A_configuration_that_is_a_directory_is_refused() => Refused(ExitCode.Configuration,
        ".: The file cannot be read, it is a directory: name a file in it.", ".");

    [Fact]
    public Task Wrong_keys_of_Akka_are_told_without_a_stack_trace() => Refused(ExitCode.Configuration,
        "Akka cannot start from the keys under akka ('akka.actor.provider' is not a valid type name : 'foo'): correct them, or "
        + "remove them.",
        "0", "--set", "p2pchain.data=d", "--set", "akka.actor.provider=foo");

    [Fact]
    public async Task A_wrong_command_line_shows_where_the_usage_is()
    {
        await using var process = NodeProcess.Start(_scratch.Path, "--haedless");
        process.EndInput();
        Assert.Equal(ExitCode.Usage, await process.ExitCodeAsync());
        Assert.Equal(
            ["There is no option --haedless; a file of that name is ./--haedless.", "p2pchain --help shows the usage."],
            process.ErrorLines);
    }

    [Theory]
    [InlineData("node.conf comes after check.", "node.conf", "config", "check")]
    [InlineData("--set comes after show.", "--set", "p2pchain.data=d", "config", "show")]
    [InlineData("--headless comes after run.", "--headless", "run", "node.conf")]
    public async Task What_stands_before_a_command_is_refused_and_not_passed_over(
        string sentence, params string[] words)
    {
        await using var process = NodeProcess.Start(_scratch.Path, words);
        process.EndInput();
        Assert.Equal(ExitCode.Usage, await process.ExitCodeAsync());
        Assert.Equal([sentence, "p2pchain --help shows the usage."], process.ErrorLines);
    }

    private async Task Refused(int exitCode, string sentence, params string[] arguments)
    {
        await using var process = NodeProcess.Start(_scratch.Path, arguments);
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        Assert.True(exitCode == ended && process.ErrorLines is [var line] && line == sentence && process.OutputLines is [],
            $"Expected {exitCode} and\n{sentence}\nbut it ended with {ended}:\n{process.Transcript}");
    }
}
