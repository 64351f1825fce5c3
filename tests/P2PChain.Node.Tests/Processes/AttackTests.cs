using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Honest requests while strangers attack a node. Quiet and attacked requests alternate.</summary>
public sealed class AttackTests(ITestOutputHelper output) : IDisposable
{
    private const int Height = 300;
    private const int TransactionsPerBlock = 10;
    private const int RequestsPerRound = 15;
    private const int ConnectionsPerAddress = 3;
    private const double TimesQuiet = 5;

    private static readonly int Rounds = TestScale.Times(2);

    private readonly ScratchDirectory _scratch = new();
    private readonly ChainBuilder _draw = new();
    private int _requests;

    public enum Attack
    {
        Liars,
        SlowHandshakes,
        Questions,
    }

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(Attack.Liars)]
    [InlineData(Attack.SlowHandshakes)]
    [InlineData(Attack.Questions)]
    public async Task A_request_reaches_every_node_within_five_times_the_quiet_time(Attack attack)
    {
        await DrawLedgersAsync("n1", "n2", "n3");
        await using var a = await StartAsync("n1");
        await using var b = await StartAsync("n2", a);
        await using var c = await StartAsync("n3", a, b);
        NodeProcess[] others = [b, c];
        foreach (var node in others) await node.SeenAsync("^peer .* connected$");
        await RequestAsync(a, others); // the first one loads code
        List<double> quiet = [], attacked = [];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < RequestsPerRound; i++) quiet.Add(await RequestAsync(a, others));
            await using var stop = await BeginAsync(attack, new IPEndPoint(ThisMachine(), a.Port));
            for (var i = 0; i < RequestsPerRound; i++) attacked.Add(await RequestAsync(a, others));
            if (stop is QuestionFlood flood) output.WriteLine($"{flood.Answers} answers of headers");
        }
        var (usual, p99) = (P99(quiet), P99(attacked));
        output.WriteLine($"{attack}: p99 {p99:0} ms, quiet {usual:0} ms, {quiet.Count} requests each");
        Assert.InRange(p99, 0, TimesQuiet * usual);
    }

    private static double P99(List<double> values) => values.Order().ElementAt((int)(0.99 * (values.Count - 1)));

    /// <summary>An address that is not the loopback, which has no bounds. Without one the loopback must do.</summary>
    private static IPAddress ThisMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static one => one.OperationalStatus == OperationalStatus.Up)
        .SelectMany(static one => one.GetIPProperties().UnicastAddresses).Select(static one => one.Address)
        .FirstOrDefault(
            static address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address),
            IPAddress.Loopback);

    private async Task DrawLedgersAsync(string first, params string[] others)
    {
        await _draw.ImportAsync(_scratch.Path, first, "a", Height, Requests);
        foreach (var other in others)
        {
            Directory.CreateDirectory(_scratch.In(other));
            File.Copy(_scratch.In(first + "/ledger.db"), _scratch.In(other + "/ledger.db"));
        }
    }

    private async Task<NodeProcess> StartAsync(string name, params NodeProcess[] peers)
    {
        var addresses = string.Join(", ", peers.Select(peer => $"\"127.0.0.1:{peer.Port}\""));
        return await NodeProcess.StartNodeAsync(
            _scratch.Path, _scratch.In(name), arguments:
            ["--set", "p2pchain.listen=0.0.0.0:0", "--set", $"p2pchain.peers=[{addresses}]"]);
    }

    private Transaction[] Requests(int height) =>
    [
        .. Enumerable.Range(0, TransactionsPerBlock).Select(
            number => _draw.Request(TestKeys.Alice, $"{height}-{number}", height)),
    ];

    /// <summary>Milliseconds until a request is confirmed on all nodes.</summary>
    private async Task<double> RequestAsync(NodeProcess node, NodeProcess[] others)
    {
        var item = string.Create(CultureInfo.InvariantCulture, $"item-{++_requests}");
        var sent = Stopwatch.GetTimestamp();
        await node.SendAsync($"request {item}");
        var seen = others.Select(other => other.SeenAsync($": {item} requested by"));
        await Task.WhenAll([node.SeenAsync($"^{item}: confirmed in"), .. seen]);
        return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
    }

    private async Task<IAsyncDisposable> BeginAsync(Attack attack, IPEndPoint to)
    {
        var chain = Enumerable.Range(1, Height).Select(height => _draw.Node($"a{height}")).ToArray();
        return attack switch
        {
            Attack.Liars => await SyncLiars.StartAsync(new IPEndPoint(IPAddress.Loopback, to.Port), 30, chain),
            Attack.SlowHandshakes => await SlowHandshakes.StartAsync(new IPEndPoint(IPAddress.Loopback, to.Port), 300),
            _ => await QuestionFlood.StartAsync(to, ConnectionsPerAddress, chain),
        };
    }
}
