using System.Diagnostics;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A node as a process: from its start to its end, by whatever end it comes to.</summary>
public sealed class NodeLifeTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_script_on_a_pipe_gets_its_outcomes()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("1");
        await node.SendAsync("laptop-001");
        await node.SendAsync("request laptop-001");
        node.EndInput();
        Assert.Equal(ExitCode.Refused, await node.ExitCodeAsync());
        await node.SeenAsync("^laptop-001: accepted, waiting for a block; txid [0-9a-f]{12}$");
        await node.SeenAsync("^laptop-001: confirmed in block 1$");
        await node.SeenAsync("^laptop-001: refused: held by me ");
        await node.SeenAsync("^block 1 mined here: laptop-001 requested by me ");
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task The_start_tells_address_key_directory_and_process()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        Assert.Equal($"p2pchain 0.1.0 listens on 127.0.0.1:{node.Port}", node.OutputLines[0]);
        var facts = await node.ExpectAsync(@"^key (0[23][0-9a-f]{6}…)  data (\S+)  pid (\d+)$");
        Assert.Equal(_scratch.In("d"), facts.Groups[2].Value);
        Assert.Equal($"{node.Pid}", facts.Groups[3].Value);
    }

    [Fact]
    public async Task Exit_ends_a_session()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await node.SendAsync("10");
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_signal_to_stop_ends_it_within_five_seconds_with_exit_code_zero(bool isTerm)
    {
        if (OperatingSystem.IsWindows()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        var watch = Stopwatch.StartNew();
        if (isTerm) node.Terminate();
        else node.Interrupt();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task Without_a_console_input_is_left_alone_and_the_log_goes_to_standard_output()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", 0, "--headless");
        node.EndInput();
        await node.ExpectAsync(@"\[INF\].* pid ");
        Assert.DoesNotContain(node.OutputLines, static line => line.Contains("select >", StringComparison.Ordinal));
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Fact]
    public async Task What_was_confirmed_is_there_after_the_process_was_killed()
    {
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-001");
            await node.ExpectAsync("^laptop-001: confirmed in block 1$");
            await node.KillAsync();
        }

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("3");
        await again.ExpectAsync("^laptop-001\tme \\(.*\\)\tblock 1\t");
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_sentence()
    {
        await using var first = await NodeProcess.StartNodeAsync(_scratch.Path, "one");
        await Refused(
            ExitCode.InUse, $"^Cannot listen on 127.0.0.1:{first.Port}: .*$",
            $"{first.Port}", "--set", "p2pchain.data=two/three");
        Assert.False(Directory.Exists(_scratch.In("two")));
        Assert.True(File.Exists(_scratch.In("one/node.pem")));
    }

    [Fact]
    public async Task A_start_that_fails_takes_back_what_it_made_and_nothing_else()
    {
        Directory.CreateDirectory(_scratch.In("d/logs"));
        await File.WriteAllTextAsync(_scratch.In("d/mine"), "mine");
        string[] wrong = ["0", "--set", "p2pchain.data=d", "--set", "p2pchain.listen=192.0.2.1:0"];
        await Refused(ExitCode.Configuration, "this machine has no such address", wrong);
        Assert.Equal(
            ["logs", "mine"], Directory.GetFileSystemEntries(_scratch.In("d")).Select(Path.GetFileName).Order());
        string key;
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-001");
            await node.ExpectAsync("^laptop-001: confirmed in block 1$");
            key = await File.ReadAllTextAsync(_scratch.In("d/node.pem"));
            node.EndInput();
            await node.ExitCodeAsync();
        }

        // Now it is a node's: a later start that fails leaves it as it is.
        await Refused(ExitCode.Configuration, "this machine has no such address", wrong);
        Assert.Equal(key, await File.ReadAllTextAsync(_scratch.In("d/node.pem")));
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("items --held");
        await again.ExpectAsync("^laptop-001\tme ");
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        await using var first = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await Refused(
            ExitCode.InUse, $"^Another p2pchain process uses {_scratch.In("d")}: ", "0", "--set", "p2pchain.data=d");
        await first.SendAsync("status");
        await first.ExpectAsync("^ALONE ");
    }

    [Fact]
    public async Task Another_networks_ledger_is_refused()
    {
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            node.EndInput();
            await node.ExitCodeAsync();
        }

        await Refused(
            ExitCode.Configuration, "ledger.db", "0", "--set", "p2pchain.data=d", "--set", "p2pchain.network.name=other");
    }

    [Fact]
    public async Task A_damaged_ledger_is_an_integrity_failure()
    {
        Directory.CreateDirectory(_scratch.In("d"));
        await File.WriteAllTextAsync(_scratch.In("d/ledger.db"), new string('x', 8192));
        await Refused(ExitCode.Integrity, "ledger.db is damaged", "0", "--set", "p2pchain.data=d");
    }

    [Fact]
    public async Task Two_nodes_share_what_one_of_them_requests()
    {
        await using var berlin = await NodeProcess.StartNodeAsync(_scratch.Path, "berlin");
        await using var lyon = await NodeProcess.StartNodeAsync(_scratch.Path, "lyon");
        await lyon.SendAsync("6");
        await lyon.SendAsync("127.0.0.1");
        await lyon.SendAsync($"{berlin.Port}");
        await lyon.ExpectAsync($"^connected to 127.0.0.1:{berlin.Port} ");
        await berlin.SendAsync("request laptop-001 --note \"for Anna\"");
        await berlin.ExpectAsync("^laptop-001: confirmed in block 1$");
        await lyon.SeenAsync(
            $"^block 1 from 127.0.0.1:{berlin.Port}: laptop-001 requested by 0[23][0-9a-f]{{6}}… \"for Anna\"$");
        await lyon.SendAsync("request laptop-001");
        await lyon.ExpectAsync("^laptop-001: refused: held by 0[23][0-9a-f]{6}… since block 1$");
        await lyon.SendAsync("sync"); // a status right behind the block would still have the peer's last word
        await lyon.ExpectAsync("^in step with 1 of 1 peer at height 1$");
        await lyon.SendAsync("status");
        await lyon.ExpectAsync("^HEALTHY  in step with 1 of 1 peer$");
        var tip = await lyon.ExpectAsync("^tip      ([0-9a-f]{64})$");
        await berlin.SendAsync("status");
        await berlin.ExpectAsync($"^tip      {tip.Groups[1].Value}$");
    }

    private async Task Refused(int exitCode, string pattern, params string[] arguments)
    {
        await using var process = NodeProcess.Start(_scratch.Path, arguments);
        var ended = await process.ExitCodeAsync();
        Assert.True(exitCode == ended && process.ErrorLines.Count == 1 && process.OutputLines is [],
            $"Expected {exitCode}, but it ended with {ended}:\n{process.Transcript}");
        Assert.Matches(pattern, process.ErrorLines[0]);
    }
}
