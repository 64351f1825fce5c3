using System.Net.Sockets;
using System.Text.Json;
using P2PChain.Core.Model;
using P2PChain.Testing.Oracle;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Everybody wants the same few things at once, in real processes with real ledgers.</summary>
public sealed class ConflictProcessTests : IDisposable
{
    private const int OperationsPerNode = 100;
    private const int Items = 7;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact] // rules F1, F2, F5
    public async Task Three_processes_that_want_the_same_items_end_on_one_tip_that_the_oracle_knows()
    {
        await using var a = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("a"));
        await using var b = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("b"));
        await using var c = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("c"));
        NodeProcess[] nodes = [a, b, c];
        foreach (var (node, other) in new[] { (b, a), (c, a), (c, b) })
        {
            await node.SendAsync($"connect 127.0.0.1 {other.Port}");
            await node.ExpectAsync("^connected to ");
        }
        await Task.WhenAll(nodes.Select(WantAsync));
        var tip = await OneTipAsync(nodes);
        foreach (var node in nodes)
        {
            var replay = Ledger().Replay(await ChainAsync(node.Port));
            Assert.True(replay.IsValid, replay.Violation?.ToString());
            Assert.Equal(tip, replay.State.TipHash);
        }
    }

    [Fact]
    public async Task A_request_is_confirmed_everywhere_within_a_second()
    {
        await using var a = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("a"));
        await using var b = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("b"));
        await b.SendAsync($"connect 127.0.0.1 {a.Port}");
        await b.ExpectAsync("^connected to ");
        var times = new List<long>();
        for (var i = 0; i < 11; i++)
        {
            var start = Environment.TickCount64;
            await a.SendAsync($"request item-{i}");
            await Task.WhenAll(a.SeenAsync($"^item-{i}: confirmed in"), b.SeenAsync($": item-{i} requested by"));
            times.Add(Environment.TickCount64 - start);
        }
        times.Sort();
        Assert.True(times[times.Count / 2] < 1_000, string.Join(' ', times));
    }

    private static async Task WantAsync(NodeProcess node, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < OperationsPerNode; i++)
            await node.SendAsync($"{(random.Next(2) == 0 ? "request" : "release")} item-{random.Next(Items)}");
        // The console takes one line after the other, so this one is answered after all of them.
        await node.SendAsync("connect nowhere.invalid 1");
        await node.ExpectAsync("nowhere.invalid", TimeSpan.FromSeconds(90));
    }

    /// <summary>The tip on which all agree soon, with nothing left to mine.</summary>
    private static async Task<string> OneTipAsync(NodeProcess[] nodes)
    {
        var deadline = Environment.TickCount64 + 20_000;
        while (true)
        {
            var states = await Task.WhenAll(nodes.Select(StateAsync));
            if (states.Distinct().Count() == 1 && states[0].Waiting == "0") return states[0].Tip;
            Assert.True(Environment.TickCount64 < deadline, string.Join('\n', states));
        }
    }

    private static async Task<(string Tip, string Waiting)> StateAsync(NodeProcess node)
    {
        await node.SendAsync("status");
        var waiting = (await node.ExpectAsync(@"^chain .* (\d+) waiting")).Groups[1].Value;
        return ((await node.ExpectAsync("^tip +([0-9a-f]{64})$")).Groups[1].Value, waiting);
    }

    /// <summary>The best chain as anybody with a socket can ask for it, genesis left out.</summary>
    private static async Task<List<string>> ChainAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("{\"type\": \"request_chain\", \"payload\": {}}\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        using var answer = JsonDocument.Parse(line!);
        var chain = answer.RootElement.GetProperty("payload").GetProperty("chain");
        return [.. chain.EnumerateArray().Skip(1).Select(block => block.GetRawText())];
    }

    private static ReferenceLedger Ledger() =>
        new(System.Text.Encoding.ASCII.GetString(NetworkParameters.Demo.CanonicalBytes()));
}
