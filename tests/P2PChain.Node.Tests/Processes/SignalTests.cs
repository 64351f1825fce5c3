using System.Diagnostics;
using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Signals at every stage: the process ends within five seconds, in order, and its directory can be used again.
/// </summary>
public sealed class SignalTests : IDisposable
{
    /// <summary>
    /// What a shell says of a process that SIGTERM ended: the node's own start had not begun, or it was sent twice.
    /// </summary>
    private const int Terminated = 128 + 15;

    /// <summary>The moment at which it says that it listens.</summary>
    private const string Listens = "listens";

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>
    /// By what the start makes in a new directory, in this order; each a little earlier or later. Null: the process's
    /// own begin.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData("version")]
    [InlineData("node.pem")]
    [InlineData("logs")]
    [InlineData("ledger.db")]
    [InlineData("ledger.db-wal")]
    [InlineData(Listens)]
    public async Task A_signal_at_any_moment_of_the_start_ends_it_in_order(string? made)
    {
        if (OperatingSystem.IsWindows()) return;
        var stopMax = await StopMaxNowAsync();
        foreach (var delay in new[] { 0, 5, 25, 125 }) await EndsInOrderAsync(made, delay, stopMax);
        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("request laptop-001");
        await again.ExpectAsync("^laptop-001: confirmed in block 1$");
    }

    [Fact]
    public async Task A_signal_while_the_configuration_is_read_ends_it_at_once()
    {
        if (!OperatingSystem.IsLinux()) return;

        using (var make = Process.Start("mkfifo", _scratch.In("pipe"))) await make.WaitForExitAsync();

        await using var process = NodeProcess.Start(_scratch.Path, "pipe");

        // Opening this end waits for the process to open the other; then it reads, and nothing comes.
        using var writer = await Task.Factory.StartNew(
            () => File.OpenHandle(_scratch.In("pipe"), FileMode.Open, FileAccess.Write),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(StartMax);
        process.Terminate();
        Assert.Equal(Terminated, await process.ExitCodeAsync(StopMax));
    }

    [Fact]
    public async Task A_terminal_that_goes_away_ends_it_in_order()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        node.HangUp();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task A_terminal_that_goes_away_twice_ends_it_in_order()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        for (var i = 0; i < 3; i++) node.HangUp();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        Assert.Empty(node.ErrorLines);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    public async Task A_signal_that_is_ignored_as_under_nohup_stays_ignored(string signal)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var node = NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string>(), ["/bin/sh", "-c", $"trap '' {signal}; exec \"$0\" \"$@\""],
            ["0", "--set", "p2pchain.data=d"]);
        await node.ExpectAsync("listens on ", StartMax);
        if (signal == "HUP") node.HangUp();
        else node.Interrupt();
        await node.SendAsync("request laptop-001");
        await node.ExpectAsync("^laptop-001: confirmed in block 1$");
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task A_second_signal_during_the_stop_ends_it_at_once_and_nothing_is_lost(int delayMs)
    {
        if (OperatingSystem.IsWindows()) return;
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            await node.SendAsync("request laptop-001");
            await node.ExpectAsync("^laptop-001: confirmed in block 1$");
            node.Terminate();
            await Task.Delay(delayMs);
            node.Terminate();
            Assert.True(await node.ExitCodeAsync(StopMax) is ExitCode.Ok or Terminated, node.Transcript);
            Assert.Empty(node.ErrorLines);
        }

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await again.SendAsync("items --held");
        await again.ExpectAsync("^laptop-001\tme ");
    }

    [Fact]
    public async Task A_signal_while_open_commands_are_waited_for_ends_it_and_keeps_them()
    {
        if (OperatingSystem.IsWindows()) return;
        await using (
            var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", 0, "--set", "p2pchain.mining.mode=off"))
        {
            await node.SendAsync("request laptop-001");
            await node.ExpectAsync("^laptop-001: accepted");
            node.EndInput();
            node.Terminate();
            Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync(StopMax));
        }

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        await NothingWaitsAsync(again);
        await again.SendAsync("items --held");
        await again.ExpectAsync("^laptop-001\tme ");
    }

    [Fact] // what is answered with accepted is on the disk
    public async Task Nothing_acknowledged_is_lost_by_a_signal_under_load()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] accepted;
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d"))
        {
            for (var item = 0; item < 400; item++) await node.SendAsync($"request item-{Text(item)}");
            await node.ExpectAsync("^item-30: accepted");
            var watch = Stopwatch.StartNew();
            node.Terminate();
            Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, StopMax);
            Assert.Empty(node.ErrorLines);
            accepted = [.. node.OutputLines.Where(static line => line.Contains(": accepted", StringComparison.Ordinal))
                .Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)])];
        }

        await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        Assert.True(accepted.Length > 30, again.Transcript);
        await NothingWaitsAsync(again);
        await again.SendAsync("items --held");
        foreach (var item in accepted) await again.SeenAsync($"^{item}\tme ");
    }

    private static async Task NothingWaitsAsync(NodeProcess node)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (true)
        {
            await node.SendAsync("status");
            if ((await node.ExpectAsync(@"^chain .* (\d+) waiting")).Groups[1].Value == "0") return;
            Assert.True(Environment.TickCount64 < deadline, node.Transcript);
        }
    }

    /// <summary>
    /// Five seconds, on a machine that starts a node in under two. An end at the start is the program's first run
    /// through most of its
    /// code, so among twenty busy processes on two cores it takes as long as a start does there: 5 s were measured for
    /// either.
    /// </summary>
    private async Task<TimeSpan> StopMaxNowAsync()
    {
        var watch = Stopwatch.StartNew();
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "pace");
        var slow = watch.Elapsed * 2.5;
        return slow > StopMax ? slow : StopMax;
    }

    private async Task EndsInOrderAsync(string? made, int delayMs, TimeSpan stopMax)
    {
        await using var process = NodeProcess.Start(_scratch.Path, "0", "--set", "p2pchain.data=d");
        if (made is not null) await MadeAsync(process, made);
        await Task.Delay(delayMs);
        var watch = Stopwatch.StartNew();
        process.Terminate();
        var exitCode = await process.ExitCodeAsync();
        Assert.True(
            (exitCode == ExitCode.Ok || (exitCode == Terminated && made is null)) && process.ErrorLines is [] && watch.Elapsed < stopMax,
            $"{made} and {Text(delayMs)} ms: {Text(exitCode)} within {watch.Elapsed}\n{process.Transcript}");
        // So that the next one makes it anew, also where this one had started.
        if (Directory.Exists(_scratch.In("d"))) Directory.Delete(_scratch.In("d"), recursive: true);
    }

    private async Task MadeAsync(NodeProcess process, string made)
    {
        if (made == Listens)
        {
            await process.ExpectAsync("listens on ", StartMax);
            return;
        }

        for (var watch = Stopwatch.StartNew(); !Path.Exists(_scratch.In("d/" + made)); await Task.Delay(1))
            Assert.True(watch.Elapsed < StartMax, process.Transcript);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
