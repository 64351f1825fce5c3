using System.Collections.Immutable;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Peer;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Sync;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>
/// One connection's actor among probes: the TCP connection, and everybody it talks to. Time is the test's.
/// </summary>
public abstract class PeerStage : ActorSpec
{
    private readonly StringBuilder _received = new();
    private readonly Queue<Tcp.Write> _writes = new();
    private int _reads;

    protected PeerStage(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        (Wire, Chain, Verify, Signer, Sync, Manager) =
            (Probe("tcp"), Probe("chain"), Probe("verify"), Probe("signer"), Probe("sync"), Probe("manager"));
        Manager.IgnoreMessages(static message => message is PeerProtocol.Spoke);
    }

    protected TestProbe Wire { get; }

    protected TestProbe Chain { get; }

    protected TestProbe Verify { get; }

    protected TestProbe Signer { get; }

    protected TestProbe Sync { get; }

    protected TestProbe Manager { get; }

    /// <summary>Nobody, as where discovery is off, unless a test sets a probe.</summary>
    protected IActorRef Discovery { get; set; } = ActorRefs.Nobody;

    /// <summary>No actor, unless a test sets a probe.</summary>
    protected IActorRef Inventory { get; set; } = ActorRefs.Nobody;

    /// <summary>Bytes a second of answers to all strangers.</summary>
    protected long AnswerBytesPerSecond { get; set; } = Limits.AllAnswersBytesPerSecond;

    protected ImmutableArray<string> Features { get; set; } = LocalNode.AllFeatures;

    /// <summary>The ledger's published view; empty unless a test publishes one.</summary>
    internal PublishedView LedgerView { get; } = new();

    /// <summary>Publishes a ledger with genesis alone and this custody.</summary>
    internal void PublishCustody(CustodyState custody) =>
        LedgerView.Publish(new TestLedger(Drawn.Parameters).State.View with { Custody = custody });

    protected IActorRef Peer { get; private set; } = ActorRefs.Nobody;

    internal RuleSchedule Rules { get; set; } = new(NetworkParameters.Demo);

    protected PeerSettings Settings { get; set; } = new();

    protected static ChainBuilder Drawn { get; } = new();

    internal static ChainProtocol.ChainTip Tip { get; } = ChainProtocol.ChainTip.Of(Drawn.Node("genesis").Point);

    private static readonly LocalNode Local =
        new(
            TestKeys.Alice.PublicKey,
            "",
            NetworkParameters.Demo.Genesis().Hash,
            new RuleSchedule(NetworkParameters.Demo),
            6000,
            "test");

    /// <summary>What an honest extended peer announces that does not prove its key, as older nodes.</summary>
    internal static Announcement Theirs { get; } = (
        Local with { Key = TestKeys.Bob.PublicKey, Port = 7000, Features = [LocalNode.Headers] })
        .Announce(1, "127.0.0.1:6000", 5, Hash256.Of("their tip"u8), new Work(2000), new UnixTime(1_766_620_800_000));

    /// <summary>The peer's address.</summary>
    protected string RemoteEnd { get; set; } = "192.0.2.7:50123";

    /// <summary>What the manager was told of the peer when it was ready.</summary>
    internal PeerView? Ready { get; private set; }

    /// <summary>The connection's actor starts; it registers, and reads.</summary>
    protected void Start(bool isOutbound, string remote = "192.0.2.7:50123", bool isLook = false)
    {
        var context = new PeerContext(
            new PeerId(1), IPEndPoint.Parse(remote), isOutbound,
            PeerOrigin.Of(IPEndPoint.Parse(remote), isOutbound, isNamed: false), 7,
            Local with { Rules = Rules, Features = Features }, Settings,
            new PeerRefs(Chain, Chain, Chain, Verify, Signer, Sync, Manager)
            {
                Answers = Sys.ActorOf(AnswersActor.Props(AnswerBytesPerSecond), "answers"),
                Discovery = Discovery,
                Inventory = Inventory,
            },
            LedgerView,
            new NodeMeter(),
            () => UnixTime.From(Sys.Scheduler.Now))
        {
            IsLook = isLook,
        };
        Peer = Sys.ActorOf(PeerActor.Props(context, Tip, Wire), "peer");
        UnderTest(Peer);
        Assert.Equal(Peer, Wire.ExpectMsg<Tcp.Register>().Handler);
        Wire.ExpectMsg<Tcp.ResumeReading>();
    }

