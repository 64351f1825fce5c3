using System.Diagnostics;
using System.Globalization;
using System.Net;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Three nodes that run for long, while peers come and go, a node is killed again and again, and items move.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output) : IDisposable
{
    private const int Samples = 12;
    private const int Items = 50;
    private const int MebibyteInKiB = 1024;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(TestScale.Times(24));

    private readonly ScratchDirectory _scratch = new();
    private readonly List<ProcessFigures> _figures = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    [Fact]
    public async Task Memory_and_descriptors_do_not_grow()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "a");
        await using var other = await NodeProcess.StartNodeAsync(_scratch.Path, "b", arguments: Peers(node));
        _clock.Restart();
        await Task.WhenAll(
            MoveItemsAsync(node), ComeAndGoAsync(node), DieAndReturnAsync(node, other), SampleAsync(node));
        Assert.Empty(node.ErrorLines);
        await node.SendAsync("request at-the-end");
        var confirmed = await node.ExpectAsync("^at-the-end: confirmed in block ([0-9,]+)$");
        output.WriteLine($"{confirmed.Groups[1].Value} blocks");
        output.WriteLine(string.Join('\n', _figures));
        Soak.AssertFlat("memory", [.. _figures.Select(one => one.ResidentKiB / (double)MebibyteInKiB)], slack: 32);
        Soak.AssertFlat("descriptors", [.. _figures.Select(one => (double)one.Descriptors)], slack: 10);
    }

    public void Dispose() => _scratch.Dispose();

    private static string[] Peers(params NodeProcess[] nodes) =>
        ["--set", $"p2pchain.peers = [{string.Join(", ", nodes.Select(node => $"\"127.0.0.1:{node.Port}\""))}]"];

    private async Task MoveItemsAsync(NodeProcess node)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var turn = 0; _clock.Elapsed < Duration && await pace.WaitForNextTickAsync(); turn++)
        {
            var verb = turn % 2 == 0 ? "request" : "release";
            await node.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{verb} item-{turn / 2 % Items}"));
            await node.ExpectAsync("^item-[0-9]+: confirmed in block [0-9,]+$");
        }
    }

    private async Task ComeAndGoAsync(NodeProcess node)
    {
        var address = new IPEndPoint(IPAddress.Loopback, node.Port);
        while (_clock.Elapsed < Duration) await RawPeer.ComeAndGoAsync(address, 40);
    }

    private async Task DieAndReturnAsync(params NodeProcess[] nodes)
    {
        while (_clock.Elapsed < Duration)
        {
            await using var mortal = await NodeProcess.StartNodeAsync(_scratch.Path, "mortal", arguments: Peers(nodes));
            await mortal.SeenAsync("peer 127.0.0.1:[0-9]+ connected");
            await mortal.KillAsync();
        }
    }

    private async Task SampleAsync(NodeProcess node)
    {
        using var timer = new PeriodicTimer(Duration / Samples);
        while (_figures.Count < Samples && await timer.WaitForNextTickAsync()) _figures.Add(ProcessFigures.Of(node));
    }
}
