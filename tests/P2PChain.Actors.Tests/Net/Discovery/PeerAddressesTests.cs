using System.Net;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery;

/// <summary>A connection's questions and answers about addresses.</summary>
public sealed class PeerAddressesTests : PeerStage
{
    private static readonly IPAddress Remote = IPAddress.Parse("192.0.2.7");

    private readonly TestProbe _discovery;

    public PeerAddressesTests(ITestOutputHelper output)
        : base(output)
    {
        Discovery = _discovery = CreateTestProbe("discovery");
        Features = [LocalNode.Addresses, LocalNode.Headers];
    }

    [Fact]
    public void A_dialer_asks_once_and_hands_on_the_answer()
    {
        StartOutbound();
        Assert.Equal(1u, Assert.IsType<Message.GetAddresses>(Heard()).Id);
        Assert.Empty(_discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>().List); // the peer_list of the welcome
        Say(new Message.Addresses(1, [Item("45.6.7.8:6000"), Item("no address")]));
        var came = _discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>();
        Assert.Equal((Remote, Told("45.6.7.8:6000")), (came.Source, Assert.Single(came.List)));
        Say(new Message.Addresses(1, [Item("46.6.7.8:6000")]), new Message.Addresses(9, [Item("46.6.7.8:6000")]));
        AwaitEverythingRead();
        _discovery.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_peer_is_answered_once()
    {
        StartAccepted();
        Say(new Message.GetAddresses(77), new Message.GetAddresses(78));
        Assert.Equal(Remote, _discovery.ExpectMsg<DiscoveryProtocol.AddressesAsked>().Asker);
        Assert.Equal(Peer, _discovery.LastSender);
        Peer.Tell(new DiscoveryProtocol.Addresses([Told("45.6.7.8:6000")]));
        var answer = Assert.IsType<Message.Addresses>(Heard());
        Assert.Equal(
            (77u, "45.6.7.8:6000", 1_766_620_800_000), (answer.Id, answer.List[0].Address, answer.List[0].SeenMs));
        AwaitEverythingRead();
        _discovery.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_few_addresses_may_be_told_unasked()
    {
        StartAccepted();
        Peer.Tell(new DiscoveryProtocol.Announce([Told("45.6.7.8:6000")]));
        Assert.Equal(0u, Assert.IsType<Message.Addresses>(Heard()).Id);
        for (var i = 0; i < 30; i++) Say(new Message.Addresses(0, [.. Enumerable.Repeat(Item("45.6.7.8:6000"), 8)]));
        AwaitEverythingRead();
        Assert.Equal(
            64, Enumerable.Range(0, 30).Sum(_ => _discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>().List.Length));
        Pass(10);
        Say(new Message.Addresses(0, [Item("45.6.7.8:6000"), Item("46.6.7.8:6000")]));
        Assert.Single(_discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>().List);
    }

    [Fact]
    public void Without_the_feature_such_messages_are_out_of_order()
    {
        StartReady();
        Say(new Message.GetAddresses(1));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void Without_the_feature_nothing_is_asked_or_told()
    {
        StartReady();
        Peer.Tell(new DiscoveryProtocol.Announce([Told("45.6.7.8:6000")]));
        AwaitEverythingRead(); // the next line is the pong
    }

    [Fact]
    public void The_list_of_a_plain_peer_is_handed_on_once()
    {
        StartReady(isExtended: false);
        Say(new Message.PeerList(["45.6.7.8:6000"]), new Message.PeerList(["46.6.7.8:6000"]));
        AwaitEverythingRead();
        var learnt = _discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>().List;
        Assert.Equal("45.6.7.8:6000", Assert.Single(learnt).Address.ToString());
        _discovery.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_alternatives_of_a_full_node_are_handed_on()
    {
        Features = [LocalNode.Addresses, LocalNode.Auth];
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerAnnounce(Theirs with { Features = [LocalNode.Addresses, LocalNode.Auth] }));
        Signer.ExpectMsg<SignerProtocol.SignConnection>();
        Peer.Tell(new SignerProtocol.ConnectionSigned(TestKeys.Alice.Sign("ours"u8)));
        Say(new Message.PeerList(["45.6.7.8:6000"]), new Message.Bye("no slot", 30));
        var learnt = _discovery.ExpectMsg<DiscoveryProtocol.AddressesCame>().List;
        Assert.Equal("45.6.7.8:6000", Assert.Single(learnt).Address.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_look_ends_with_the_announce_of_the_other_side(bool isOurselves)
    {
        Start(isOutbound: true, isLook: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        var theirs = isOurselves
            ? Theirs with { Node = TestKeys.Alice.PublicKey }
            : Theirs with { Work = Tip.Work, Tip = Tip.Hash };
        Say(new Message.PeerAnnounce(theirs));
        Assert.Equal(
            new DiscoveryProtocol.Looked(new PeerId(1), isOurselves), Manager.ExpectMsg<DiscoveryProtocol.Looked>());
        Assert.Equal("only a look whether a node is there", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.True(ExpectClosed().IsLook);
    }

    [Fact]
    public void A_look_at_a_chain_of_equal_work_with_the_smaller_tip_goes_on()
    {
        Start(isOutbound: true, isLook: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        var theirs = Theirs with { Work = Tip.Work, Tip = Hash256.Parse(new string('0', 64)) };
        Say(new Message.PeerAnnounce(theirs), new Message.PeerList([]));
        Assert.Equal(Theirs.Node, Manager.ExpectMsg<PeerProtocol.Introduce>().Key);
    }

    [Fact]
    public void A_look_finds_no_node_of_this_network_at_a_plain_peer_or_in_another_network()
    {
        Start(isOutbound: true, isLook: true);
        Say(new Message.PeerList([]));
        Assert.Equal(PeerFaultCode.WeClose, ExpectAborted());
    }

    private void StartOutbound()
    {
        Start(isOutbound: true);
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Say(new Message.PeerAnnounce(Theirs with { Features = Features }), new Message.PeerList([]));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.Ping>(Heard());
    }

    private void StartAccepted()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs with { Features = Features }));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.PeerAnnounce>(Heard());
        Assert.IsType<Message.PeerList>(Heard());
        Assert.IsType<Message.Ping>(Heard());
    }

    private static PeerItem Item(string address) => new(address, [PeerItem.Full], 1_766_620_800_000);

    private static ToldAddress Told(string address) => new(HostPort.Parse(address)!, new UnixTime(1_766_620_800_000));
}
