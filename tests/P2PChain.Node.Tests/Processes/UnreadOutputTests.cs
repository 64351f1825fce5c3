using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Standard streams that are not read any more, and terminals that disappear: the node stops in order, and in time.
/// </summary>
public sealed class UnreadOutputTests : IDisposable
{
    private const string Script = "/usr/bin/script";

    /// <summary>What a pipe holds on Linux.</summary>
    private const int PipeBytes = 65_536;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> Xterm = new() { ["TERM"] = "xterm" };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(">full 2>/dev/null")]
    [InlineData(">/dev/null 2>full")]
    [InlineData(">full 2>full")]
    [InlineData(">full 2>full", "--headless")]
    [InlineData(">full 2>full", "--headless", "--set", "p2pchain.log.level=debug")]
    public async Task A_signal_ends_a_node_whose_output_is_not_read(string redirections, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var full = await FullPipeAsync();
        await using var node = NodeProcess.StartRedirected(
            _scratch.Path, redirections.Replace("full", _scratch.In("full"), StringComparison.Ordinal),
            ["0", "--set", "p2pchain.data=d", .. arguments]);
        await LogAsync("d", "listens on");
        await node.SendAsync("request laptop-001\nhelp\nstatus\npeers");
        await EndsAsync(node);
    }

    [Fact]
    public async Task The_end_of_input_waits_for_the_reader_of_the_last_answer()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var full = await FullPipeAsync();
        await using var node = NodeProcess.StartRedirected(
            _scratch.Path, $">{_scratch.In("full")}", "0", "--set", "p2pchain.data=d");
        await node.SendAsync("status");
        node.EndInput();
        await LogAsync("d", "listens on");
        await full.ReadExactlyAsync(new byte[PipeBytes]);
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        var rest = new byte[PipeBytes];
        var length = await full.ReadAsync(rest);
        Assert.Matches(
            "^p2pchain .* listens on (.*\\n)*ALONE .*\\n", System.Text.Encoding.UTF8.GetString(rest, 0, length));
    }

    [Fact]
    public async Task A_reader_that_is_gone_ends_a_node_with_a_sentence()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var node = NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string>(),
            ["/bin/sh", "-c", "{ \"$0\" \"$@\"; echo \"ended with $?\" >&2; } | head -n 1"], ["0", "--set", "p2pchain.data=d"]);
        await node.ExpectAsync(" listens on ");
        await LogAsync("d", "listens on");
        try
        {
            await node.SendAsync("help");
        }
        catch (IOException)
        {
            // One of its first lines found no reader, and it has ended.
        }
        await node.ExpectErrorAsync(@"^Standard output cannot be written \(Broken pipe\): ");
        await node.ExpectErrorAsync("^ended with 74$");
    }

    /// <summary>Several times: the signal, the last key and the last output race.</summary>
    [Theory]
    [InlineData("trap : HUP", "on-demand")]
    [InlineData("trap : HUP", "off")]
    [InlineData("trap '' HUP", "on-demand")]
    [InlineData("trap '' HUP", "off")]
    public async Task A_terminal_that_disappears_ends_the_node_in_order(string trap, string mining)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script)) return;
        for (var turn = 0; turn < 5; turn++)
        {
            var name = turn.ToString(CultureInfo.InvariantCulture);
            await using var terminal = await TerminalAsync(name, trap, mining);
            await terminal.TypeAsync("request laptop-001\r");
            if (turn > 0) await LogAsync(name, "pid"); // else while the line is on its way
            var watch = Stopwatch.StartNew();
            await terminal.KillAsync();
            await EndedAsync(name, watch);
        }
    }

    [Fact]
    public async Task A_paused_terminal_holds_up_no_signal()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script)) return;
        await using var terminal = await TerminalAsync("d", "trap : HUP", "on-demand");
        await terminal.TypeAsync("\u0013"); // Ctrl-S
        for (var line = 0; line < 20; line++) await terminal.TypeAsync("help\r");
        var pid = (await LogAsync("d", @" pid (\d+)")).Groups[1].Value;
        var watch = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-TERM", pid])) await kill.WaitForExitAsync();
        await EndedAsync("d", watch);
    }

    private async Task<NodeProcess> TerminalAsync(string name, string trap, string mining)
    {
        await File.WriteAllTextAsync(
            _scratch.In(name + ".sh"),
            $"{trap}\n'{NodeProcess.Executable}' 0 --set p2pchain.data={name} --set p2pchain.mining.mode={mining} 2>{name}.err\n"
            + $"echo $? >{name}.code.new; mv {name}.code.new {name}.code\n");
        var terminal = NodeProcess.Start(
            _scratch.Path, Xterm, ["/bin/sh", "-c", $"exec {Script} -qec \"/bin/sh {name}.sh\" /dev/null"], []);
        await terminal.ExpectAsync("10  exit");
        return terminal;
    }

    private async Task EndedAsync(string name, Stopwatch watch)
    {
        while (!File.Exists(_scratch.In(name + ".code")))
        {
            Assert.True(watch.Elapsed < StopMax, $"{name} has not ended: {await LogTextAsync(name)}");
            await Task.Delay(20);
        }

        Assert.Equal(
            ("0\n", ""),
            (await File.ReadAllTextAsync(_scratch.In(name + ".code")), await File.ReadAllTextAsync(_scratch.In(
                name + ".err"))));
        Assert.False(File.Exists(_scratch.In(name + "/ledger.db-wal")), "The ledger was not closed.");
    }

    private async Task EndsAsync(NodeProcess node)
    {
        var watch = Stopwatch.StartNew();
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, StopMax);
        Assert.False(File.Exists(_scratch.In("d/ledger.db-wal")), "The ledger was not closed.");
    }

    /// <summary>A pipe with a reader that never reads, and with no room.</summary>
    private async Task<FileStream> FullPipeAsync()
    {
        using (var make = Process.Start("mkfifo", _scratch.In("full"))) await make.WaitForExitAsync();
        var pipe = new FileStream(
            _scratch.In("full"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await pipe.WriteAsync(new byte[PipeBytes]);
        return pipe;
    }

    private async Task<Match> LogAsync(string data, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var text = await LogTextAsync(data);
            if (regex.Match(text) is { Success: true } match) return match;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), text);
        }
    }

    private async Task<string> LogTextAsync(string data)
    {
        var logs = _scratch.In(data + "/logs");
        if (!Directory.Exists(logs) || Directory.GetFiles(logs, "*.log") is not [var file]) return "";
        await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(open);
        return await reader.ReadToEndAsync();
    }
}