    /// <summary>An accepted connection whose handshake is done; what it said meanwhile was read.</summary>
    protected void StartReady(bool isExtended = true, ForkId? fork = null, params ImmutableArray<string> features)
    {
        Start(isOutbound: false, RemoteEnd);
        var theirs = Theirs with { Fork = fork ?? Theirs.Fork };
        if (!features.IsEmpty) theirs = theirs with { Features = features };
        Say(new Message.PeerAnnounce(isExtended ? theirs : null));
        Assert.Equal(isExtended ? Theirs.Node : null, Manager.ExpectMsg<PeerProtocol.Introduce>().Key);
        Peer.Tell(new PeerProtocol.Admitted([]));
        Sync.ExpectMsg<SyncProtocol.PeerReady>();
        Ready = Manager.ExpectMsg<PeerProtocol.Changed>().View;
        if (isExtended)
        {
            Sync.ExpectMsg<SyncProtocol.PeerClaims>();
            Assert.IsType<Message.PeerAnnounce>(Heard());
            Assert.IsType<Message.PeerList>(Heard());
            Assert.IsType<Message.Ping>(Heard());
        }
        else
        {
            Assert.Empty(Assert.IsType<Message.PeerList>(Heard()).Peers);
            Assert.IsType<Message.Ping>(Heard());
            Assert.IsType<Message.RequestChain>(Heard());
        }
        ExpectReading();
    }

    protected void Say(params Message[] messages) =>
        SayBytes([.. messages.SelectMany(message => MessageCodec.Encode(message, null))]);

    protected void SayBytes(byte[] bytes) => Peer.Tell(new Tcp.Received(ByteString.FromBytes(bytes)), Wire);

    protected void SayText(string text) => SayBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Reading went on; what was written meanwhile is heard later.</summary>
    protected void ExpectReading()
    {
        while (_reads == 0) Note(Wire.FishForMessage(message => message is Tcp.Write or Tcp.ResumeReading));
        _reads--;
    }

    /// <summary>The line of the message that was heard last.</summary>
    protected string LastLine { get; private set; } = "";

    /// <summary>The next message written. Each write is acknowledged as soon as it is looked at.</summary>
    protected Message Heard()
    {
        while (!_received.ToString().Contains('\n', StringComparison.Ordinal))
        {
            while (_writes.Count == 0) Note(Wire.FishForMessage(message => message is Tcp.Write or Tcp.ResumeReading));
            var write = _writes.Dequeue();
            _received.Append(write.Data.ToString(Encoding.ASCII));
            Acknowledge(write);
        }
        var text = _received.ToString();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        LastLine = text[..end];
        _received.Remove(0, end + 1);
        return Assert.IsType<Decoded.Understood>(MessageCodec.Decode(Encoding.ASCII.GetBytes(text[..end]))).Message;
    }

    protected void Acknowledge(Tcp.Write write) => Peer.Tell(write.Ack, Wire);

    /// <summary>The connection is closed in order, and the manager hears why.</summary>
    protected PeerFault ExpectClosed()
    {
        Wire.FishForMessage(message => message is Tcp.Close);
        Peer.Tell(Tcp.Closed.Instance, Wire);
        return ((PeerProtocol.Parting)Manager.FishForMessage(message => message is PeerProtocol.Parting)).Fault;
    }

    /// <summary>The connection is cut, and the manager hears why.</summary>
    protected PeerFaultCode ExpectAborted()
    {
        Wire.FishForMessage(message => message is Tcp.Abort);
        return ((PeerProtocol.Parting)Manager.FishForMessage(message => message is PeerProtocol.Parting)).Fault.Code;
    }

    /// <summary>The actor is done with what it was told so far, its timers included.</summary>
    protected void AwaitIdle()
    {
        var asker = CreateTestProbe();
        Peer.Tell(new Identify(0), asker);
        asker.ExpectMsg<ActorIdentity>();
    }

    /// <summary>An answer comes after whatever was said before was read.</summary>
    protected void AwaitEverythingRead()
    {
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
    }

    /// <summary>Time passes, and the actor has done what was due.</summary>
    protected void Pass(double seconds)
    {
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
        AwaitIdle();
    }

    private void Note(object message)
    {
        if (message is Tcp.Write write) _writes.Enqueue(write);
        else _reads++;
    }

    private TestProbe Probe(string name) => CreateTestProbe(name);
}
