using System.Diagnostics;
using System.Net;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// A bad line or a flood costs its sender the connection, and others nothing. The wait of an honest peer meanwhile is
/// measured, so these tests run while no other does.
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileInputTests(ITestOutputHelper output) : IDisposable
{
    private const int MebibyteInKiB = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Each_malformed_line_ends_its_own_connection_within_a_second_and_nothing_else()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        var address = new IPEndPoint(IPAddress.Loopback, node.Port);
        await node.SendAsync("request laptop-001");
        await node.SeenAsync("^laptop-001: confirmed in block 1$");
        await using var honest = await HonestPeer.StartAsync(address, _scratch.Path);
        // A first round loads the assemblies that refusals need; their files stay open.
        foreach (var line in MalformedLine.Corpus) await RefuseAsync(address, line, node);
        var before = Figures(node);
        List<double> closedAfter = [];
        foreach (var line in MalformedLine.Corpus) closedAfter.Add(await RefuseAsync(address, line, node));

        var pings = await honest.EndAsync();
        closedAfter.Sort();
        output.WriteLine(
            $"{closedAfter.Count} lines, closed after {closedAfter[closedAfter.Count / 2]:F1} ms, at most {closedAfter[^1]:F0} ms; " +
            $"{pings}");
        // One in a hundred may meet a machine that is busy with something else.
        Assert.InRange(closedAfter[(int)(0.99 * closedAfter.Count)], 0, 1000);
        await BackToAsync(before, node);
        await node.SendAsync("items --held");
        await node.ExpectAsync("laptop-001");
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task Connections_that_come_and_go_leave_nothing_open_and_keep_nobody_waiting()
    {
        const int attempts = 10_000;
        if (!OperatingSystem.IsLinux()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        var address = new IPEndPoint(IPAddress.Loopback, node.Port);
        await using var honest = await HonestPeer.StartAsync(address, _scratch.Path);
        var before = Figures(node);
        await RawPeer.ComeAndGoAsync(address, attempts);
        var after = await BackToAsync(before, node);
        var pings = await honest.EndAsync();
        var added = after.PeakKiB - before.ResidentKiB;
        output.WriteLine($"{attempts} attempts added {added} KiB at the peak; {pings}");
        Assert.InRange(added, long.MinValue, 64 * MebibyteInKiB);
        Assert.Empty(node.ErrorLines);
    }

    [Fact]
    public async Task Forty_peers_cost_at_most_4_MiB_each_and_12_with_the_longest_line_in_flight()
    {
        const int count = 40;
        if (!OperatingSystem.IsLinux()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d");
        var address = new IPEndPoint(IPAddress.Loopback, node.Port);
        await using var honest = await HonestPeer.StartAsync(address, _scratch.Path);
        var before = Figures(node);
        var line = Enumerable.Repeat((byte)' ', Limits.LineBytesMax - 1).ToArray();
        List<RawPeer> peers = [];
        try
        {
            for (var i = 0; i < count; i++) peers.Add(await RawPeer.GreetAsync(address, TestKeys.Number(i).PublicKey));
            var idle = MebibytesEach(before, Figures(node), count);
            foreach (var peer in peers) await peer.SendAsync(line);
            var busy = MebibytesEach(before, Figures(node), count);
            var pings = await honest.EndAsync();
            output.WriteLine($"{count} peers took {idle:F2} MiB each, {busy:F2} with a line in flight; {pings}");
            Assert.InRange(idle, 0, 4);
            Assert.InRange(busy, 0, 12);
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }

        await BackToAsync(before, node);
    }

    /// <summary>Sends a line on a connection of its own.</summary>
    /// <returns>Milliseconds until the connection is closed.</returns>
    private static async Task<double> RefuseAsync(IPEndPoint address, MalformedLine line, NodeProcess node)
    {
        using var peer = await RawPeer.GreetAsync(address, TestKeys.Mallory.PublicKey);
        var sent = Stopwatch.GetTimestamp();
        await peer.SendAsync((byte[])[.. line.Bytes, (byte)'\n']);
        Assert.True(await peer.IsClosedWithinAsync(Patience), $"Still connected after: {line.What}\n{node.Transcript}");
        return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
    }

    private static double MebibytesEach(ProcessFigures before, ProcessFigures during, int count) =>
        Math.Max(0, during.ResidentKiB - before.ResidentKiB) / (double)count / MebibyteInKiB;

    private static ProcessFigures Figures(NodeProcess node) => OperatingSystem.IsLinux() ? ProcessFigures.Of(node) : new ProcessFigures(0, 0, 0);

    /// <summary>
    /// Waits until every descriptor that was opened meanwhile is closed again, but for the honest peer's, which has
    /// gone.
    /// </summary>
    private async Task<ProcessFigures> BackToAsync(ProcessFigures before, NodeProcess node)
    {
        var waited = Stopwatch.GetTimestamp();
        var now = Figures(node);
        while (now.Descriptors > before.Descriptors)
        {
            Assert.True(Stopwatch.GetElapsedTime(waited) < Patience, $"{now} after {before}\n{node.Transcript}");
            await node.SendAsync("peers");
            await node.ExpectAsync("select >");
            now = Figures(node);
        }

        output.WriteLine($"before {before}, after {now}");
        return now;
    }
}
