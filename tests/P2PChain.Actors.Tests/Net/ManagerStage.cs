using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>
/// The peer manager with a probe as TCP manager and listener: connections are probes too. Time is the test's.
/// </summary>
public abstract class ManagerStage : ActorSpec
{
    private readonly TestProbe _tcp;
    private readonly TestProbe _parent;
    private readonly TestProbe _others;
    private ulong _nonce = 1_000;

    /// <summary>The smallest and the largest of some keys of others; ours, which is Alice's, lies between.</summary>
    protected static readonly PublicKey Smaller = Others().Min()!;
    protected static readonly PublicKey Larger = Others().Max()!;

    protected ManagerStage(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        _tcp = Probe("tcp");
        _parent = Probe("parent");
        _others = Probe("others");
        News = Probe("news");
        Chain = Probe("chain");
        Miner = Probe("miner");
    }

    protected TestProbe TcpManager => _tcp;

    protected TestProbe Parent => _parent;

    protected TestProbe News { get; }

    protected TestProbe Chain { get; }

    protected TestProbe Miner { get; }

    protected IActorRef Manager { get; private set; } = ActorRefs.Nobody;

    /// <summary>Who asked to bind.</summary>
    protected IActorRef Binder { get; private set; } = ActorRefs.Nobody;

    protected KeptInMemory Kept { get; } = new();

    protected BansInMemory KeptBans { get; } = new();

    protected ImmutableArray<HostPort> Configured { get; set; } = [];

    protected PeerSettings Settings { get; set; } = new();

    /// <summary>Off, unless a test sets it.</summary>
    internal DiscoveryContext? Discovery { get; set; }

    private static readonly LocalNode Local =
        new(
            TestKeys.Alice.PublicKey,
            "",
            NetworkParameters.Demo.Genesis().Hash,
            new RuleSchedule(NetworkParameters.Demo),
            0,
            "test");

    /// <summary>The manager starts and asks to bind.</summary>
    protected void Start()
    {
        var context = new PeerManagerContext(
            new IPEndPoint(IPAddress.Loopback, 6000), Configured, Kept, Local.Key, Local, Settings, _tcp,
            new Random(1), () => _nonce++, new PublishedView(), Chain, _others, _others, _others, _others, Miner, _others)
        {
            Discovery = Discovery,
            KeptBans = KeptBans,
        };
        Manager = _parent.ChildActorOf(PeerManager.Props(context), "peers");
        UnderTest(Manager);
        Manager.Tell(PeerProtocol.Subscribe.Instance, News);
        Manager.Tell(PeerStage.Tip, _others);
        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        Assert.Equal((Manager, 6000), (bind.Handler, ((IPEndPoint)bind.LocalAddress).Port));
        Binder = _tcp.LastSender;
    }

    protected TestProbe StartListening()
    {
        Start();
        var listener = Bound();
        Assert.Equal(6001, _parent.ExpectMsg<PeerProtocol.Listening>().Address.Port);
        if (Discovery is not null) Told("127.0.0.1");
        return listener;
    }

    /// <summary>The addresses that the discovery tells an asker. Its timers run when it answers.</summary>
    protected IEnumerable<string> Told(string asker)
    {
        var probe = CreateTestProbe();
        Sys.ActorSelection(Manager.Path / "discovery").Tell(
            new DiscoveryProtocol.AddressesAsked(IPAddress.Parse(asker)), probe);
        return probe.ExpectMsg<DiscoveryProtocol.Addresses>().List.Select(told => told.Address.ToString());
    }

    protected TestProbe Bound()
    {
        var listener = CreateTestProbe();
        Binder.Tell(new Tcp.Bound(new IPEndPoint(IPAddress.Loopback, 6001)), listener);
        return listener;
    }

    /// <summary>Somebody connects to us; the connection is a probe.</summary>
    protected TestProbe Accept(string remote)
    {
        var connection = CreateTestProbe();
        Manager.Tell(new Tcp.Connected(IPEndPoint.Parse(remote), new IPEndPoint(IPAddress.Loopback, 6001)), connection);
        return connection;
    }

