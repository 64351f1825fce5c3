namespace P2PChain.Node.Tests.Processes;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Check_says_what_a_node_would_do()
    {
        await File.WriteAllTextAsync(_scratch.In("node.conf"), "p2pchain.listen = \"127.0.0.1:6000\"\np2pchain.data = \"./d\"\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Ok, await process.ExitCodeAsync());
        Assert.Equal(
            [$"node.conf is good: a node would listen on 127.0.0.1:6000 and keep its data in {_scratch.In("d")}."],
            process.OutputLines);
        Assert.Empty(process.ErrorLines);
        Assert.False(Directory.Exists(_scratch.In("d")));
    }

    [Fact]
    public async Task Check_names_everything_that_is_wrong_at_its_line()
    {
        await File.WriteAllTextAsync(_scratch.In("node.conf"), "p2pchain.listen = \"nowhere\"\n\np2pchain.peers = [\"x\"]\n");
        await using var process = NodeProcess.Start(_scratch.Path, "config", "check", "node.conf");
        Assert.Equal(ExitCode.Configuration, await process.ExitCodeAsync());
        Assert.Collection(process.ErrorLines,
            static line => Assert.StartsWith("node.conf:1: p2pchain.listen: \"nowhere\" is no address", line, StringComparison.Ordinal),
            static line => Assert.StartsWith("node.conf:3: p2pchain.peers: \"x\" is no address", line, StringComparison.Ordinal));
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
