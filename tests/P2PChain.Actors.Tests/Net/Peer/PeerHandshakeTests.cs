using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

public sealed class PeerHandshakeTests(ITestOutputHelper output) : PeerStage(output)
{
    [Fact]
    public void A_dialer_speaks_first_and_says_who_it_is()
    {
        Start(isOutbound: true);
        var announce = Assert.IsType<Message.PeerAnnounce>(Heard()).Extended!;
        Assert.Equal((TestKeys.Alice.PublicKey, 6000, "192.0.2.7:50123"), (announce.Node, announce.Port, announce.You));
        Say(new Message.PeerAnnounce(Theirs));
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // so far it may be a refusal
        Say(new Message.PeerList([]));
        Assert.Equal(Theirs.Node, Manager.ExpectMsg<PeerProtocol.Introduce>().Key);
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.Ping>(Heard());
        var view = Manager.ExpectMsg<PeerProtocol.Changed>().View;
        Assert.Equal(
            ("192.0.2.7:50123", true, true, 5L), (view.Address, view.IsOutbound, view.IsExtended, view.Height));
    }

    [Fact]
    public void An_acceptor_says_nothing_before_the_first_line_and_then_announce_and_peer_list()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // until the manager has judged
        Peer.Tell(new PeerProtocol.Admitted(["192.0.2.9:6000"]));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("192.0.2.9:6000", Assert.Single(Assert.IsType<Message.PeerList>(Heard()).Peers));
        Assert.Equal("192.0.2.7:7000", Manager.ExpectMsg<PeerProtocol.Changed>().View.Address); // seen address, announced port
        Assert.Equal(
            new SyncProtocol.PeerReady(new PeerId(1), Peer, new PeerOrigin(false, "192.0.2.7")),
            Sync.ExpectMsg<SyncProtocol.PeerReady>());
        Assert.Equal(
            new SyncProtocol.PeerClaims(new PeerId(1), Theirs.Work, Theirs.Tip),
            Sync.ExpectMsg<SyncProtocol.PeerClaims>());
    }

    [Fact] // rule L1
    public void The_announced_time_is_held_against_our_clock_at_that_moment()
    {
        Start(isOutbound: false);
        var ours = UnixTime.From(Sys.Scheduler.Now);
        Say(new Message.PeerAnnounce(Theirs with { TimeMs = ours.Plus(TimeSpan.FromMinutes(30)).Milliseconds }));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Pass(seconds: 5);
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.Equal(TimeSpan.FromMinutes(30), Manager.ExpectMsg<PeerProtocol.Changed>().View.Clock?.Ahead);
    }

    [Fact]
    public void A_plain_peer_is_not_told_who_we_are_and_its_first_line_is_answered()
    {
        StartReady(isExtended: false);
        Say(new Message.Ping(null));
        Assert.Null(Assert.IsType<Message.Pong>(Heard()).Heartbeat);
    }

    [Fact]
    public void A_dialer_that_is_refused_introduces_nobody_and_knows_whom_it_reached_and_when_to_come_back()
    {
        Start(isOutbound: true);
        Say(new Message.PeerAnnounce(Theirs), new Message.Bye("connected already", 90));
        Wire.FishForMessage(message => message is Tcp.Write);
        Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        var parting = Manager.ExpectMsg<PeerProtocol.Parting>();
        Assert.Equal(
            (PeerFaultCode.RefusedUs, "it refuses this node: connected already"),
            (parting.Fault.Code, parting.Fault.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(90), Theirs.Node), (parting.Fault.RetryAfter, parting.Key));
    }

    [Fact]
    public void A_dialed_plain_peer_is_known_by_its_peer_list()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerList([]));
        Assert.Null(Manager.ExpectMsg<PeerProtocol.Introduce>().Key);
    }

    [Fact]
    public void Another_network_is_told_who_we_are_and_goodbye()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs with { Network = "south" }));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("another network: here it is the one without a name", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.OtherNetwork, ExpectClosed().Code);
    }

    [Fact]
    public void Another_genesis_and_this_node_itself_are_refused()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs with { Genesis = Hash256.Zero }));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal(
            $"another genesis: here it is {NetworkParameters.Demo.Genesis().Hash.Short()}", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.OtherGenesis, ExpectClosed().Code);
    }

    [Fact]
    public void An_announce_that_is_not_understood_is_answered_with_who_we_are_and_goodbye()
    {
        Start(isOutbound: false);
        SayText("{\"type\": \"peer_announce\", \"payload\": {\"v\": 1, \"network\": 7}}\n");
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.StartsWith(
            "not understood: peer_announce", Assert.IsType<Message.Bye>(Heard()).Reason, StringComparison.Ordinal);
        Assert.Equal(PeerFaultCode.Malformed, ExpectClosed().Code);
    }

    [Fact]
    public void A_dialer_that_finds_itself_says_only_goodbye()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerAnnounce(Theirs with { Node = TestKeys.Alice.PublicKey }));
        Assert.Equal(
            new PeerProtocol.NamesOurKey(new PeerId(1), Theirs.Nonce), Manager.ExpectMsg<PeerProtocol.NamesOurKey>());
        Peer.Tell(new PeerProtocol.Rejected(new PeerFault(PeerFaultCode.Ourselves), []));
        Assert.Equal("this node itself", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.Ourselves, ExpectClosed().Code);
    }

    [Fact]
    public void Where_it_is_full_others_are_named_between_announce_and_goodbye()
    {
        Reject(new PeerFault(PeerFaultCode.Full) { RetryAfter = TimeSpan.FromSeconds(30) }, "192.0.2.9:6000");
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("192.0.2.9:6000", Assert.Single(Assert.IsType<Message.PeerList>(Heard()).Peers));
        var bye = Assert.IsType<Message.Bye>(Heard());
        Assert.Equal(("no slot", 30), (bye.Reason, bye.RetrySeconds));
        Assert.Equal(PeerFaultCode.Full, ExpectClosed().Code);
    }

    [Fact]
    public void A_duplicate_hears_announce_and_goodbye()
    {
        Reject(new PeerFault(PeerFaultCode.Duplicate));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.Equal("connected already", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.Duplicate, ExpectClosed().Code);
    }

    [Fact]
    public void A_goodbye_that_is_not_read_is_cut_short_after_a_second()
    {
        Reject(new PeerFault(PeerFaultCode.Duplicate));
        Wire.ExpectMsg<Tcp.Write>();
        AwaitIdle();
        Pass(0.999);
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.001);
        Assert.Equal(PeerFaultCode.Duplicate, ExpectAborted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_first_line_it_is_over_after_ten_seconds(bool isOutbound)
    {
        Start(isOutbound);
        SayText("""{"type": """);
        ExpectAnything();
        Pass(9.999);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.001);
        Assert.Equal(PeerFaultCode.NoFirstLine, ExpectAborted());
    }

    [Fact]
    public void Without_a_handshake_it_is_over_after_twenty_seconds()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Pass(19.999);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.001);
        Assert.Equal(PeerFaultCode.HandshakeTimeout, ExpectAborted());
    }

    [Fact]
    public void Clocks_that_strike_together_after_a_sleep_end_the_connection_once_and_leave_nothing_behind()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        AwaitIdle();
        Watch(Peer);
        Pass(3600);
        Assert.Equal(PeerFaultCode.NoFirstLine, ExpectAborted());
        ExpectTerminated(Peer); // and ActorSpec: no dead letter
    }

    [Fact]
    public void A_first_line_that_is_no_message_is_cut_off_without_a_word()
    {
        Start(isOutbound: false);
        SayText("GET / HTTP/1.1\n");
        Wire.ExpectMsg<Tcp.Abort>();
        Assert.Equal(PeerFaultCode.NotANode, ExpectParting());
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", false)]
    [InlineData("220 mail.example ESMTP", true)] // without an end of line
    [InlineData("\u0015\u0003\u0001\0\u0002\u0002F", true)] // an alert of TLS
    public void What_answers_a_dial_and_is_no_node_is_told_as_that_whether_or_not_its_line_ends(
        string answer, bool closes)
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        SayBytes(System.Text.Encoding.Latin1.GetBytes(answer));
        if (closes) Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        Assert.Equal(PeerFaultCode.NotANode, ExpectParting());
    }

    [Fact]
    public void More_than_32_KiB_without_a_line_before_the_handshake_is_cut_off()
    {
        Start(isOutbound: false);
        SayText(new string('x', 32_768));
        ExpectReading();
        SayText("x");
        Wire.ExpectMsg<Tcp.Abort>();
        Assert.Equal(PeerFaultCode.HandshakeTooLarge, ExpectParting());
    }

    [Fact]
    public void The_first_line_may_come_byte_by_byte()
    {
        Start(isOutbound: false);
        var line = MessageCodec.Encode(new Message.PeerAnnounce(Theirs), null);
        foreach (var one in line[..^1])
        {
            SayBytes([one]);
            ExpectReading();
        }
        SayBytes(line[^1..]);
        Assert.Equal(Theirs.Node, Manager.ExpectMsg<PeerProtocol.Introduce>().Key);
    }

    [Fact]
    public void A_connection_that_is_lost_ends_the_actor()
    {
        Start(isOutbound: false);
        Peer.Tell(Tcp.PeerClosed.Instance, Wire);
        Assert.Equal(PeerFaultCode.ConnectionLost, ExpectParting());
    }

    private void Reject(PeerFault fault, params string[] others)
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Rejected(fault, [.. others]));
    }

    private void ExpectAnything() => Wire.FishForMessage(message => message is Tcp.ResumeReading);

    private PeerFaultCode ExpectParting() => Manager.ExpectMsg<PeerProtocol.Parting>().Fault.Code;
}
