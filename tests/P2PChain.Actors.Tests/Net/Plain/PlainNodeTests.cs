using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using P2PChain.Core.Model;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;
using P2PChain.Testing.Plain;

namespace P2PChain.Actors.Tests.Net.Plain;

/// <summary>The stand-in for a node of the original network, held against what was recorded from one.</summary>
public sealed class PlainNodeTests
{
    private const double Now = 1_795_365_126.5;

    private static readonly string[] Differs = ["hash", "prev_hash", "nonce", "timestamp", "requester", "signature", "sender"];

    [Fact]
    public async Task It_takes_ignores_refuses_and_drops_what_the_recorded_node_did()
    {
        await using var node = PlainNode.Start(TestKeys.Alice, () => Now);
        var talk = await Talk.WithAsync(node.Listens);
        var isOpen = true;
        foreach (var (said, next) in PlainRecording.Pushes.Zip(PlainRecording.Pushes.Skip(1).Append(null)))
        {
            switch (said.Direction)
            {
                case "to-seed-node":
                    if (!isOpen) talk = await Talk.WithAsync(node.Listens);
                    await talk.SayAsync(said.Line);
                    isOpen = next!.Direction == "from-seed-node" || next.Observed.GetProperty("connection").GetString() == "open";
                    break;
                case "from-seed-node": Assert.Equal(Shape(said.Line), Shape(await talk.HearAsync())); break;
                default: await ObserveAsync(said); break;
            }
        }
        Assert.Equal(6, node.Look(chain => chain.Length));

        async Task ObserveAsync(PlainRecording seen)
        {
            if (!isOpen)
                Assert.Equal("", await talk.HearAsync());
            else
            {
                await talk.SayAsync("""{"type": "ping", "payload": {}}"""); // answered once what came before it is decided
                Assert.Contains("pong", await talk.HearAsync(), StringComparison.Ordinal);
            }
            Assert.Equal(seen.Observed.GetProperty("chain_length_after").GetInt32(), node.Look(chain => chain.Length));
            Assert.Equal(
                seen.Observed.GetProperty("allocated").EnumerateArray().Select(uid => uid.GetString()),
                node.Look(chain => chain.Allocated.Keys.ToList()));
        }
    }

    [Fact]
    public async Task It_says_what_the_recorded_node_said_while_a_person_worked_at_it()
    {
        var recorded = PlainRecording.Transcript;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var node = PlainNode.Start(TestKeys.Alice, () => Now);
        await node.DialAsync((IPEndPoint)listener.LocalEndpoint);
        using var dialled = new Talk(await listener.AcceptTcpClientAsync());
        Assert.Equal(Shape(recorded[0].Line), Shape(await dialled.HearAsync()));
        using var talk = await Talk.WithAsync(node.Listens);
        foreach (var said in recorded.Skip(1))
        {
            if (said.Direction == "to-seed-node")
            {
                await talk.SayAsync(said.Line);
                continue;
            }
            if (said.Line.Contains("new_block", StringComparison.Ordinal)) Assert.True(WorkAsIn(node, JsonNode.Parse(said.Line)!["payload"]!["transactions"]!.AsArray()));
            if (said.Line.Contains("new_transaction", StringComparison.Ordinal)) node.Announce(TransactionType.Request, "late-1");
            Assert.Equal(Shape(said.Line), Shape(await talk.HearAsync()));
        }
    }

    [Fact]
    public async Task It_drops_a_line_over_four_MiB()
    {
        await using var node = PlainNode.Start(TestKeys.Alice, () => Now);
        using var talk = await Talk.WithAsync(node.Listens);
        await talk.SayAsync(new string('x', (4 * 1024 * 1024) + 4096));
        Assert.Equal("", await talk.HearAsync());
    }

    [Fact]
    public void Its_blocks_are_hashed_as_the_recorded_ones_are()
    {
        foreach (var line in PlainRecording.Transcript.Where(said => said.Line.Contains("new_block", StringComparison.Ordinal)))
        {
            var block = (SortedDictionary<string, object?>)((SortedDictionary<string, object?>)OracleJson.Read(line.Line)!)["payload"]!;
            Assert.Equal(block["hash"], PlainChain.HashOf(block));
        }
    }

    private static bool WorkAsIn(PlainNode node, JsonArray transactions) => node.Work(
        (TransactionType)transactions[0]!["type"]!.GetValue<int>(), [.. transactions.Select(
            transaction => transaction!["uid"]!.GetValue<string>())]);

    /// <summary>A line with everything made equal that keys, clocks, ports and work make differ.</summary>
    private static string Shape(string line)
    {
        return OracleJson.Write(Flat(OracleJson.Read(line)));
    }

    private static object? Flat(object? json) => json switch
    {
        List<object?> items => items.Select(item => item is string ? "ADDRESS" : Flat(item)).ToList(),
        SortedDictionary<string, object?> members => new SortedDictionary<string, object?>(
            members.ToDictionary(member => member.Key, member => Differs.Contains(member.Key) ? "" : Flat(member.Value)), StringComparer.Ordinal),
        _ => json,
    };

    private sealed class Talk(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.UTF8);

        public static async Task<Talk> WithAsync(IPEndPoint address)
        {
            var client = new TcpClient();
            await client.ConnectAsync(address);
            return new Talk(client);
        }

        public async Task SayAsync(string line) => await client.GetStream().WriteAsync(
            Encoding.UTF8.GetBytes(line + "\n"));

        /// <summary>The next line; empty when the connection has ended.</summary>
        public async Task<string> HearAsync()
        {
            try
            {
                return await _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) ?? "";
            }
            catch (IOException)
            {
                return "";
            }
        }

        public void Dispose() => client.Dispose();
    }
}
