using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>
/// Nodes that prove their keys, and those that claim other nodes' keys, over real sockets: docs/protocol.md, proof of
/// keys.
/// </summary>
public sealed class ProvenKeysTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _starts;

    [Fact]
    public async Task Two_nodes_that_list_each_other_end_with_one_proven_connection_also_after_restarts_of_one_and_of_both()
    {
        var (ofA, ofB) = (FreePort(), FreePort());
        var (a, b) = (await StartAsync(TestKeys.Alice, ofA, ofB), await StartAsync(TestKeys.Bob, ofB, ofA));
        await OneEachAsync(a, b);
        await StopAsync(a);
        a = await StartAsync(TestKeys.Alice, ofA, ofB);
        await OneEachAsync(a, b);
        await StopAsync(b);
        await StopAsync(a);
        (b, a) = (await StartAsync(TestKeys.Bob, ofB, ofA), await StartAsync(TestKeys.Alice, ofA, ofB));
        await OneEachAsync(a, b);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_squatter_that_claims_both_keys_and_answers_pings_does_not_keep_two_nodes_apart(bool listsAuth)
    {
        var (ofA, ofB) = (FreePort(), FreePort());
        var (a, b) = (await StartAsync(TestKeys.Alice, ofA), await StartAsync(TestKeys.Bob, ofB));
        // First alone with the squatter, as after a restart: then it is the older connection on both sides.
        using var squatter = new Squatter(listsAuth);
        await squatter.SquatAsync(a.Refs.Listens, TestKeys.Bob.PublicKey);
        await squatter.SquatAsync(b.Refs.Listens, TestKeys.Alice.PublicKey);
        if (!listsAuth) await AwaitAssertAsync(async () => Assert.False(Assert.Single((await PeersAsync(a)).Connected).IsProven), Patience);
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(b.Refs.Listens));
        await OneEachAsync(a, b);
        // And once more, with the squatter there again before the other node.
        await StopAsync(a);
        a = await StartAsync(TestKeys.Alice, ofA);
        await squatter.SquatAsync(a.Refs.Listens, TestKeys.Bob.PublicKey);
        await squatter.SquatAsync(b.Refs.Listens, TestKeys.Alice.PublicKey);
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(b.Refs.Listens));
        await OneEachAsync(a, b);
        Assert.Null((await PeersAsync(a)).Twin ?? (await PeersAsync(b)).Twin);
    }

    [Fact]
    public async Task A_stranger_that_claims_this_node_s_own_key_raises_no_alarm_and_hears_why_it_is_refused()
    {
        var a = await StartAsync(TestKeys.Alice);
        using (var stranger = await RawPeer.ConnectAsync(a.Refs.Listens))
        {
            await stranger.SendAsync(new Message.PeerAnnounce(RawPeer.Announcement(TestKeys.Alice.PublicKey)));
            Assert.Equal(
                "you name this node's key and do not prove it", (await stranger.HearAsync<Message.Bye>()).Reason);
        }
        using (var liar = await RawPeer.ConnectAsync(a.Refs.Listens))
        {
            await liar.SendAsync(new Message.PeerAnnounce(Proving(TestKeys.Alice.PublicKey)));
            await liar.HearAsync<Message.PeerAnnounce>();
            await liar.SendAsync(new Message.Prove(TestKeys.Mallory.Sign("anything"u8)));
            Assert.True(await liar.IsClosedWithinAsync(Patience));
        }
        await AwaitAssertAsync(async () => Assert.Equal(2, (await PeersAsync(a)).Record.Refused.Length), Patience);
        Assert.Null((await PeersAsync(a)).Twin);
    }

    [Fact]
    public async Task Two_nodes_with_one_key_both_say_so_at_once()
    {
        var (a, b) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Alice));
        var (screenOfA, screenOfB) = (CreateTestProbe(), CreateTestProbe());
        a.Refs.Console.Tell(ConsoleProtocol.Watch.Instance, screenOfA);
        b.Refs.Console.Tell(ConsoleProtocol.Watch.Instance, screenOfB);
        var refused = Assert.IsType<AnswerProtocol.NotConnected>(await a.ConnectAsync(b.Refs.Listens));
        Assert.Equal($"another node uses this node's key, from {b.Refs.Listens}", refused.Reason);
        Assert.Equal(b.Refs.Listens.ToString(), (await screenOfA.ExpectMsgAsync<NewsProtocol.TwinNews>()).Address);
        Assert.Equal(a.Refs.Listens.ToString(), (await screenOfB.ExpectMsgAsync<NewsProtocol.TwinNews>()).Address);
        var status = Assert.IsType<AnswerProtocol.Status>(
            (await b.Refs.Console.Ask<ConsoleProtocol.Reply>(new ConsoleProtocol.GetStatus(1), Patience)).Result);
        Assert.Equal(a.Refs.Listens.ToString(), status.Twin);
    }

    [Fact]
    public async Task A_third_node_tells_a_twin_in_its_goodbye_where_the_other_one_is()
    {
        var (a, c) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Carol));
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(c.Refs.Listens));
        var twin = await StartAsync(TestKeys.Alice);
        var refused = Assert.IsType<AnswerProtocol.NotConnected>(await twin.ConnectAsync(c.Refs.Listens));
        Assert.Equal($"it refuses this node: another node uses this node's key, from {a.Refs.Listens}", refused.Reason);
        Assert.Null((await PeersAsync(twin)).Twin); // the word of a third node is no proof
        Assert.Single((await PeersAsync(c)).Connected);
    }

    [Fact]
    public async Task Through_a_relay_that_passes_lines_on_unchanged_two_nodes_prove_their_keys()
    {
        var (a, b) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Bob));
        using var relay = new LineRelay(b.Refs.Listens);
        Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(relay.Listens));
        await OneEachAsync(a, b);
        // This node itself behind a relay is itself still, and no twin.
        using var mirror = new LineRelay(a.Refs.Listens);
        Assert.Contains(
            "this node itself",
            Assert.IsType<AnswerProtocol.NotConnected>(await a.ConnectAsync(mirror.Listens)).Reason,
            StringComparison.Ordinal);
        Assert.Null((await PeersAsync(a)).Twin);
    }

    [Fact]
    public async Task A_relay_that_alters_an_announce_is_found_out()
    {
        var (a, b) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Bob));
        using var relay = new LineRelay(b.Refs.Listens, line => line.Replace("\"height\": 0", "\"height\": 1", StringComparison.Ordinal));
        Assert.IsType<AnswerProtocol.NotConnected>(await a.ConnectAsync(relay.Listens));
        await AwaitAssertAsync(async () => Assert.Contains("a wrong proof of its key", (await PeersAsync(b)).Record.Refused.Select(refused => refused.Reason)), Patience);
        Assert.Empty((await PeersAsync(a)).Connected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_node_is_connected_in_both_directions_and_its_key_stays_a_claim(bool olderDials)
    {
        var (a, old) = (await StartAsync(TestKeys.Alice), await StartAsync(TestKeys.Bob, provesKey: false));
        var (dialer, acceptor) = olderDials ? (old, a) : (a, old);
        Assert.IsType<AnswerProtocol.Connected>(await dialer.ConnectAsync(acceptor.Refs.Listens));
        await AwaitAssertAsync(
            async () =>
            {
                foreach (var node in new[] { a, old }) Assert.False(Assert.Single((await PeersAsync(node)).Connected).IsProven);
            },
            Patience);
        var screen = CreateTestProbe();
        old.Tell(TestNode.Request(1, "laptop-001"), screen);
        await AwaitAssertAsync(
            async () => Assert.Equal(TestKeys.Bob.PublicKey, (await a.HeldAsync())["laptop-001"]), Patience);
    }

    private static Announcement Proving(PublicKey key) => RawPeer.Announcement(key) with { Features = LocalNode.AllFeatures };

    /// <summary>Both sides have one connection, the same, proven; and neither dials.</summary>
    private async Task OneEachAsync(TestNode a, TestNode b) => await AwaitAssertAsync(
        async () =>
        {
            var (atA, atB) = (await PeersAsync(a), await PeersAsync(b));
            Assert.True(
                atA.Connected.Length == 1 && atB.Connected.Length == 1 && atA.Dialling.IsEmpty && atB.Dialling.IsEmpty,
                $"{string.Join(", ", atA.Connected)} and {string.Join(", ", atB.Connected)}");
            Assert.Equal((true, true), (atA.Connected[0].IsProven, atB.Connected[0].IsProven));
            Assert.Equal((b.Signer.PublicKey, a.Signer.PublicKey), (atA.Connected[0].Key, atB.Connected[0].Key));
            Assert.NotEqual(atA.Connected[0].IsOutbound, atB.Connected[0].IsOutbound);
        },
        Patience);

    private static async Task<PeerProtocol.PeerList> PeersAsync(TestNode node)
    {
        var answer = await node.Refs.Console.Ask<ConsoleProtocol.Reply>(new ConsoleProtocol.ListPeers(9), Patience);
        var status = await node.Refs.Console.Ask<ConsoleProtocol.Reply>(new ConsoleProtocol.GetStatus(9), Patience);
        var peers = Assert.IsType<AnswerProtocol.Peers>(answer.Result);
        return new PeerProtocol.PeerList(peers.Connected, peers.Dialling, peers.Record) { Twin = ((AnswerProtocol.Status)status.Result).Twin };
    }

    private async Task<TestNode> StartAsync(ISigner signer, int port = 0, int peer = 0, bool provesKey = true)
    {
        ImmutableArray<HostPort> peers = peer == 0 ? [] : [new HostPort("127.0.0.1", peer)];
        var settings = new NodeSettings { Listen = new IPEndPoint(IPAddress.Loopback, port), Peers = peers };
        var node = await TestNode.StartAsync(
            Sys, $"node-{++_starts}", signer, settings, seed: _starts, provesKey: provesKey);
        UnderTest(node.Refs.Node);
        return node;
    }

    private Task StopAsync(TestNode node)
    {
        StopsAmid(node.Refs.Node);
        return P2PNode.StopAsync(node.Refs, Patience);
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Claims keys, and answers whatever asks whether it lives.</summary>
    private sealed class Squatter(bool listsAuth) : IDisposable
    {
        private readonly List<RawPeer> _peers = [];

        public async Task SquatAsync(IPEndPoint at, PublicKey key)
        {
            var peer = await RawPeer.ConnectAsync(at);
            _peers.Add(peer);
            await peer.SendAsync(new Message.PeerAnnounce(listsAuth ? Proving(key) : RawPeer.Announcement(key)));
            await peer.HearAsync<Message.PeerAnnounce>();
            if (!listsAuth) _ = AnswerAsync(peer);
        }

        public void Dispose() => _peers.ForEach(peer => peer.Dispose());

        private static async Task AnswerAsync(RawPeer peer)
        {
            try
            {
                while (true) await peer.SendAsync(new Message.Pong((await peer.HearAsync<Message.Ping>()).Heartbeat));
            }
            catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or TimeoutException)
            {
                // It was turned out.
            }
        }
    }
}
