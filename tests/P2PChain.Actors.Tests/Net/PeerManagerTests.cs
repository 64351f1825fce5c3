using System.Net;
using System.Net.Sockets;
using Akka;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

public sealed class PeerManagerTests(ITestOutputHelper output) : ManagerStage(output)
{
    [Fact]
    public void An_address_that_cannot_be_listened_on_is_reported()
    {
        Start();
        var bind = new Tcp.Bind(Manager, new IPEndPoint(IPAddress.Loopback, 6000));
        Binder.Tell(
            bind.FailureMessage.WithCause(new SocketException((int)SocketError.AddressAlreadyInUse)), TcpManager);
        Assert.Equal(6000, Parent.ExpectMsg<PeerProtocol.CannotListen>().Address.Port);
    }

    [Fact]
    public void A_listener_that_is_lost_is_replaced_on_the_same_port_however_often_that_fails_at_first()
    {
        var listener = StartListening();
        Sys.Stop(listener);
        ExpectBind();
        for (var i = 0; i < 3; i++)
        {
            var bind = new Tcp.Bind(Manager, new IPEndPoint(IPAddress.Loopback, 6001));
            Binder.Tell(
                bind.FailureMessage.WithCause(new SocketException((int)SocketError.TooManyOpenSockets)), TcpManager);
            ExpectBind();
        }
        Bound();
        Parent.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Accept("192.0.2.9:50000").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void Without_anybody_who_listens_the_manager_is_lost_too()
    {
        StartListening();
        var watcher = CreateTestProbe();
        watcher.Watch(Manager);
        Sys.Stop(Binder);
        watcher.ExpectTerminated(Manager);
    }

    [Fact]
    public void A_stop_while_nothing_listens_waits_for_no_listener()
    {
        var listener = StartListening();
        Sys.Stop(listener);
        ExpectBind();
        Binder.Tell(new Tcp.Bind(Manager, new IPEndPoint(IPAddress.Loopback, 6001)).FailureMessage, TcpManager);
        Manager.Tell(PeerProtocol.PartFromAll.Instance, Parent);
        Parent.ExpectMsg<Done>();
    }

    [Fact]
    public void A_stop_while_it_binds_again_takes_the_new_listener_down()
    {
        var listener = StartListening();
        Sys.Stop(listener);
        ExpectBind();
        Manager.Tell(PeerProtocol.PartFromAll.Instance, Parent);
        var late = Bound();
        late.ExpectMsg<Tcp.Unbind>();
        Binder.Tell(Tcp.Unbound.Instance, late);
        Parent.ExpectMsg<Done>();
    }

    [Fact]
    public void A_connection_that_introduces_itself_comes_and_goes_in_the_news()
    {
        StartListening();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal((Smaller, "192.0.2.9:7000", false), (came.View.Key, came.View.Address, came.View.IsOutbound));
        came.Peer.Tell(Tcp.PeerClosed.Instance, connection);
        Assert.Equal(PeerFaultCode.ConnectionLost, News.ExpectMsg<PeerProtocol.PeerWent>().Fault.Code);
    }

    [Fact]
    public void A_peer_is_shown_with_the_bytes_of_both_ways_up_to_now()
    {
        StartListening();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        var write = (Tcp.Write)connection.FishForMessage(message => message is Tcp.Write);
        var before = Assert.Single(Peers().Connected);
        Assert.Equal(write.Data.Count, before.Sent);
        Assert.InRange(before.Received, 300, 2000); // the announce and a list
        Say(connection, came.Peer, new Message.Ping(null));
        var bytes = MessageCodec.Encode(new Message.Ping(null), null).Length;
        AwaitAssert(() => Assert.Equal(before.Received + bytes, Assert.Single(Peers().Connected).Received));
        Assert.Empty(Peers().Named);
    }

    [Fact]
    public void The_chain_hears_the_clock_of_a_peer_and_the_miner_the_number_of_peers()
    {
        StartListening();
        Chain.ExpectMsg<ChainProtocol.Subscribe>();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        var heard = Chain.ExpectMsg<ClockProtocol.ClockHeard>();
        Assert.Equal(
            (came.View.Id, Smaller, false, false, came.View.Clock?.Ahead),
            (heard.From, heard.Key, heard.IsProven, heard.IsDialled, heard.Ahead));
        Assert.Equal(1, Miner.ExpectMsg<MinerProtocol.OthersConnected>().Count);
        var later = came.View.Clock! with { Ahead = TimeSpan.FromHours(1) };
        Manager.Tell(new PeerProtocol.Changed(came.View with { Height = came.View.Height + 1 }), came.Peer);
        Manager.Tell(new PeerProtocol.Changed(came.View with { Clock = later }), came.Peer);
        Assert.Equal(heard with { Ahead = later.Ahead }, Chain.ExpectMsg<ClockProtocol.ClockHeard>());
        came.Peer.Tell(Tcp.PeerClosed.Instance, connection);
        Assert.Equal(came.View.Id, Chain.ExpectMsg<ClockProtocol.ClockGone>().From);
        Assert.Equal(0, Miner.ExpectMsg<MinerProtocol.OthersConnected>().Count);
        Manager.Tell(new PeerProtocol.Changed(came.View), came.Peer); // a word of a connection that is gone
        Peers();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_late_subscriber_hears_of_the_peers_that_are_there_once()
    {
        StartListening();
        Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        var late = CreateTestProbe();
        Manager.Tell(PeerProtocol.Subscribe.Instance, late);
        Manager.Tell(PeerProtocol.Subscribe.Instance, late);
        Manager.Tell(PeerProtocol.Subscribe.Instance, News);
        Assert.Equal(
            (came.View.Id, came.Peer),
            (late.ExpectMsg<PeerProtocol.PeerCame>() is var heard ? heard.View.Id : default, heard.Peer));
        Accept("192.0.2.10:50000", Larger);
        Assert.NotEqual(came.View.Id, late.ExpectMsg<PeerProtocol.PeerCame>().View.Id);
        Assert.NotEqual(came.View.Id, News.ExpectMsg<PeerProtocol.PeerCame>().View.Id);
    }

    [Fact]
    public void A_subscriber_that_stops_is_forgotten_and_does_not_end_the_manager()
    {
        StartListening();
        var gone = CreateTestProbe();
        Manager.Tell(PeerProtocol.Subscribe.Instance, gone);
        Peers();
        Sys.Stop(gone);
        Accept("192.0.2.9:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Single(Peers().Connected);
    }

    [Fact]
    public void Three_connections_with_one_address_and_no_more()
    {
        StartListening();
        for (var i = 0; i < 3; i++) Accept($"192.0.2.9:{50_000 + i}").ExpectMsg<Tcp.Register>();
        var fourth = Accept("[::ffff:192.0.2.9]:50009", Smaller);
        Assert.Equal(("too many connections from your address: it allows 3", 30), SaidBye(fourth));
        Accept("192.0.2.10:50000").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void A_node_that_comes_back_takes_the_place_of_its_dead_connection_though_its_address_has_all_it_may_have()
    {
        StartListening();
        var dead = Accept("192.0.2.9:50000", Smaller);
        for (var i = 1; i < 3; i++) Accept($"192.0.2.9:{50_000 + i}", Others().ElementAt(i));
        for (var i = 0; i < 3; i++) News.ExpectMsg<PeerProtocol.PeerCame>();
        Accept("192.0.2.9:50009", Smaller);
        AwaitAssert(() => Assert.Contains(Heard(dead), static message => message is Message.Ping));
        Peers(); // the manager is done with asking: its time runs
        Pass(5);
        var back = (PeerProtocol.PeerCame)News.FishForMessage(static message => message is PeerProtocol.PeerCame);
        Assert.Equal(Smaller, back.View.Key);
        Assert.Equal(3, Peers().Connected.Length);
        Assert.Equal(
            ("too many connections from your address: it allows 3", 30), SaidBye(Accept("192.0.2.9:50010", Larger)));
    }

    [Fact]
    public void Beyond_the_bound_of_an_address_one_at_a_time_may_wait_for_a_connection_of_its_node()
    {
        StartListening();
        var older = Accept("192.0.2.9:50000", Smaller);
        for (var i = 1; i < 3; i++) Accept($"192.0.2.9:{50_000 + i}", Others().ElementAt(i));
        for (var i = 0; i < 3; i++) News.ExpectMsg<PeerProtocol.PeerCame>();
        Accept("192.0.2.9:50008", Smaller);
        AwaitAssert(() => Assert.Contains(Heard(older), static message => message is Message.Ping));
        Assert.Equal(
            ("too many connections from your address: it allows 3", 30), SaidBye(Accept("192.0.2.9:50009", Smaller)));
    }

    [Fact]
    public void The_loopback_is_exempt_from_the_bound_per_address()
    {
        StartListening();
        for (var i = 0; i < 5; i++) Accept($"127.0.0.1:{50_000 + i}").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void Beyond_the_slots_there_is_room_for_thirty_two_handshakes_and_the_oldest_gives_way()
    {
        Settings = new PeerSettings { InboundMax = 1 };
        StartListening();
        var first = Accept("127.0.0.1:50000");
        first.ExpectMsg<Tcp.Register>();
        first.ExpectMsg<Tcp.ResumeReading>();
        for (var i = 1; i < 33; i++) Accept($"127.0.0.1:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Peers();
        first.ExpectNoMsg(TimeSpan.Zero);
        Accept("127.0.0.1:50100", Smaller);
        first.FishForMessage(static message => message is Tcp.Abort);
        Assert.Equal(Smaller, News.ExpectMsg<PeerProtocol.PeerCame>().View.Key);
    }

    [Fact]
    public void Of_those_that_are_refused_as_they_come_sixteen_are_heard_and_the_others_cut()
    {
        StartListening();
        for (var host = 1; host <= 4; host++)
            for (var i = 0; i < 3 + 4; i++) Accept($"192.0.2.{host}:{50_000 + i}").ExpectMsg<Tcp.Register>();
        for (var i = 0; i < 3; i++) Accept($"192.0.2.5:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Accept("192.0.2.5:50100").ExpectMsg<Tcp.Abort>();
        Assert.Equal(
            ("too many connections with its address", 1), Assert.Single(Peers().Record.Refused.Select(
                refused => (refused.Reason, refused.Count))));
    }

    [Fact]
    public void Of_one_address_four_that_are_refused_are_heard_at_a_time_and_they_take_the_word_from_no_other_address()
    {
        StartListening();
        for (var i = 0; i < 3 + 4; i++) Accept($"192.0.2.9:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Accept("192.0.2.9:50007").ExpectMsg<Tcp.Abort>();
        for (var i = 0; i < 3; i++) Accept($"192.0.2.10:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Assert.Equal(
            ("too many connections from your address: it allows 3", 30), SaidBye(Accept("192.0.2.10:50003", Smaller)));
    }

    [Fact]
    public void One_that_is_refused_and_says_nothing_is_cut_after_ten_seconds_and_makes_room_to_hear_another()
    {
        StartListening();
        for (var i = 0; i < 3 + 4; i++) Accept($"192.0.2.9:{50_000 + i}", Others().ElementAt(i));
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // none of those refused is a peer
        Pass(10); // nobody reads the goodbyes
        AwaitAssert(() => Assert.Equal(4, Peers().Record.Refused.Sum(refused => refused.Count)));
        Accept("192.0.2.9:50007").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void Of_handshakes_at_the_same_time_no_more_pass_than_there_are_slots()
    {
        Settings = new PeerSettings { InboundMax = 1 };
        StartListening();
        Manager.Tell(PeerProtocol.GetPeers.Instance, News);
        News.ExpectMsg<PeerProtocol.PeerList>();
        var (first, second) = (Accept("192.0.2.8:50000"), Accept("192.0.2.9:50000"));
        Announce(first, Smaller);
        Announce(second, Larger);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_stop_says_goodbye_and_then_listens_no_more()
    {
        var listener = StartListening();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Manager.Tell(PeerProtocol.PartFromAll.Instance, Parent);
        listener.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // accepted connections die with their listener
        AcknowledgeUntilClosed(connection, came.Peer);
        listener.ExpectMsg<Tcp.Unbind>();
        Binder.Tell(Tcp.Unbound.Instance, listener);
        Parent.ExpectMsg<Done>();
        Accept("192.0.2.10:50000").ExpectMsg<Tcp.Abort>();
    }

    /// <summary>
    /// The loss of a listener is told by the system's own messages, which no test sees pass: so time passes until it
    /// was heard.
    /// </summary>
    /// <summary>The longest pause is ten seconds; when the clock for it was started is not seen from here.</summary>
    private void ExpectBind() => AwaitAssert(() =>
    {
        Pass(10);
        Assert.Equal(
            6001, ((IPEndPoint)TcpManager.ExpectMsg<Tcp.Bind>(TimeSpan.FromMilliseconds(100)).LocalAddress).Port);
    });
}
