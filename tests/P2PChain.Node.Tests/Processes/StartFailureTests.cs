using P2PChain.Actors;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A node that cannot start says why in one sentence, ends with the right code, and leaves nothing half done.</summary>
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
            $"Another p2pchain process uses {_scratch.In("d")}: end it, or name another data directory with "
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
            $"{_scratch.In("d/node.pem")} may be used by others than its owner (mode 0640), and whoever reads it can act as "
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
            + "another data directory with --set p2pchain.data=DIRECTORY.",
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

    private async Task Refused(int exitCode, string sentence, params string[] arguments)
    {
        await using var process = NodeProcess.Start(_scratch.Path, arguments);
        process.EndInput();
        var ended = await process.ExitCodeAsync();
        Assert.True(exitCode == ended && process.ErrorLines is [var line] && line == sentence && process.OutputLines is [],
            $"Expected {exitCode} and\n{sentence}\nbut it ended with {ended}:\n{process.Transcript}");
    }
}
