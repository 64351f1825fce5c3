using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Real nodes on one office network, without any address in their configuration.</summary>
[SupportedOSPlatform("linux")]
public sealed class LanTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Names = ["paris", "porto", "prague"];

    private readonly ScratchDirectory _scratch = new();
    private readonly Sites _sites = new(Names);
    private readonly List<NodeProcess> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        _sites.Dispose();
        _scratch.Dispose();
    }

    [SitesFact]
    public async Task Three_nodes_of_a_named_network_on_one_segment_find_each_other_within_five_seconds() =>
        await MeetAsync("0.0.0.0:6000", i => $"10.9.0.{i}:6000");

    [SitesFact]
    public async Task They_find_each_other_over_IPv6_alone()
    {
        foreach (var (i, name) in Names.Index()) _sites.SetLinkLocalAddress(name, i + 1);
        await MeetAsync("[::]:6000", i => $"[fe80::{i}%eth0]:6000");
    }

    [SitesFact]
    public async Task Two_nodes_on_one_machine_find_each_other()
    {
        var one = await StartAsync("paris", "listen=0.0.0.0:6001", "data=one");
        var two = await StartAsync("paris", "listen=0.0.0.0:6002", "data=two");
        await two.SeenAsync("^peer 10.9.0.1:6001 connected$", Patience);
        await one.SeenAsync("^peer 10.9.0.1:6002 connected$", Patience);
    }

    private async Task MeetAsync(string listen, Func<int, string> addressOf)
    {
        foreach (var name in Names) await StartAsync(name, $"listen={listen}", $"data={name}");
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Names.Length; i++)
            for (var other = 0; other < Names.Length; other++)
                if (other != i)
                    await _nodes[i].SeenAsync($"^peer {Regex.Escape(addressOf(other + 1))} connected$", Patience);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        await _nodes[0].SendAsync("request laptop-1");
        await _nodes[0].ExpectAsync("confirmed", Patience);
        foreach (var node in _nodes[1..]) await HasItemAsync(node, "laptop-1");
    }

    private static async Task HasItemAsync(NodeProcess node, string item)
    {
        for (var watch = Stopwatch.StartNew(); !node.OutputLines.Any(line => line.StartsWith($"{item}\t", StringComparison.Ordinal));)
        {
            Assert.True(watch.Elapsed < Patience, node.Transcript);
            await node.SendAsync("items --held");
            await node.ExpectAsync("^laptop-1\t|^no ", Patience);
        }
    }

    private async Task<NodeProcess> StartAsync(string site, params string[] settings)
    {
        string[] arguments = [.. settings.Append("network.name=office").SelectMany(
            static setting => new[] { "--set", $"p2pchain.{setting}" })];
        var node = NodeProcess.Start(_scratch.Path, new Dictionary<string, string>(), _sites.At(site), arguments);
        _nodes.Add(node);
        await node.ExpectAsync("listens on ", Patience);
        return node;
    }
}
