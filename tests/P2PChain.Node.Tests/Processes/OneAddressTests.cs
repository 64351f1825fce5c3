using System.Diagnostics;
using System.Runtime.Versioning;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Real nodes that reach another site from one address, as from behind a router.</summary>
[SupportedOSPlatform("linux")]
public sealed class OneAddressTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScratchDirectory _scratch = new();
    private readonly Sites _sites = new("hub", "street");
    private readonly List<NodeProcess> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        _sites.Dispose();
        _scratch.Dispose();
    }

    [SitesFact]
    public async Task The_fourth_node_behind_one_address_is_told_the_reason_and_shows_it()
    {
        await StartAsync("hub", "hub", "listen=10.9.0.1:6000");
        for (var i = 1; i <= 3; i++) await ConnectedAsync(await StartOfficeAsync(i));
        var fourth = await StartOfficeAsync(4);
        await ShowsAsync(fourth, "peers", "it refuses this node: too many connections from your address: it allows 3");
        await ShowsAsync(fourth, "status", "ALONE    no peer connected: 10.9.0.1:6000: it refuses this node: too many connections from your address: it allows 3");
    }

    [SitesFact]
    public async Task Three_nodes_whose_connections_died_come_back_before_the_dead_ones_time_out()
    {
        var hub = await StartAsync("hub", "hub", "listen=10.9.0.1:6000");
        for (var i = 1; i <= 3; i++) await ConnectedAsync(await StartOfficeAsync(i));
        _sites.Pull("street"); // so that the hub hears of no end
        foreach (var office in _nodes.Skip(1)) await office.KillAsync();
        _sites.Plug("street");

        var watch = Stopwatch.StartNew();
        foreach (var office in await Task.WhenAll(Enumerable.Range(1, 3).Select(StartOfficeAsync))) await ConnectedAsync(office);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"{watch.Elapsed}\n{hub.Transcript}");
    }

    private Task<NodeProcess> StartOfficeAsync(int number) => StartAsync(
        "street", $"office-{number}", "peers=[\"10.9.0.1:6000\"]", $"listen=10.9.0.2:{6000 + number}");

    private static async Task ConnectedAsync(NodeProcess node) => await node.SeenAsync(
        "^peer 10.9.0.1:6000 connected$", Patience);

    private static async Task ShowsAsync(NodeProcess node, string command, string text)
    {
        for (var watch = Stopwatch.StartNew(); !node.OutputLines.Any(line => line.Contains(text, StringComparison.Ordinal));)
        {
            Assert.True(watch.Elapsed < Patience, node.Transcript);
            await node.SendAsync(command);
            await node.ExpectAsync(command == "peers" ? "^10.9.0.1" : "^peers ", Patience);
        }
    }

    private async Task<NodeProcess> StartAsync(string site, string data, params string[] settings)
    {
        string[] arguments = [.. settings.Append($"data={data}").SelectMany(
            static setting => new[] { "--set", $"p2pchain.{setting}" })];
        var node = NodeProcess.Start(_scratch.Path, new Dictionary<string, string>(), _sites.At(site), arguments);
        lock (_nodes) _nodes.Add(node);
        await node.ExpectAsync("listens on ", Patience);
        return node;
    }
}
