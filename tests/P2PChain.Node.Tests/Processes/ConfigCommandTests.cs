using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Check_says_what_a_node_would_do()
    {
        await File.WriteAllTextAsync(
            _scratch.In("node.conf"), "p2pchain.listen = \"127.0.0.1:6000\"\np2pchain.data = \"./d\"\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.Equal(
            [$"node.conf is good: a node would listen on 127.0.0.1:6000 and keep its data in {_scratch.In("d")}."],
            process.OutputLines);
        Assert.Empty(process.ErrorLines);
        Assert.False(Directory.Exists(_scratch.In("d")));
    }

    [Fact]
    public async Task Check_reads_what_comes_on_standard_input()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "/dev/stdin");
        await process.SendAsync("p2pchain.listen = \"[::1]:6000\"");
        process.EndInput();
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.StartsWith(
            "/dev/stdin is good: a node would listen on [::1]:6000 ",
            Assert.Single(process.OutputLines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_everything_that_is_wrong_at_its_line()
    {
        await File.WriteAllTextAsync(
            _scratch.In("node.conf"), "p2pchain.listen = \"nowhere\"\n\np2pchain.peers = [\"x\"]\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Collection(process.ErrorLines,
            static line => Assert.StartsWith(
                "node.conf:1: p2pchain.listen: \"nowhere\" is no address", line, StringComparison.Ordinal),
            static line => Assert.StartsWith(
                "node.conf:3: p2pchain.peers: \"x\" is no address", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_would_act_on_the_terminal_is_refused_and_acts_on_none()
    {
        var key = "02" + new string('a', 64);
        await File.WriteAllTextAsync(_scratch.In("network.conf"), $"p2pchain.names {{\n  {key} = \"\u001b]0;Lyon\"\n}}\n");
        await File.WriteAllTextAsync(_scratch.In("node.conf"), "include \"network.conf\"\n");
        await using var process = NodeProcess.Start(_scratch.Path, "node.conf");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Equal(
            [
                $"network.conf:2: p2pchain.names.{key}: "
                    + "The name holds the character U+001B, which no name may hold: remove it.",
            ],
            process.ErrorLines);
        Assert.Empty(process.OutputLines);
    }

    [Fact]
    public async Task Check_names_mistakes_of_every_kind_at_once()
    {
        await File.WriteAllTextAsync(_scratch.In("node.conf"), """
            p2pchain {
              listn = "127.0.0.1:6000"
              mining { mode = sometimes
              peers = 10.0.0.1:6000
              limits.peers-inbound = -3
              transport { ping-interval = 90s, dial-timeout = 4 }
              network.half-life-ms = 16000
            }
            """);
        await using var process = NodeProcess.Start(
            _scratch.Path, "config", "check", "node.conf", "--set", "p2pchain.data=");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Empty(process.OutputLines);
        Assert.Equal(
            [
                "node.conf:1: The { opened on this line is never closed: add the missing }, here or to a { further down.",
                "node.conf:2: There is no key p2pchain.listn: did you mean p2pchain.listen?",
                "node.conf:3: p2pchain.mining.mode: \"sometimes\" is not one of on-demand, continuous, off, false.",
                "node.conf:4: Put a value with a : in quotes, as in \"127.0.0.1:6000\".",
                "node.conf:5: p2pchain.limits.peers-inbound: -3 lies outside 0 to 100000.",
                "node.conf:6: p2pchain.transport.dial-timeout: \"4\" is no span of time up to an hour: write 15s, 500ms or 2m.",
                "node.conf:6: p2pchain.transport.ping-timeout: It must be longer than transport.ping-interval.",
                "node.conf:7: p2pchain.network.half-life-ms: It counts only with network.retarget = moving: set that, or remove "
                    + "this.",
                "--set: p2pchain.data: It is empty: name the directory for ledger and key.",
            ],
            process.ErrorLines);
    }

    [Fact]
    public async Task What_a_key_hangs_on_is_not_told_twice()
    {
        await File.WriteAllTextAsync(
            _scratch.In("node.conf"), "p2pchain.transport.ping-timeout = 100:s\np2pchain.transport.ping-interval = 90s\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Equal(["node.conf:1: Put a value with a : in quotes, as in \"127.0.0.1:6000\"."], process.ErrorLines);
    }

    [Fact]
    public async Task A_file_of_tabs_line_ends_of_Windows_and_a_byte_order_mark_is_a_file_like_any_other()
    {
        await File.WriteAllTextAsync(
            _scratch.In("node.conf"), "\uFEFFp2pchain\t{\r\n\tlisten\t=\t\"127.0.0.1:6007\"\t# here\r\n\tdata = d\r\n}\r\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.Contains("127.0.0.1:6007", Assert.Single(process.OutputLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_prints_what_could_stand_in_a_file_and_where_each_value_came_from()
    {
        await using var process = NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string> { ["P2PCHAIN__LOG__LEVEL"] = "debug" },
            "config", "show", "--origin", "6005", "--set", "p2pchain.mining.mode=off");
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.Contains("p2pchain.listen = \"127.0.0.1:6005\"  # first argument 6005", process.OutputLines);
        Assert.Contains("p2pchain.log.level = debug  # environment variable P2PCHAIN__LOG__LEVEL", process.OutputLines);
        Assert.Contains("p2pchain.mining.mode = off  # --set", process.OutputLines);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        await using var process = NodeProcess.Start(_scratch.Path, "--version");
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.Matches(@"^p2pchain \d+\.\d+\.\d+$", Assert.Single(process.OutputLines));
    }
}
