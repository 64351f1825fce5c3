using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>README's walk-through with three real processes, as a person would do it.</summary>
public sealed class WalkThroughTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Three_processes_agree_on_who_holds_the_laptop()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        await using var c = await StartAsync("c");
        await MenuAsync(b, "6", "localhost", Text(a.Port));
        await MenuAsync(c, "6", "localhost", Text(a.Port));
        await b.ExpectAsync("^connected to ");
        await c.ExpectAsync("^connected to ");

        await MenuAsync(a, "1", "laptop-001");
        await a.SeenAsync("^laptop-001: accepted");
        await a.SeenAsync("^laptop-001: confirmed in block 1$");
        await b.SeenAsync(@"^block 1 from \S+: laptop-001 requested by ");
        await c.SeenAsync(@"^block 1 from \S+: laptop-001 requested by ");
        Assert.Equal(await TipAsync(a), await TipAsync(b));

        await MenuAsync(c, "2", "laptop-001");
        await c.SeenAsync("^laptop-001: confirmed in block 2$");
        await a.SeenAsync(@"^block 2 from \S+: laptop-001 released by ");
        await b.SeenAsync(@"^block 2 from \S+: laptop-001 released by ");
        await MenuAsync(a, "4");
        await a.SeenAsync("^laptop-001\t");

        await MenuAsync(b, "5", "key-1, key-2 van-3");
        foreach (var item in new[] { "key-1", "key-2", "van-3" }) await b.SeenAsync($"^{item}: confirmed in block ");
        await OneTipAsync(a, b, c);
        await a.SendAsync("request van-3");
        await a.SeenAsync(@"^van-3: refused: held by \S+ since block \d+");
    }

    [Fact]
    public async Task Of_two_requests_at_the_same_moment_exactly_one_stands()
    {
        await using var a = await StartAsync("a");
        await using var b = await StartAsync("b");
        await b.SendAsync($"connect localhost {a.Port}");
        await b.ExpectAsync("^connected to ");
        var both = new[] { a, b };
        for (var round = 0; round < 5; round++)
        {
            var item = $"scope-{round}";
            await Task.WhenAll(both.Select(node => node.SendAsync($"request {item}")));
            await Task.WhenAll(both.Select(node => node.SeenAsync($"^{item}: (confirmed in|refused: held by)")));
            await OneTipAsync(a, b);

            // A status may be answered between a reorganisation and the news of what it undid.
            var deadline = Environment.TickCount64 + 5_000;
            while (both.Count(node => Outcome(node, item)) != 1)
            {
                Assert.True(Environment.TickCount64 < deadline, a.Transcript + b.Transcript);
                await OneTipAsync(a, b);
            }
        }
    }

    [Fact]
    public async Task A_killed_node_reconnects_by_itself_and_catches_up()
    {
        await using var a = await StartAsync("a");
        await using (var b = await StartAsync("b"))
        {
            await b.SendAsync($"connect localhost {a.Port}");
            await b.ExpectAsync("^connected to ");
            await b.SendAsync("request before");
            await b.SeenAsync("^before: confirmed in block 1$");
            await a.SeenAsync("^block 1 from "); // confirmed there is not yet known here
            await b.KillAsync();
        }
        await a.SendAsync("request meanwhile");
        await a.SeenAsync("^meanwhile: confirmed in block 2$");
        await using var again = await StartAsync("b");
        await again.SeenAsync(@"^block 2 from \S+: meanwhile requested by ");
        await OneTipAsync(a, again);
        await again.SendAsync("items --held");
        await again.SeenAsync("^before\t");
    }

    [Fact]
    public async Task A_piped_session_prints_its_outcomes_and_ends_well()
    {
        await using var node = await StartAsync("a");
        await node.SendAsync("request laptop-001");
        await node.SendAsync("request laptop-001");
        node.EndInput();
        Assert.Equal(ExitCode.Refused, await node.ExitCodeAsync());
        Assert.Contains("laptop-001: confirmed in block 1", node.OutputLines);
        Assert.Contains(
            node.OutputLines, line => line.StartsWith("laptop-001: refused: held by me", StringComparison.Ordinal));
    }

    private Task<NodeProcess> StartAsync(string name) => NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In(name));

    private static async Task MenuAsync(NodeProcess node, params string[] lines)
    {
        foreach (var line in lines) await node.SendAsync(line);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> TipAsync(NodeProcess node)
    {
        await node.SendAsync("status");
        return (await node.ExpectAsync("^tip +([0-9a-f]{64})$")).Groups[1].Value;
    }

    private static async Task OneTipAsync(params NodeProcess[] nodes)
    {
        var deadline = Environment.TickCount64 + 5_000;
        while (true)
        {
            var tips = await Task.WhenAll(nodes.Select(TipAsync));
            if (tips.Distinct().Count() == 1) return;
            Assert.True(Environment.TickCount64 < deadline, string.Join('\n', nodes.Select(node => node.Transcript)));
        }
    }

    /// <summary>Whether this node's request of the item stands, by the last that it said of it.</summary>
    private static bool Outcome(NodeProcess node, string item) => node.OutputLines
        .Last(line => line.StartsWith(item + ": ", StringComparison.Ordinal))
        .StartsWith(item + ": confirmed", StringComparison.Ordinal);
}
