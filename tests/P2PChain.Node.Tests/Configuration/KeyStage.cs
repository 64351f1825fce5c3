using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Storage;
using P2PChain.Core.Wire;
using P2PChain.Node.Tests.Processes;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>
/// Ways to see what a key of the configuration changes: processes, a node over a probe for TCP, a peer by hand.
/// </summary>
public abstract class KeyStage(ITestOutputHelper output) : ActorSpec(output)
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScratchDirectory _scratch = new();

    private protected string DataPath => _scratch.In("d");

    private protected string In(string name) => _scratch.In(name);

    protected override void AfterAll()
    {
        base.AfterAll();
        _scratch.Dispose();
    }

    /// <summary>The settings that a file with these lines comes to.</summary>
    private protected static NodeSettings Settings(params string[] settings)
    {
        var text = string.Join('\n', settings.Select(static setting => "p2pchain." + setting));
        var read = NodeSettingsReader.Read(ConfigurationFactory.ParseString(text), out var problems);
        Assert.Empty(problems);
        return read;
    }

    /// <summary>A process with these keys, on a port and a directory of its own unless they say otherwise.</summary>
    private protected NodeProcess Start(params string[] settings) => NodeProcess.Start(
        _scratch.Path,
        ["0", "--set", "p2pchain.data=d", .. settings.SelectMany(static setting => new[] { "--set", "p2pchain." + setting })]);

    private protected async Task<NodeProcess> StartNodeAsync(params string[] settings)
    {
        var node = Start(settings);
        await node.ExpectAsync("^key ");
        return node;
    }

    private protected static async Task EndAsync(NodeProcess node)
    {
        node.EndInput();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
    }

    private protected static int PortOf(NodeProcess node) => int.Parse(
        node.OutputLines[0][(node.OutputLines[0].LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A node in this process whose TCP is the probe; it listens.</summary>
    private protected async Task<(TestProbe Tcp, Tcp.Bind Bind)> StartOverProbeAsync(NodeSettings settings)
    {
        var tcp = CreateTestProbe("tcp");
        var parts = new NodeParts(new MemoryChainStore(), TestKeys.Alice, new Random(1)) { Tcp = tcp };
        var started = P2PNode.StartAsync(Sys, settings, parts);
        var bind = await tcp.ExpectMsgAsync<Tcp.Bind>(Patience);
        tcp.Reply(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 6001)));
        UnderTest((await started.WaitAsync(Patience)).Node);
        return (tcp, bind);
    }

    /// <summary>A connection to a node of the demo network, over which everything is said by hand.</summary>
    private protected static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    /// <summary>Says what an honest node of the demo network says first.</summary>
    private protected static async Task AnnounceAsync(TcpClient client)
    {
        var genesis = NetworkParameters.Demo.Genesis();
        var local = new LocalNode(TestKeys.Bob.PublicKey, "", genesis.Hash, new RuleSchedule(NetworkParameters.Demo), 7000, "test") { Features = [LocalNode.Headers] };
        var announce = local.Announce(
            1, "127.0.0.1:6000", 0, genesis.Hash, new Work(256), UnixTime.From(TimeProvider.System.GetUtcNow()));
        Message[] words = [new Message.PeerAnnounce(announce), new Message.PeerList([])];
        await client.GetStream().WriteAsync(words.SelectMany(static word => MessageCodec.Encode(word, null)).ToArray());
    }

    /// <summary>All that is said until the other side ends the connection.</summary>
    private protected static async Task<string> UntilClosedAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var lines = new StringWriter();
        try
        {
            while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line) await lines.WriteLineAsync(line);
        }
        catch (IOException)
        {
            // cut off instead of closed
        }

        return lines.ToString();
    }
}
