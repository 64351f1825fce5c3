using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Two sites and the line between them, which fails as lines do. Pings are three times as frequent as by default, and
/// time-outs as short.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class BadLineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan HealedWithin = TimeSpan.FromSeconds(15);

    private readonly ScratchDirectory _scratch = new();
    private readonly Sites _sites = new("a", "b");
    private NodeProcess _a = null!;
    private NodeProcess _b = null!;

    public async Task InitializeAsync()
    {
        _a = await StartAsync("a");
        _b = await StartAsync("b");
    }

    public async Task DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        _sites.Dispose();
        _scratch.Dispose();
    }

    [SitesFact]
    public async Task A_pulled_cable_is_noticed_in_time_and_healed_soon_after_it_is_in_again()
    {
        await ConnectAsync("10.9.0.1");
        _sites.Pull("b");
        var pulled = Stopwatch.GetTimestamp();
        await RequestAsync(_a, "from-a", 1);
        await RequestAsync(_b, "from-b", 1);
        await _b.ExpectAsync("^peer 10.9.0.1:6000 disconnected: nothing heard of it$");
        await _a.SeenAsync("^peer 10.9.0.2:6000 disconnected: nothing heard of it$");
        var noticed = Stopwatch.GetElapsedTime(pulled);
        await PeersAsync(_b, @"^10\.9\.0\.1:6000\t(retry in|dialling)\b.*\tno answer in time$|^10\.9\.0\.1:6000\t(retry in|dialling)\b.*nobody listens");
        _sites.Plug("b");
        var plugged = Stopwatch.GetTimestamp();
        await _b.ExpectAsync("^peer 10.9.0.1:6000 connected$");
        var healed = Stopwatch.GetElapsedTime(plugged);
        // One of the two blocks lost, and its transaction was mined again on the other.
        await HoldsBothAsync(_a);
        await HoldsBothAsync(_b);
        await OneTipAsync();
        output.WriteLine($"noticed after {noticed.TotalSeconds:F1} s, healed after {healed.TotalSeconds:F1} s");
        // The silence began before the cable was out; the rest is for a machine that is busy.
        Assert.InRange(noticed, TimeSpan.Zero, PingTimeout + TimeSpan.FromSeconds(3));
        Assert.InRange(healed, TimeSpan.Zero, HealedWithin);
    }

    [SitesFact]
    public async Task A_cable_that_is_out_for_a_moment_costs_nothing()
    {
        await ConnectAsync("10.9.0.1");
        _sites.Pull("b");
        await RequestAsync(_a, "from-a", 1);
        _sites.Plug("b");
        await _b.SeenAsync("^block 1 from 10.9.0.1:6000: from-a requested by ");
        Assert.DoesNotContain(_b.OutputLines, line => line.Contains("disconnected", StringComparison.Ordinal));
    }

    [SitesFact]
    public async Task A_peer_that_moved_to_another_address_is_found_by_its_name()
    {
        _sites.SetName("b", "lyon", 1);
        await RestartAsync("b");
        await ConnectAsync("lyon");
        _sites.SetAddress("a", 3);
        _sites.SetName("b", "lyon", 3);
        await _b.ExpectAsync("^peer 10.9.0.1:6000 disconnected: ");
        await _b.ExpectAsync("^peer 10.9.0.3:6000 connected$");
        await RequestAsync(_a, "from-a", 1);
        await _b.SeenAsync("^block 1 from 10.9.0.3:6000: from-a requested by ");
    }

    [SitesFact]
    public async Task A_node_whose_own_address_changes_is_back_before_a_silence_could_tell()
    {
        await _b.DisposeAsync();
        _b = await StartAsync("b", pingTimeout: TimeSpan.FromSeconds(45));
        await ConnectAsync("10.9.0.1");
        _sites.SetAddress("b", 4);
        var moved = Stopwatch.GetTimestamp();
        await _b.ExpectAsync("^peer 10.9.0.1:6000 disconnected: nothing heard of it$");
        await _b.ExpectAsync("^peer 10.9.0.1:6000 connected$");
        var back = Stopwatch.GetElapsedTime(moved);
        output.WriteLine($"back after {back.TotalSeconds:F1} s");
        Assert.InRange(back, TimeSpan.Zero, HealedWithin);
        await _a.SeenAsync("^peer 10.9.0.4:6000 connected$");
    }

    [SitesFact]
    public async Task After_a_restart_of_both_sides_they_are_connected_as_before()
    {
        await ConnectAsync("10.9.0.1");
        await RequestAsync(_b, "from-b", 1);
        await _a.SeenAsync("^block 1 from ");
        await _a.KillAsync();
        await _b.KillAsync();
        await RestartAsync("b");
        await RestartAsync("a");
        await _b.ExpectAsync("^peer 10.9.0.1:6000 connected$");
        await RequestAsync(_a, "from-a", 2);
        await _b.SeenAsync("^block 2 from 10.9.0.1:6000: from-a requested by ");
    }

    private async Task<NodeProcess> StartAsync(string site, TimeSpan? pingTimeout = null)
    {
        var node = NodeProcess.Start(
            _scratch.Path, new Dictionary<string, string>(), _sites.At(site),
            [
                "6000", "--set", "p2pchain.listen=0.0.0.0:6000", "--set", $"p2pchain.data={site}",
                "--set", "p2pchain.transport.ping-interval=2s", "--set", $"p2pchain.transport.ping-timeout={(pingTimeout ?? PingTimeout).TotalSeconds}s",
            ]);
        await node.ExpectAsync("listens on");
        return node;
    }

    private async Task RestartAsync(string site)
    {
        if (site == "a")
        {
            await _a.DisposeAsync();
            _a = await StartAsync(site);
        }
        else
        {
            await _b.DisposeAsync();
            _b = await StartAsync(site);
        }
    }

    private async Task ConnectAsync(string host)
    {
        await _b.SendAsync($"connect {host} 6000");
        await _b.ExpectAsync(@"^peer 10\.9\.0\.1:6000 connected$");
        await _a.SeenAsync(@"^peer 10\.9\.0\.2:6000 connected$");
    }

    private static async Task RequestAsync(NodeProcess node, string item, int height)
    {
        await node.SendAsync($"request {item}");
        await node.SeenAsync($"^{item}: confirmed in block {height}$");
    }

    /// <summary>Looks at the peers until one of the rows is as expected.</summary>
    private static async Task PeersAsync(NodeProcess node, [StringSyntax(StringSyntaxAttribute.Regex)] string row)
    {
        for (var waited = Stopwatch.StartNew(); !node.OutputLines.Any(line => Regex.IsMatch(line, row, RegexOptions.None, TimeSpan.FromSeconds(1)));)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), node.Transcript);
            await node.SendAsync("peers");
            await node.ExpectAsync(@"^10\.9\.0\.");
        }
    }

    /// <summary>Looks at the items until both sites' are held.</summary>
    private static async Task HoldsBothAsync(NodeProcess node)
    {
        for (var waited = Stopwatch.StartNew(); !Has("from-a\t") || !Has("from-b\t");)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), node.Transcript);
            await node.SendAsync("items --held");
            await node.ExpectAsync("^from-[ab]\t");
        }

        bool Has(string row) => node.OutputLines.Any(line => line.StartsWith(row, StringComparison.Ordinal));
    }

    /// <summary>Both may mine what came back to their pools: for a moment there are two blocks at one height.</summary>
    private async Task OneTipAsync()
    {
        for (var watch = Stopwatch.StartNew(); await TipAsync(_a) != await TipAsync(_b);)
            Assert.True(watch.Elapsed < HealedWithin, _a.Transcript + _b.Transcript);
    }

    private static async Task<string> TipAsync(NodeProcess node)
    {
        await node.SendAsync("status");
        return (await node.ExpectAsync("^tip +([0-9a-f]{64})$")).Groups[1].Value;
    }
}