    /// <summary>Somebody connects and says who it is.</summary>
    protected TestProbe Accept(string remote, PublicKey key)
    {
        var connection = Accept(remote);
        Announce(connection, key);
        return connection;
    }

    protected static void Announce(TestProbe connection, PublicKey key)
    {
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        var announce = PeerStage.Theirs with { Node = key };
        Message[] words = [new Message.PeerAnnounce(announce), new Message.PeerList([])];
        peer.Tell(
            new Tcp.Received(ByteString.FromBytes([.. words.SelectMany(word => MessageCodec.Encode(word, null))])),
            connection);
    }

    /// <summary>The manager dials; the answer comes from a probe.</summary>
    protected Tcp.Connect ExpectDial(string remote)
    {
        var dial = _tcp.ExpectMsg<Tcp.Connect>();
        Assert.Equal(IPEndPoint.Parse(remote), dial.RemoteAddress);
        Assert.Equal(TimeSpan.FromSeconds(4), dial.Timeout);
        return dial;
    }

    protected TestProbe AnswerDial(Tcp.Connect dial)
    {
        var connection = CreateTestProbe();
        _tcp.LastSender.Tell(
            new Tcp.Connected(dial.RemoteAddress, new IPEndPoint(IPAddress.Loopback, 50_000)), connection);
        return connection;
    }

    protected void RefuseDial(Tcp.Connect dial) => _tcp.LastSender.Tell(
        dial.FailureMessage.WithCause(new SocketException((int)SocketError.ConnectionRefused)), _tcp);


    protected static void AcknowledgeUntilClosed(TestProbe connection, IActorRef peer)
    {
        for (; ; )
        {
            var message = connection.FishForMessage(message => message is Tcp.Write or Tcp.Close);
            if (message is not Tcp.Write write) break;
            peer.Tell(write.Ack, connection);
        }
        peer.Tell(Tcp.Closed.Instance, connection);
    }

    protected static void Say(TestProbe connection, IActorRef peer, params Message[] messages) => peer.Tell(
        new Tcp.Received(ByteString.FromBytes([.. messages.SelectMany(message => MessageCodec.Encode(message, null))])), connection);

    /// <summary>The reason of the goodbye that is written, and the seconds for which to stay away.</summary>
    protected static (string Reason, long RetrySeconds) SaidBye(TestProbe connection)
    {
        var bye = Heard(connection).OfType<Message.Bye>().First();
        return (bye.Reason, bye.RetrySeconds);
    }

    /// <summary>What is written, each write acknowledged.</summary>
    protected static IEnumerable<Message> Heard(TestProbe connection)
    {
        for (; ; )
        {
            var write = (Tcp.Write)connection.FishForMessage(message => message is Tcp.Write);
            connection.Sender.Tell(write.Ack, connection);
            foreach (var line in write.Data.ToString(Encoding.ASCII).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                yield return ((Decoded.Understood)MessageCodec.Decode(Encoding.ASCII.GetBytes(line))).Message;
        }
    }

    protected void Pass(double seconds) => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Who is there; whoever hears it knows that the manager is done with what it was told before.</summary>
    protected PeerProtocol.PeerList Peers()
    {
        var asker = CreateTestProbe();
        Manager.Tell(PeerProtocol.GetPeers.Instance, asker);
        return asker.ExpectMsg<PeerProtocol.PeerList>();
    }

    protected static IEnumerable<PublicKey> Others() => Enumerable.Range(0, 20).Select(i => TestKeys.Number(i).PublicKey);

    private TestProbe Probe(string name) => CreateTestProbe(name);

    public sealed class KeptInMemory : IKeptPeers
    {
        public ImmutableArray<HostPort> Peers { get; set; } = [];

        public ImmutableArray<HostPort> Load() => Peers;

        public void Save(ImmutableArray<HostPort> peers) => Peers = peers;
    }

    public sealed class BansInMemory : IKeptBans
    {
        public ImmutableArray<Ban> Bans { get; set; } = [];

        public ImmutableArray<Ban> Load() => Bans;

        public void Save(ImmutableArray<Ban> bans) => Bans = bans;
    }
}
