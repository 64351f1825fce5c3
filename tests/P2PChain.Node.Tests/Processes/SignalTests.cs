using System.Diagnostics;
using System.Globalization;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Signals at every stage: the process ends within five seconds, in order, and its directory can be used again.</summary>
public sealed class SignalTests : IDisposable
{
    /// <summary>What a shell says of a process that SIGTERM ended: the node's own start had not begun, or it was sent twice.</summary>
    private const int Terminated = 128 + 15;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_signal_at_any_moment_of_the_start_ends_it_in_order()
    {
        if (OperatingSystem.IsWindows()) return;
        const int lanes = 3;
        var delays = Enumerable.Range(0, 16).Select(static step => step * 75).ToArray();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            foreach (var delay in delays.Where((_, at) => at % lanes == lane))
                await EndsInOrderAsync(Lane(lane), delay);
            await using var again = await NodeProcess.StartNodeAsync(_scratch.Path, Lane(lane));
            await again.SendAsync("request laptop-001");
            await again.ExpectAsync("^laptop-001: confirmed in block 1$");
        }));
    }

    [Fact]
    public async Task A_signal_while_the_configuration_is_read_ends_it_at_once()
    {
        if (!OperatingSystem.IsLinux()) return;

        using (var make = Process.Start("mkfifo", _scratch.In("pipe"))) await make.WaitForExitAsync();

        // Nobody has the other end, so that opening it waits for ever.
        await using var process = NodeProcess.Start(_scratch.Path, "pipe");
        await Task.Delay(500);
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
        await using (var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", 0, "--set", "p2pchain.mining.mode=off"))
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

    private async Task EndsInOrderAsync(string data, int delayMs)
    {
        await using var process = NodeProcess.Start(_scratch.Path, "0", "--set", $"p2pchain.data={data}");
        await Task.Delay(delayMs);
        var watch = Stopwatch.StartNew();
        process.Terminate();
        var exitCode = await process.ExitCodeAsync();
        Assert.True(
            exitCode is ExitCode.Ok or Terminated && process.ErrorLines is [] && watch.Elapsed < StopMax,
            $"After {Text(delayMs)} ms: {Text(exitCode)} within {watch.Elapsed}\n{process.Transcript}");
    }

    private static string Lane(int lane) => "lane-" + Text(lane);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
