using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>
/// Who gets in, who has to go for it, and who is remembered. docs/protocol.md: duplicates, limits, misbehaviour.
/// </summary>
public sealed class PeerAdmissionTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "192.0.2.7:6000";
    private static readonly HostPort Address = new("192.0.2.7", 6000);

    [Theory]
    [InlineData("192.0.2.9:50001")]
    [InlineData("192.0.2.10:50001")]
    public void Whoever_names_the_key_of_a_peer_that_answers_is_a_duplicate(string from)
    {
        StartListening();
        var older = Accept("192.0.2.9:50000", Smaller);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        var newer = Accept(from, Smaller);
        AwaitPing(older);
        came.Peer.Tell(new Tcp.Received(ByteString.FromBytes([(byte)'\n'])), older); // anything that is heard will do
        Assert.Equal(("connected already", 0), SaidBye(newer));
        Pass(20);
        Assert.Equal(came.View.Id, Assert.Single(Peers().Connected).Id);
        News.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_peer_that_does_not_answer_in_five_seconds_makes_room_for_its_new_connection()
    {
        StartListening();
        var older = Accept("192.0.2.9:50000", Smaller);
        var first = News.ExpectMsg<PeerProtocol.PeerCame>();
        var newer = Accept("192.0.2.9:50001", Smaller);
        AwaitPing(older);
        Peers(); // the manager is done with asking: its time runs
        Pass(4.9);
        News.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.1);
        Assert.NotEqual(
            first.View.Id,
            ((PeerProtocol.PeerCame)News.FishForMessage(message => message is PeerProtocol.PeerCame)).View.Id);
        newer.FishForMessage(message => message is Tcp.Write);
        Assert.Empty(Peers().Record.Gone); // its node is here
    }

    [Fact]
    public void Of_several_that_wait_for_the_same_peer_one_takes_its_place_and_the_others_ask_that_one()
    {
        StartListening();
        var older = Accept("192.0.2.9:50000", Smaller);
        var first = News.ExpectMsg<PeerProtocol.PeerCame>();
        var second = Accept("192.0.2.9:50001", Smaller);
        AwaitPing(older);
        var third = Accept("192.0.2.9:50002", Smaller);
        first.Peer.Tell(Tcp.PeerClosed.Instance, older);
        var next = (PeerProtocol.PeerCame)News.FishForMessage(message => message is PeerProtocol.PeerCame);
        AwaitPing(second);
        next.Peer.Tell(new Tcp.Received(ByteString.FromBytes([(byte)'\n'])), second);
        Assert.Equal(("connected already", 0), SaidBye(third));
    }

    [Fact]
    public void When_nobody_waits_any_more_a_silent_peer_is_left_in_peace()
    {
        StartListening();
        var older = Accept("192.0.2.9:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        var newer = Accept("192.0.2.9:50001");
        var peer = newer.ExpectMsg<Tcp.Register>().Handler;
        Say(newer, peer, new Message.PeerAnnounce(PeerStage.Theirs with { Node = Smaller }));
        AwaitPing(older);
        peer.Tell(Tcp.PeerClosed.Instance, newer);
        AwaitAssert(() => Assert.Equal("connection lost", Assert.Single(Peers().Record.Refused).Reason));
        Pass(6);
        Assert.Single(Peers().Connected);
    }

    [Fact]
    public void Our_own_dial_replaces_a_connection_made_to_us_where_our_key_is_the_smaller_one()
    {
        StartListening();
        var older = Accept("192.0.2.7:50000", Larger);
        var inbound = News.ExpectMsg<PeerProtocol.PeerCame>();
        ConnectTo(Address);
        Announce(AnswerDial(ExpectDial(There)), Larger);
        Assert.True(News.ExpectMsg<PeerProtocol.PeerCame>().View.IsOutbound);
        AcknowledgeUntilClosed(older, inbound.Peer);
        Assert.Equal(PeerFaultCode.Duplicate, News.ExpectMsg<PeerProtocol.PeerWent>().Fault.Code);
    }

    [Fact]
    public void Two_nodes_behind_one_address_both_stay()
    {
        StartListening();
        Accept("192.0.2.9:50000", Smaller);
        Accept("192.0.2.9:50001", Larger);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Pass(20);
        Assert.Equal(2, Peers().Connected.Length);
    }

    [Fact]
    public void A_dialler_that_is_told_duplicate_links_its_target_to_the_connection_that_stays()
    {
        StartListening();
        Accept("192.0.2.7:50000", Smaller);
        var inbound = News.ExpectMsg<PeerProtocol.PeerCame>();
        var asker = ConnectTo(Address);
        var connection = AnswerDial(ExpectDial(There));
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Say(
            connection,
            peer,
            new Message.PeerAnnounce(PeerStage.Theirs with { Node = Smaller }),
            new Message.Bye("connected already", 0));
        AcknowledgeUntilClosed(connection, peer);
        Assert.Equal(inbound.View.Id, asker.ExpectMsg<PeerProtocol.ConnectResult>().Peer!.Id);
        Pass(30);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_address_that_misbehaved_gets_no_slot_once_half_of_them_are_taken()
    {
        Settings = new PeerSettings { InboundMax = 4 };
        StartListening();
        Misbehave("192.0.2.66:50000");
        Accept("192.0.2.10:50000", TestKeys.Number(30).PublicKey);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Accept("192.0.2.66:50001", TestKeys.Number(31).PublicKey);
        News.ExpectMsg<PeerProtocol.PeerCame>(); // while there is room it may come
        var refused = Accept("192.0.2.66:50002", TestKeys.Number(31).PublicKey);
        Assert.Equal(("no slot: your address misbehaved", 30), SaidBye(refused));
        refused.Sender.Tell(Tcp.Closed.Instance, refused);
        Accept("192.0.2.67:50000", TestKeys.Number(32).PublicKey);
        News.ExpectMsg<PeerProtocol.PeerCame>(); // others may
        var view = Assert.Single(Peers().Record.Discouraged);
        Assert.Equal("192.0.2.66", view.Address);
        Assert.StartsWith("a line that no honest node writes", view.Reason, StringComparison.Ordinal);
        Assert.InRange(view.Remaining.TotalHours, 23.9, 24);
        AwaitAssert(() => Assert.Equal(
            ("no slot for an address that misbehaved", 1),
            Refused().Single(refused => refused.Reason.StartsWith("no slot", StringComparison.Ordinal))));
        Pass(86_400);
        Accept("192.0.2.66:50003").ExpectMsg<Tcp.Register>();
        Assert.Empty(Peers().Record.Discouraged);
    }

    [Fact]
    public void Other_connections_of_an_address_that_misbehaved_keep_their_slots_until_somebody_needs_one()
    {
        Settings = new PeerSettings { InboundMax = 4 };
        StartListening();
        var other = Accept("192.0.2.66:50009", TestKeys.Number(33).PublicKey);
        var evicted = News.ExpectMsg<PeerProtocol.PeerCame>();
        Misbehave("192.0.2.66:50000");
        for (var i = 0; i < 3; i++)
        {
            Accept($"192.0.2.{70 + i}:50000", TestKeys.Number(34 + i).PublicKey);
            News.ExpectMsg<PeerProtocol.PeerCame>();
        }
        Assert.Equal(4, Peers().Connected.Length); // there was room for all
        Accept("192.0.2.80:50000", TestKeys.Number(38).PublicKey);
        var came = (PeerProtocol.PeerCame)News.FishForMessage(message => message is PeerProtocol.PeerCame);
        Assert.Equal("192.0.2.80:7000", came.View.Address);
        Assert.Equal(("no slot: your address misbehaved", 30), SaidBye(other));
        evicted.Peer.Tell(Tcp.Closed.Instance, other);
        Assert.Equal(evicted.View.Id, News.ExpectMsg<PeerProtocol.PeerWent>().View.Id);
        Assert.Equal(("no slot", 30), SaidBye(Accept("192.0.2.81:50000", TestKeys.Number(39).PublicKey))); // nobody is left to go
    }

    [Theory]
    [InlineData("127.0.0.1:50000")]
    [InlineData("192.0.2.7:50000")]
    public void Neither_this_machine_nor_whom_a_person_named_is_ever_discouraged(string remote)
    {
        Configured = [Address];
        StartListening();
        ExpectDial(There);
        Misbehave(remote);
        Assert.Empty(Peers().Record.Discouraged);
    }

    [Fact]
    public void Sixty_four_may_connect_to_us_and_no_more()
    {
        StartListening();
        for (var i = 0; i < 64; i++)
        {
            Accept($"192.0.2.{i + 1}:50000", TestKeys.Number(100 + i).PublicKey);
            News.ExpectMsg<PeerProtocol.PeerCame>();
        }
        Assert.Equal(("no slot", 30), SaidBye(Accept("192.0.2.200:50000", Larger)));
        Assert.Equal(64, Peers().Connected.Length);
    }

    [Fact]
    public void An_IPv4_address_that_comes_as_IPv6_is_shown_and_judged_as_IPv4()
    {
        StartListening();
        Accept("[::ffff:192.0.2.9]:50000", Smaller);
        Assert.Equal("192.0.2.9:7000", News.ExpectMsg<PeerProtocol.PeerCame>().View.Address);
        Misbehave("[::ffff:192.0.2.66]:50000");
        Assert.Equal("192.0.2.66", Assert.Single(Peers().Record.Discouraged).Address);
        Misbehave("[::ffff:127.0.0.1]:50000"); // the loopback is exempt by any name
        Assert.Single(Peers().Record.Discouraged);
    }

    [Fact]
    public void Where_there_is_no_slot_others_are_named_and_for_half_a_minute_nobody_comes_back()
    {
        Settings = new PeerSettings { InboundMax = 1 };
        StartListening();
        Accept("192.0.2.8:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Assert.Equal(("no slot", 30), SaidBye(Accept("192.0.2.9:50000", Larger)));
    }

    [Fact]
    public void Refusals_are_counted_by_reason_with_the_last_address()
    {
        Settings = new PeerSettings { PerAddressMax = 1 };
        StartListening();
        for (var i = 0; i < 1 + 4; i++) Accept($"192.0.2.8:{50_000 + i}").ExpectMsg<Tcp.Register>();
        for (var i = 5; i < 10; i++) Accept($"192.0.2.8:{50_000 + i}").ExpectMsg<Tcp.Abort>();
        var refused = Assert.Single(Peers().Record.Refused);
        Assert.Equal(
            ("too many connections with its address", 5, "192.0.2.8:50009"),
            (refused.Reason, refused.Count, refused.LastAddress));
    }

    [Fact]
    public void A_flood_of_connections_does_not_flood_the_log()
    {
        StartListening();
        var logged = CreateTestProbe();
        Sys.EventStream.Subscribe(logged, typeof(Akka.Event.Info));
        for (var i = 0; i < 3 + 4; i++) Accept($"192.0.2.8:{50_000 + i}").ExpectMsg<Tcp.Register>();
        for (var i = 7; i < 1_007; i++) Accept($"192.0.2.8:{50_000 + i}");
        AwaitAssert(() => Assert.Equal(1_000, Peers().Record.Refused.Sum(refused => refused.Count)));
        Assert.Equal(30, logged.ReceiveWhile<Akka.Event.Info>(TimeSpan.FromSeconds(1), info => (Akka.Event.Info)info).Count(IsRefusal));
        Pass(1.5);
        Accept("192.0.2.8:60000").ExpectMsg<Tcp.Abort>();
        logged.FishForMessage(message => message.ToString()!.Contains("970 connections", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("44.9.9.9:50000", "44.1.1.1:7000")]
    [InlineData("10.0.2.9:50000", "10.0.2.5:7000 44.1.1.1:7000")]
    public void A_peer_that_finds_no_slot_is_told_no_peer_that_it_cannot_reach(string from, string told)
    {
        Settings = new PeerSettings { InboundMax = 2 };
        StartListening();
        Accept("44.1.1.1:50000", Smaller);
        Accept("10.0.2.5:50000", Larger);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        News.ExpectMsg<PeerProtocol.PeerCame>();
        var heard = Heard(Accept(from, TestKeys.Number(41).PublicKey)).Take(3).ToList();
        Assert.Equal(told.Split(' '), Assert.IsType<Message.PeerList>(heard[1]).Peers.Order(StringComparer.Ordinal));
        Assert.Equal("no slot", Assert.IsType<Message.Bye>(heard[2]).Reason);
    }

    [Fact]
    public void A_peer_that_asks_to_be_left_alone_is_for_five_minutes_at_most()
    {
        Configured = [Address];
        StartListening();
        var connection = AnswerDial(ExpectDial(There));
        var peer = connection.ExpectMsg<Tcp.Register>().Handler;
        Say(connection, peer, new Message.PeerAnnounce(PeerStage.Theirs), new Message.Bye("no slot", 86_400));
        AcknowledgeUntilClosed(connection, peer);
        AwaitAssert(() => Assert.InRange(Assert.Single(Peers().Dialling).RetryIn!.Value.TotalSeconds, 299, 300));
        Manager.Tell(PeerProtocol.NetworkChanged.Instance);
        Pass(290);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(10);
        ExpectDial(There);
    }

    [Fact]
    public void Past_the_bound_of_all_outboxes_the_largest_one_s_peer_is_cut_off()
    {
        Settings = new PeerSettings { AllOutboxesBytesMax = 1_500_000 };
        StartListening();
        Accept("192.0.2.8:50000", Smaller);
        var small = News.ExpectMsg<PeerProtocol.PeerCame>();
        Accept("192.0.2.9:50000", Larger);
        var large = News.ExpectMsg<PeerProtocol.PeerCame>();
        small.Peer.Tell(
            new PeerProtocol.Deliver(new byte[600_000], Core.Primitives.Hash256.Of([1]), OutboxPriority.Blocks, null));
        large.Peer.Tell(new PeerProtocol.Deliver(
            new byte[1_200_000], Core.Primitives.Hash256.Of([2]), OutboxPriority.Blocks, null));
        var went = News.ExpectMsg<PeerProtocol.PeerWent>();
        Assert.Equal((large.View.Id, PeerFaultCode.OutboxesFull), (went.View.Id, went.Fault.Code));
        Assert.Equal(small.View.Id, Assert.Single(Peers().Connected).Id);
    }

    /// <summary>One of ours that writes what no honest node writes.</summary>
    private void Misbehave(string remote)
    {
        var connection = Accept(remote, TestKeys.Number(40).PublicKey);
        var came = News.ExpectMsg<PeerProtocol.PeerCame>();
        came.Peer.Tell(
            new Tcp.Received(ByteString.FromString("{\"type\": \"ping\", \"type\": \"ping\"}\n")), connection);
        Assert.Equal(PeerFaultCode.Hostile, News.ExpectMsg<PeerProtocol.PeerWent>().Fault.Code);
    }

    private static bool IsRefusal(Akka.Event.Info info) => info.ToString().Contains(
        "refused or ended", StringComparison.Ordinal);

    private IEnumerable<(string Reason, long Count)> Refused() => Peers().Record.Refused.Select(
        refused => (refused.Reason, refused.Count));

    private TestProbe ConnectTo(HostPort address)
    {
        var asker = CreateTestProbe();
        Manager.Tell(new PeerProtocol.ConnectTo(address), asker);
        return asker;
    }

    /// <summary>
    /// The connection that is here already is asked whether it lives: by its second ping, for with the first it was
    /// welcomed.
    /// </summary>
    private static void AwaitPing(TestProbe connection) => Assert.NotNull(
        Heard(connection).OfType<Message.Ping>().Skip(1).First());
}
