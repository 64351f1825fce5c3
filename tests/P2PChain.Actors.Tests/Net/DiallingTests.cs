using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>Whom the manager dials, how often, and until when.</summary>
public sealed class DiallingTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "192.0.2.7:6000";

    private static readonly HostPort Address = new("192.0.2.7", 6000);

    [Fact]
    public void Configured_and_kept_addresses_are_dialled_once_it_listens()
    {
        Configured = [Address];
        Kept.Peers = [new HostPort("192.0.2.8", 6000), Address];
        Start();
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Bound();
        var dialled = new[] { TcpManager.ExpectMsg<Tcp.Connect>(), TcpManager.ExpectMsg<Tcp.Connect>() };
        Assert.Equal(
            ["192.0.2.7:6000", "192.0.2.8:6000"], dialled.Select(dial => dial.RemoteAddress.ToString()).Order());
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
    public void An_address_where_no_node_is_is_told_as_that_and_not_kept()
    {
        StartListening();
        var asker = ConnectTo(Address);
        AnswerWithWebServer(AnswerDial(ExpectDial(There)));
        var result = asker.ExpectMsg<PeerProtocol.ConnectResult>();
        Assert.Equal(("that is a web server, not a node", true), (result.Reason, result.IsForgotten));
        Assert.Empty(Kept.Peers);
        Assert.Empty(Peers().Dialling);
        Pass(3_600);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_configured_or_kept_address_where_no_node_is_is_shown_as_that_and_dialled_once_in_five_minutes(
        bool isConfigured)
    {
        if (isConfigured) Configured = [Address];
        else Kept.Peers = [Address];
        StartListening();
        AnswerWithWebServer(AnswerDial(ExpectDial(There)));
        var view = AwaitDialView(view => view.RetryIn is not null);
        Assert.Equal("that is a web server, not a node", view.LastFailure);
        Assert.InRange(view.RetryIn!.Value.TotalSeconds, 299, 300);
        Accept("192.0.2.9:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>(); // others wake what waits; this does not wake
        Pass(290);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(11);
        ExpectDial(There);
        Assert.Equal(isConfigured ? 0 : 1, Kept.Peers.Length);
    }

    [Fact]
    public void A_node_whose_list_of_peers_names_itself_says_nothing_of_that_and_dials_it_once_in_five_minutes()
    {
        Configured = [Address];
        StartListening();
        var connection = AnswerDial(ExpectDial(There));
        var dialler = connection.ExpectMsg<Tcp.Register>().Handler;
        Message ours = Heard(connection).OfType<Message.PeerAnnounce>().First();
        var inbound = Accept("192.0.2.9:50000");
        Say(inbound, inbound.ExpectMsg<Tcp.Register>().Handler, ours);
        Assert.Equal(("this node itself", 60), SaidBye(inbound));
        inbound.Sender.Tell(Tcp.Closed.Instance, inbound);
        Say(connection, dialler, ours);
        AcknowledgeUntilClosed(connection, dialler);
        AwaitAssert(() => Assert.Empty(Peers().Dialling));
        Pass(20);
        Assert.Empty(Peers().Record.Refused);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(290);
        AnswerDial(ExpectDial(There)).ExpectMsg<Tcp.Register>();
        Assert.Equal((0, 0), (Peers().Dialling.Length, Peers().Named.Length)); // so a script waits for no peer
    }

    [Fact]
    public void An_address_that_was_this_node_itself_counts_when_another_node_is_there()
    {
        Configured = [Address];
        StartListening();
        var connection = AnswerDial(ExpectDial(There));
        SendBackOurs(connection);
        AcknowledgeUntilClosed(connection, connection.LastSender);
        AwaitAssert(() => Assert.Empty(Peers().Dialling));
        Pass(310);
        Announce(AnswerDial(ExpectDial(There)), Smaller);
        AwaitAssert(() => Assert.Single(Peers().Named));
    }

    [Fact]
    public void A_person_who_connects_to_this_node_itself_is_told_and_the_address_is_not_kept()
    {
        StartListening();
        var asker = ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        SendBackOurs(connection);
        AcknowledgeUntilClosed(connection, connection.LastSender);
        var result = asker.ExpectMsg<PeerProtocol.ConnectResult>();
        Assert.Equal(("this node itself", true), (result.Reason, result.IsForgotten));
        Assert.Empty(Kept.Peers);
    }

    [Fact]
    public void A_link_local_address_is_kept_with_its_interface_s_name()
    {
        if (!System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().Any(each => each.Name == "lo")) return; // Linux
        StartListening();
        ConnectTo(new HostPort("fe80::0:5%1", 6000));
        Peers();
        Assert.Equal(new HostPort("fe80::5%lo", 6000), Assert.Single(Kept.Peers));
        Assert.Equal("[fe80::5%lo]:6000", Assert.Single(Peers().Dialling).Address);
        Manager.Tell(new PeerProtocol.DisconnectFrom(new HostPort("fe80::5%lo", 6000)), News);
        Assert.Single(News.ExpectMsg<PeerProtocol.DisconnectResult>().Forgotten);
        Accept("[fe80::7%1]:50000", Smaller);
        Assert.Equal("[fe80::7%lo]:7000", News.ExpectMsg<PeerProtocol.PeerCame>().View.Address);
    }

    [Fact]
    public void A_dial_that_another_connection_made_needless_leaves_no_record()
    {
        StartListening();
        Accept("192.0.2.7:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Say(
            connection,
            peer,
            new Message.PeerAnnounce(PeerStage.Theirs with { Node = Smaller }),
            new Message.Bye("connected already", 0));
        AcknowledgeUntilClosed(connection, peer);
        AwaitAssert(() => Assert.Empty(Peers().Dialling));
        Assert.Equal((0, 0), (Peers().Record.Gone.Length, Peers().Record.Refused.Length));
    }

    [Fact]
    public void A_refusal_is_kept_with_the_address_in_the_words_of_the_other_side_until_the_next_attempt_ends_otherwise()
    {
        Configured = [Address];
        StartListening();
        var connection = AnswerDial(ExpectDial(There));
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Assert.Null(Assert.Single(Peers().Dialling).RetryIn); // neither connected nor forgotten
        Say(
            connection,
            peer,
            new Message.PeerAnnounce(PeerStage.Theirs),
            new Message.Bye("too many connections from your address", 30));
        AcknowledgeUntilClosed(connection, peer);
        var view = AwaitDialView(view => view.RetryIn is not null);
        Assert.Equal("too many connections from your address", view.Refusal);
        Assert.Equal("it refuses this node: too many connections from your address", view.LastFailure);
        Pass(30);
        RefuseDial(ExpectDial(There));
        Assert.Null(AwaitDialView(view => view.LastFailure == "nobody listens there, or it cannot be reached").Refusal);
    }

    [Fact]
    public void Disconnect_ends_the_dialling_forgets_the_address_and_answers_who_still_waited()
    {
        StartListening();
        var asker = ConnectTo(Address);
        var dial = ExpectDial(There);
        Manager.Tell(new PeerProtocol.DisconnectFrom(Address), News);
        Assert.Equal(Address, Assert.Single(News.ExpectMsg<PeerProtocol.DisconnectResult>().Forgotten));
        Assert.Equal("disconnected meanwhile", asker.ExpectMsg<PeerProtocol.ConnectResult>().Reason);
        Assert.Empty(Kept.Peers);
        AnswerDial(dial).ExpectMsg<Tcp.Abort>();
        Manager.Tell(new PeerProtocol.DisconnectFrom(Address), News);
        Assert.Empty(News.ExpectMsg<PeerProtocol.DisconnectResult>().Forgotten);
    }

    [Fact]
    public void Disconnect_by_one_name_of_a_node_ends_the_dialling_of_its_other_names_too()
    {
        var other = new HostPort("192.0.2.8", 6000);
        StartListening();
        ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        Announce(connection, Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        var asker = ConnectTo(other);
        var again = AnswerDial(ExpectDial("192.0.2.8:6000"));
        Announce(again, Smaller);
        again.FishForMessage(message => message is Tcp.Write);
        again.Sender.Tell(Tcp.PeerClosed.Instance, again);
        Assert.Equal(came.View.Id, asker.ExpectMsg<PeerProtocol.ConnectResult>().Peer!.Id);
        Manager.Tell(new PeerProtocol.DisconnectFrom(other), News);
        var result = News.ExpectMsg<PeerProtocol.DisconnectResult>();
        Assert.Equal((true, 2), (result.WasConnected, result.Forgotten.Length));
        AcknowledgeUntilClosed(connection, came.Peer);
        News.FishForMessage(message => message is PeerProtocol.PeerWent);
        Assert.Empty(Peers().Dialling);
        Assert.Empty(Kept.Peers);
        Pass(60);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Disconnect_by_the_address_that_peers_shows_ends_a_connection_that_the_other_side_dialled()
    {
        StartListening();
        var connection = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        Manager.Tell(new PeerProtocol.DisconnectFrom(new HostPort("192.0.2.9", 7000)), News);
        var result = News.ExpectMsg<PeerProtocol.DisconnectResult>();
        Assert.Equal((true, 0), (result.WasConnected, result.Forgotten.Length));
        AcknowledgeUntilClosed(connection, came.Peer);
        News.FishForMessage(message => message is PeerProtocol.PeerWent);
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
        Assert.InRange(
            AwaitDialView(view => view.RetryIn is not null).RetryIn!.Value.TotalSeconds, pauseMin, pauseMin * 1.5);
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
    public void No_more_than_sixteen_dials_are_in_flight()
    {
        Configured = [.. Enumerable.Range(1, 20).Select(i => new HostPort($"192.0.2.{i}", 6000))];
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

    private TestProbe ConnectTo(HostPort address)
    {
        var asker = CreateTestProbe();
        Manager.Tell(new PeerProtocol.ConnectTo(address), asker);
        return asker;
    }

    private DialView AwaitDialView(Func<DialView, bool> isIt)
    {
        var asker = CreateTestProbe();
        DialView? view = null;
        AwaitAssert(() =>
        {
            Manager.Tell(PeerProtocol.GetPeers.Instance, asker);
            view = Assert.Single(asker.ExpectMsg<PeerProtocol.PeerList>().Dialling);
            Assert.True(isIt(view));
        });
        return view!;
    }

    private static void AnswerWithWebServer(TestProbe connection)
    {
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        peer.Tell(
            new Tcp.Received(ByteString.FromString("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
            connection);
    }

    /// <summary>This node is at the other end: what it said comes back.</summary>
    private static void SendBackOurs(TestProbe connection)
    {
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Say(connection, peer, Heard(connection).OfType<Message.PeerAnnounce>().First());
    }
}
