using System.Net;
using System.Net.Sockets;
using Akka;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Peering;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Peering;

public sealed class PeerManagerTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "192.0.2.7:6000";

    private static readonly DnsEndPoint Address = new("192.0.2.7", 6000);

    [Fact]
    public void An_address_that_cannot_be_listened_on_is_reported()
    {
        Start();
        var bind = new Tcp.Bind(Manager, new IPEndPoint(IPAddress.Loopback, 6000));
        Binder.Tell(bind.FailureMessage.WithCause(new SocketException((int)SocketError.AddressAlreadyInUse)), TcpManager);
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
            Binder.Tell(bind.FailureMessage.WithCause(new SocketException((int)SocketError.TooManyOpenSockets)), TcpManager);
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
    public void Three_connections_with_one_address_and_no_more()
    {
        StartListening();
        for (var i = 0; i < 3; i++) Accept($"192.0.2.9:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Accept("[::ffff:192.0.2.9]:50009").ExpectMsg<Tcp.Abort>();
        Accept("192.0.2.10:50000").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void The_loopback_is_exempt_from_the_bound_per_address()
    {
        StartListening();
        for (var i = 0; i < 5; i++) Accept($"127.0.0.1:{50_000 + i}").ExpectMsg<Tcp.Register>();
    }

    [Fact]
    public void No_more_strangers_than_thirty_two_beyond_the_slots()
    {
        Settings = new PeerSettings { InboundMax = 1 };
        StartListening();
        for (var i = 0; i < 33; i++) Accept($"127.0.0.1:{50_000 + i}").ExpectMsg<Tcp.Register>();
        Accept("127.0.0.1:50100").ExpectMsg<Tcp.Abort>();
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
    public void Configured_and_kept_addresses_are_dialled_once_it_listens()
    {
        Configured = [Address];
        Kept.Peers = [new DnsEndPoint("192.0.2.8", 6000), Address];
        Start();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Bound();
        var dialled = new[] { TcpManager.ExpectMsg<Tcp.Connect>(), TcpManager.ExpectMsg<Tcp.Connect>() };
        Assert.Equal(["192.0.2.7:6000", "192.0.2.8:6000"], dialled.Select(dial => dial.RemoteAddress.ToString()).Order());
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_failed_dial_is_repeated_after_a_pause_that_doubles()
    {
        Configured = [Address];
        StartListening();
        foreach (var seconds in new[] { 1.2, 2.4, 4.8, 9.6, 10, 10 })
        {
            RefuseDial(ExpectDial(There));
            var view = AwaitDialView(view => view.LastFailure is not null && view.RetryIn is not null);
            Assert.Equal("nobody listens there, or it cannot be reached", view.LastFailure);
            Assert.InRange(view.RetryIn!.Value.TotalSeconds, seconds / 1.52, seconds);
            Pass(view.RetryIn.Value.TotalSeconds + 0.01);
        }
    }

    [Fact]
    public void Connect_is_answered_with_the_connection_and_the_address_is_kept()
    {
        StartListening();
        var asker = ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        Announce(connection, Smaller);
        var result = asker.ExpectMsg<PeerProtocol.ConnectResult>();
        Assert.Equal((There, true), (result.Peer!.Address, result.Peer.IsOutbound));
        Assert.Equal(Address, Assert.Single(Kept.Peers));
        var again = ConnectTo(Address);
        Assert.Equal(result.Peer.Id, again.ExpectMsg<PeerProtocol.ConnectResult>().Peer!.Id);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Whoever_asks_to_connect_while_the_handshake_runs_hears_of_its_end_too()
    {
        StartListening();
        var first = ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        connection.FishForMessage(message => message is Tcp.Register);
        var second = ConnectTo(Address);
        second.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        connection.Sender.Tell(Tcp.PeerClosed.Instance, connection);
        Assert.Equal("connection lost", first.ExpectMsg<PeerProtocol.ConnectResult>().Reason);
        Assert.Equal("connection lost", second.ExpectMsg<PeerProtocol.ConnectResult>().Reason);
    }

    [Fact]
    public void Connect_is_answered_when_nobody_listens_there_and_dialling_goes_on()
    {
        StartListening();
        var asker = ConnectTo(Address);
        RefuseDial(ExpectDial(There));
        var result = asker.ExpectMsg<PeerProtocol.ConnectResult>();
        Assert.Null(result.Peer);
        Assert.Equal("nobody listens there, or it cannot be reached", result.Reason);
        Pass(1.3);
        ExpectDial(There);
    }

    [Fact]
    public void Disconnect_ends_the_dialling_forgets_the_address_and_answers_who_still_waited()
    {
        StartListening();
        var asker = ConnectTo(Address);
        var dial = ExpectDial(There);
        Manager.Tell(new PeerProtocol.DisconnectFrom(Address), News);
        Assert.True(News.ExpectMsg<PeerProtocol.DisconnectResult>().WasKnown);
        Assert.Equal("disconnected meanwhile", asker.ExpectMsg<PeerProtocol.ConnectResult>().Reason);
        Assert.Empty(Kept.Peers);
        AnswerDial(dial).ExpectMsg<Tcp.Abort>();
        Manager.Tell(new PeerProtocol.DisconnectFrom(Address), News);
        Assert.False(News.ExpectMsg<PeerProtocol.DisconnectResult>().WasKnown);
    }

    [Fact]
    public void A_lost_connection_is_dialled_again()
    {
        Configured = [Address];
        StartListening();
        var connection = AnswerDial(ExpectDial(There));
        Announce(connection, Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Pass(60);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // nobody redials while connected
        came.Peer.Tell(Tcp.PeerClosed.Instance, connection);
        News.FishForMessage(message => message is PeerProtocol.PeerWent);
        AwaitDialView(view => view.RetryIn is not null);
        Pass(1.3);
        ExpectDial(There);
    }

    [Theory]
    [InlineData(0, 6.4)]
    [InlineData(600, 0.8)]
    public void Ten_minutes_of_connection_wipe_out_earlier_failures(int seconds, double pauseMin)
    {
        Configured = [Address];
        StartListening();
        foreach (var pause in new[] { 1.2, 2.4, 4.8 })
        {
            RefuseDial(ExpectDial(There));
            AwaitDialView(view => view.RetryIn is not null);
            Pass(pause);
        }
        var connection = AnswerDial(ExpectDial(There));
        Announce(connection, Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        for (var passed = 0; passed < seconds; passed += 40)
        {
            Pass(40);
            came.Peer.Tell(new Tcp.Received(ByteString.FromString("\n")), connection);
            Peers();
        }
        came.Peer.Tell(Tcp.PeerClosed.Instance, connection);
        News.FishForMessage(message => message is PeerProtocol.PeerWent);
        Assert.InRange(AwaitDialView(view => view.RetryIn is not null).RetryIn!.Value.TotalSeconds, pauseMin, pauseMin * 1.5);
    }

    [Fact]
    public void Whoever_is_here_already_by_a_connection_that_stays_is_not_dialled_again_and_connect_is_answered_with_it()
    {
        StartListening();
        Accept("192.0.2.7:50000", Smaller.CompareTo(TestKeys.Alice.PublicKey) < 0 ? Smaller : throw new InvalidOperationException());
        var inbound = News.ExpectMsg<PeerProtocol.PeerCame>();
        var asker = ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        Announce(connection, Smaller);
        connection.FishForMessage(message => message is Tcp.Write);
        connection.Sender.Tell(Tcp.PeerClosed.Instance, connection);
        Assert.Equal(inbound.View.Id, asker.ExpectMsg<PeerProtocol.ConnectResult>().Peer!.Id);
        Pass(30);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
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

    [Fact]
    public void No_more_than_sixteen_dials_are_in_flight()
    {
        Configured = [.. Enumerable.Range(1, 20).Select(i => new DnsEndPoint($"192.0.2.{i}", 6000))];
        StartListening();
        var dials = Enumerable.Range(0, 16).Select(_ => (Dial: TcpManager.ExpectMsg<Tcp.Connect>(), By: TcpManager.LastSender)).ToList();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        dials[0].By.Tell(dials[0].Dial.FailureMessage, TcpManager);
        TcpManager.ExpectMsg<Tcp.Connect>();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_dial_that_ends_without_a_word_counts_as_failed()
    {
        Configured = [Address];
        StartListening();
        TcpManager.ExpectMsg<Tcp.Connect>();
        Sys.Stop(TcpManager.LastSender);
        AwaitDialView(view => view.RetryIn is not null && view.LastFailure is not null);
    }

    /// <summary>The loss of a listener is told by the system's own messages, which no test sees pass: so time passes until it was heard.</summary>
    /// <summary>The longest pause is ten seconds; when the clock for it was started is not seen from here.</summary>
    private void ExpectBind() => AwaitAssert(() =>
    {
        Pass(10);
        Assert.Equal(6001, ((IPEndPoint)TcpManager.ExpectMsg<Tcp.Bind>(TimeSpan.FromMilliseconds(100)).LocalAddress).Port);
    });

    private TestProbe ConnectTo(DnsEndPoint address)
    {
        var asker = CreateTestProbe();
        Manager.Tell(new PeerProtocol.ConnectTo(address), asker);
        return asker;
    }

    private ConsoleProtocol.DialView AwaitDialView(Func<ConsoleProtocol.DialView, bool> isIt)
    {
        var asker = CreateTestProbe();
        ConsoleProtocol.DialView? view = null;
        AwaitAssert(() =>
        {
            Manager.Tell(PeerProtocol.GetPeers.Instance, asker);
            view = Assert.Single(asker.ExpectMsg<PeerProtocol.PeerList>().Dialling);
            Assert.True(isIt(view));
        });
        return view!;
    }
}
