using System.Diagnostics;
using System.Globalization;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A real node whose clock is wrong for a while.</summary>
public sealed class MovedClockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [MovedClockFact]
    public async Task After_an_hour_ahead_and_a_longer_chain_only_the_item_of_that_hour_waits()
    {
        await using var office = await NodeProcess.StartNodeAsync(_scratch.Path, "office");
        foreach (var item in new[] { "office-1", "office-2", "office-3" }) await RequestAsync(office, item);

        var clock = new MovedClock(_scratch.In("clock"), TimeSpan.FromHours(1));
        await using var laptop = await StartAsync("laptop", clock);
        await RequestAsync(laptop, "early");
        clock.Set(TimeSpan.Zero);
        var due = TimeProvider.System.GetUtcNow().AddMinutes(50);

        await laptop.SendAsync($"connect 127.0.0.1 {office.Port}");
        var until = await laptop.SeenAsync(
            @"^early: a better chain undid its block; the request is dated ahead of this clock, so it waits for a block until .*?(\d\d:\d\d:\d\d)$",
            Patience);
        AssertNear(due, until.Groups[1].Value);

        foreach (var item in new[] { "laptop-1", "laptop-2" }) await RequestAsync(laptop, item);
        await laptop.SendAsync("release laptop-1");
        await laptop.ExpectAsync(@"^laptop-1: confirmed in block \d$");
        // The item that waits does not make the laptop mine what is the office's to mine.
        await RequestAsync(office, "laptop-1");
        await laptop.SeenAsync(@"^block \d from 127.0.0.1:\d+: laptop-1 requested by ");
        await laptop.SendAsync("request office-1");
        await laptop.ExpectAsync("^office-1: refused: held by ");

        await laptop.SendAsync("status");
        await laptop.ExpectAsync("^WAITS +early is dated ahead of this clock, so no block may hold it before ");
        await laptop.ExpectAsync("^chain .* 1 waiting");
        await laptop.SendAsync("item early");
        await laptop.ExpectAsync("^early: the request by me .* waits for a block");

        using var process = Process.GetProcessById(laptop.Pid);
        var (spent, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(
            () => laptop.ExpectAsync("^early: confirmed", TimeSpan.FromSeconds(5)));
        process.Refresh();
        Assert.InRange((process.TotalProcessorTime - spent) / watch.Elapsed, 0, 0.2); // a node that mines takes half a core
    }

    [MovedClockFact]
    public async Task After_a_day_ahead_status_and_the_start_say_from_when_others_accept_the_last_block()
    {
        var clock = new MovedClock(_scratch.In("clock"), TimeSpan.FromDays(1));
        var due = TimeProvider.System.GetUtcNow().AddDays(1).AddMinutes(-10);
        await using (var early = await StartAsync("d", clock))
        {
            await RequestAsync(early, "early");
            clock.Set(TimeSpan.Zero);
            await early.SendAsync("status");
            AssertNear(due, (await early.ExpectAsync(FutureLine)).Groups[1].Value);
            await early.ExpectAsync("^chain .* last block dated 23 h ahead of this clock ");
            await RequestAsync(early, "other");
            early.EndInput();
            await early.ExitCodeAsync(Patience);
        }

        await using var again = await StartAsync("d", clock);
        AssertNear(due, (await again.ExpectErrorAsync(FutureLine)).Groups[1].Value);

        await using var office = await NodeProcess.StartNodeAsync(_scratch.Path, "office");
        await again.SendAsync($"connect 127.0.0.1 {office.Port}");
        await again.ExpectAsync("^connected to ");
        await RequestAsync(office, "office-1");
        await office.SendAsync("item early");
        await office.ExpectAsync("^early: no such item was ever requested$");
    }

    private const string FutureLine =
        "the last block is dated 23 h ahead of this clock; other nodes cannot accept it before .*?(\\d\\d:\\d\\d:\\d\\d)";

    /// <summary>The text shows the moment, give or take what a busy machine needs.</summary>
    private static void AssertNear(DateTimeOffset expected, string shown)
    {
        var time = TimeSpan.ParseExact(shown, @"hh\:mm\:ss", CultureInfo.InvariantCulture);
        var off = (time - expected.ToLocalTime().TimeOfDay).TotalSeconds;
        Assert.InRange(Math.Abs(Math.IEEERemainder(off, 86_400)), 0, 60);
    }

    private static async Task RequestAsync(NodeProcess node, string item)
    {
        await node.SendAsync($"request {item}");
        await node.ExpectAsync($"^{item}: confirmed in block \\d+$", Patience);
    }

    private async Task<NodeProcess> StartAsync(string data, MovedClock clock)
    {
        var node = NodeProcess.Start(_scratch.Path, clock.Environment, "0", "--set", $"p2pchain.data={data}");
        await node.ExpectAsync(@"listens on \S+:(\d+)", Patience);
        return node;
    }
}
