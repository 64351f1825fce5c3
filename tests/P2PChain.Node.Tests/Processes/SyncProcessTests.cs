using System.Diagnostics;
using System.Globalization;
using System.Net;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Nodes that fetch a chain while other peers lie or stall.</summary>
public sealed class SyncProcessTests(ITestOutputHelper output) : IDisposable
{
    private const int Liars = 30;

    private readonly ScratchDirectory _scratch = new();
    private readonly ChainBuilder _draw = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task A_node_has_the_chain_thirty_seconds_after_an_honest_connection_though_thirty_liars_came_first(
        int ownBlocks)
    {
        const int height = 300;
        await _draw.ImportAsync(_scratch.Path, "honest", "a", height, _ => []);
        if (ownBlocks > 0) await _draw.ImportAsync(_scratch.Path, "other", "b", ownBlocks, _ => []);
        var chain = Enumerable.Range(1, height).Select(i => _draw.Node($"a{i}")).ToArray();
        await using var honest = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("honest"));
        await using var other = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("other"));
        var address = new IPEndPoint(IPAddress.Loopback, other.Port);
        await using var liars = await SyncLiars.StartAsync(address, Liars, chain);
        var begun = Stopwatch.StartNew();
        await honest.SendAsync($"connect 127.0.0.1 {other.Port}");
        while (!await HasHeightAsync(other, height)) Assert.InRange(begun.Elapsed.TotalSeconds, 0, 30);
        output.WriteLine($"{begun.Elapsed.TotalSeconds:0.0} s, {liars.Questions} questions to liars");
        Assert.InRange(liars.Questions, 1, int.MaxValue);
        await other.SendAsync("sync");
        await other.ExpectAsync("claims height 1,000,000, and (sent no headers of a better chain|did not send it)");
    }

    [Fact]
    public async Task A_chain_comes_from_three_peers_and_one_that_stalls_costs_little()
    {
        var height = TestScale.Times(500);
        await _draw.ImportAsync(_scratch.Path, "n1", "a", height, Requests);
        foreach (var name in new[] { "n2", "n3" })
        {
            Directory.CreateDirectory(_scratch.In(name));
            File.Copy(_scratch.In("n1/ledger.db"), _scratch.In(name + "/ledger.db"));
        }
        await using var n1 = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("n1"));
        await using var n2 = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("n2"));
        await using var n3 = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In("n3"));
        NodeProcess[] full = [n1, n2, n3];
        var quiet = await FetchAsync("quiet", full, height, stalls: null);
        var stalled = await FetchAsync("stalled", full, height, stalls: n2);
        output.WriteLine($"{height} blocks of 10 transactions: {quiet:0.0} s, with one that stalls {stalled:0.0} s");
        // A second until another peer is asked.
        Assert.InRange(stalled, 0, (1.5 * quiet) + 2);
    }

    private Transaction[] Requests(int height) =>
        [.. Enumerable.Range(0, 10).Select(n => _draw.Request(TestKeys.Alice, $"{height}-{n}", height))];

    /// <summary>The seconds that a fresh node takes. A peer stalls as soon as the first blocks are there.</summary>
    private async Task<double> FetchAsync(string name, NodeProcess[] full, int height, NodeProcess? stalls)
    {
        await using var fresh = await NodeProcess.StartNodeAsync(_scratch.Path, _scratch.In(name));
        foreach (var peer in full) await peer.SendAsync($"connect 127.0.0.1 {fresh.Port}");
        await fresh.SeenAsync("^peer .* connected$");
        var begun = Stopwatch.StartNew();
        stalls?.Freeze();
        while (!await HasHeightAsync(fresh, height)) Assert.InRange(begun.Elapsed.TotalSeconds, 0, 60 + (height / 10));
        stalls?.Thaw();
        return begun.Elapsed.TotalSeconds;
    }

    private static async Task<bool> HasHeightAsync(NodeProcess node, int height)
    {
        await node.SendAsync("status");
        var shown = await node.ExpectAsync(@"^chain +height ([\d,]+)");
        var shownHeight = int.Parse(shown.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        if (shownHeight >= height) return true;
        await Task.Delay(TimeSpan.FromMilliseconds(100));
        return false;
    }
}
