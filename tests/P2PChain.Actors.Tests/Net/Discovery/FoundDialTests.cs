using System.Text;
using Akka.IO;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery;

/// <summary>The manager's dials to addresses that no person named.</summary>
public sealed class FoundDialTests(ITestOutputHelper output) : ManagerStage(output)
{
    private const string There = "45.6.7.8:6000";

    private static readonly HostPort Address = HostPort.Parse(There)!;

    [Fact]
    public void A_stored_address_is_dialled_and_its_node_becomes_a_peer()
    {
        var kept = StartWith(There);
        Pass(2);
        Announce(AnswerDial(ExpectDial(There)), Smaller);
        Assert.Equal(There, News.ExpectMsg<PeerProtocol.PeerCame>().View.Address);
        Assert.Empty(Kept.Peers);
        Pass(301);
        AwaitAssert(() => Assert.Contains($"\"anchors\": [\"{There}\"]", kept.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_dial_that_failed_is_not_shown_to_people_and_is_repeated_after_half_a_minute()
    {
        StartWith(There);
        Pass(2);
        RefuseDial(ExpectDial(There));
        Assert.Empty(Peers().Dialling);
        Pass(25);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(6);
        ExpectDial(There);
    }

    [Fact]
    public void An_address_that_a_person_named_too_is_dialled_once()
    {
        Configured = [Address];
        StartWith(There);
        ExpectDial(There);
        Pass(3);
        TcpManager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_peers_own_address_is_looked_at_and_then_told_to_the_others()
    {
        StartWith();
        Accept("44.1.1.1:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Pass(2);
        var look = AnswerDial(ExpectDial("44.1.1.1:7000"));
        var dialler = look.ExpectMsg<Tcp.Register>().Handler;
        var theirs = PeerStage.Theirs with { Node = Smaller, Work = PeerStage.Tip.Work, Tip = PeerStage.Tip.Hash };
        Say(look, dialler, new Message.PeerAnnounce(theirs));
        Assert.Equal("only a look whether a node is there", SaidBye(look).Reason);
        dialler.Tell(Tcp.Closed.Instance, look);
        AwaitAssert(() => Assert.Equal("44.1.1.1:7000", Assert.Single(Told("44.2.2.2"))));
        Assert.Empty(Peers().Record.Refused);
        Assert.Single(Peers().Connected);
    }

    [Fact]
    public void A_peers_own_address_where_no_node_answers_is_not_told()
    {
        StartWith();
        Accept("44.1.1.1:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Pass(2);
        RefuseDial(ExpectDial("44.1.1.1:7000"));
        Assert.Empty(Peers().Dialling);
        Assert.Empty(Told("44.2.2.2"));
    }

    [Theory]
    [InlineData("44.9.9.9:50000", "44.1.1.1:7000 45.6.7.8:6000")]
    [InlineData("10.0.2.9:50000", "10.0.2.5:6000 44.1.1.1:7000 45.6.7.8:6000")]
    public void A_peer_that_finds_no_slot_is_told_peers_and_reached_addresses_of_which_it_has_a_use(
        string from, string told)
    {
        Settings = new PeerSettings { InboundMax = 1 };
        StartWith(There, "10.0.2.5:6000", "127.0.0.1:6000");
        Accept("44.1.1.1:50000", Smaller);
        News.ExpectMsg<PeerProtocol.PeerCame>();
        var heard = Heard(Accept(from, Larger)).Take(3).ToList();
        Assert.IsType<Message.PeerAnnounce>(heard[0]);
        Assert.Equal(told.Split(' '), Assert.IsType<Message.PeerList>(heard[1]).Peers.Order(StringComparer.Ordinal));
        Assert.Equal("no slot", Assert.IsType<Message.Bye>(heard[2]).Reason);
    }

    private AddressesInMemory StartWith(params string[] reached)
    {
        var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
        var earlier = UnixTime.From(Sys.Scheduler.Now).Plus(-TimeSpan.FromHours(5));
        foreach (var address in reached) book.OnReached(HostPort.Parse(address)!, earlier);
        var kept = new AddressesInMemory(Encoding.ASCII.GetString(AddressBookJson.Write(book)));
        Discovery = new DiscoveryContext(kept, new DiscoverySettings { IsOn = true }, new Random(1), static () => 1);
        StartListening();
        return kept;
    }
}
