using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Actors.Net.Discovery.Lan;
using P2PChain.Core.Dialling;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery.Lan;

public sealed class LanActorTests : ActorSpec
{
    private static readonly LanAnnouncement Ours = new("office", NetworkParameters.Demo.Genesis().Hash, 6000, 1);
    private static readonly LanAnnouncement Theirs = Ours with { Port = 7000, Nonce = 2 };

    private readonly TestProbe _udp;
    private readonly TestProbe _parent;
    private readonly TestProbe _socket;
    private ImmutableArray<LanLink> _links = [Link("eth0", "10.0.0.1")];
    private IActorRef _lan = ActorRefs.Nobody;
    private IActorRef _link = ActorRefs.Nobody;

    public LanActorTests(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        _udp = CreateTestProbe("udp");
        _parent = CreateTestProbe("parent");
        _socket = CreateTestProbe("socket");
    }

    [Fact]
    public void A_node_announces_itself_on_each_link_three_times_at_the_start_and_then_each_minute()
    {
        Start();
        Pass(4);
        for (var i = 0; i < 3; i++) Assert.Equal(Ours, LanAnnouncement.Decode(ExpectSent()));
        Pass(40);
        _socket.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(35);
        ExpectSent();
    }

    [Fact]
    public void The_announcement_of_another_node_is_told_with_the_address_it_came_from()
    {
        Start();
        Hear(Theirs.Encode(), "10.0.0.2");
        var heard = _parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>();
        Assert.Equal(("10.0.0.2:7000", "10.0.0.2"), (heard.Address.ToString(), heard.Source.ToString()));
    }

    [Fact]
    public void A_newcomer_is_answered_within_a_second()
    {
        Start();
        Pass(4);
        for (var i = 0; i < 3; i++) ExpectSent();
        Hear(Theirs.Encode(), "10.0.0.2");
        _parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>();
        Pass(1);
        ExpectSent();
        Pass(6);
        Hear(Theirs.Encode(), "10.0.0.2");
        _parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>();
        Pass(1);
        _socket.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // it is no newcomer any more
    }

    [Fact]
    public void What_is_no_announcement_of_another_node_of_this_network_on_this_link_is_ignored()
    {
        Start();
        Hear(Ours.Encode(), "10.0.0.1");
        Hear((Theirs with { Network = "other" }).Encode(), "10.0.0.2");
        Hear((Theirs with { Genesis = default }).Encode(), "10.0.0.2");
        Hear([1, 2, 3], "10.0.0.2");
        Hear([], "10.0.0.2");
        Hear(new byte[513], "10.0.0.2");
        Hear(Theirs.Encode(), "10.0.1.2"); // it came through a router
        Hear(Theirs.Encode(), "10.0.0.3");
        Assert.Equal("10.0.0.3:7000", _parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>().Address.ToString());
        _parent.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_flood_from_one_source_is_not_passed_on()
    {
        Start();
        for (var i = 0; i < 1000; i++) Hear((Theirs with { Port = 2000 + i, Nonce = (ulong)i + 5 }).Encode(), "10.0.0.66");
        Hear(Theirs.Encode(), "10.0.0.2");
        var heard = new List<DiscoveryProtocol.NeighbourHeard>();
        while (!heard.Exists(one => one.Address.Host == "10.0.0.2"))
            heard.Add(_parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>());
        Assert.Equal(17, heard.Count);
    }

    [Fact]
    public void After_a_change_of_interfaces_a_new_link_is_opened_and_a_lost_one_closed()
    {
        Start();
        Pass(4);
        for (var i = 0; i < 3; i++) ExpectSent();
        _links = [Link("wlan0", "10.0.7.1")];
        _lan.Tell(PeerProtocol.NetworkChanged.Instance);
        ExpectSettled();
        Pass(0.5);
        _socket.ExpectMsg<Udp.Unbind>();
        var bind = _udp.ExpectMsg<Udp.Bind>();
        bind.Handler.Tell(new Udp.Bound(bind.LocalAddress), _socket);
        Pass(2);
        ExpectSent();
    }

    [Fact]
    public async Task A_socket_that_fails_is_a_sentence_in_the_log_and_is_opened_again_after_ten_minutes()
    {
        await EventFilter.Warning(contains: "Nodes on the local network of 10.0.0.1 (eth0) are not found").ExpectOneAsync(() =>
        {
            StartUnbound().Tell(new Udp.CommandFailed(new Udp.Bind(_link, LanSegment.Link.Group)));
            return Task.CompletedTask;
        });
        for (var i = 0; i < 12; i++) Pass(30);
        await _udp.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 12; i++) Pass(30);
        await _udp.ExpectMsgAsync<Udp.Bind>();
    }

    [Theory]
    [InlineData("10.0.0.9", true)]
    [InlineData("10.0.1.9", false)]
    [InlineData("fe80::9%3", false)]
    public void A_link_reaches_the_addresses_of_its_subnet(string address, bool reaches) => Assert.Equal(
        reaches, Link("eth0", "10.0.0.1").Reaches(IPAddress.Parse(address)));

    [Fact]
    public void A_link_of_IPv6_reaches_the_link_local_addresses_of_its_interface()
    {
        var link = new LanLink("eth0", 3, IPAddress.Parse("fe80::1%3"), 64);
        Assert.True(link.Reaches(IPAddress.Parse("fe80::9%3")));
        Assert.False(link.Reaches(IPAddress.Parse("fe80::9%4")));
        Assert.False(link.Reaches(IPAddress.Parse("2a01::9")));
        Assert.Equal(IPEndPoint.Parse("[ff12::7032%3]:27032"), link.Group);
    }

    private void Start()
    {
        StartUnbound().Tell(new Udp.Bound(LanSegment.Link.Group), _socket);
    }

    private IActorRef StartUnbound()
    {
        var context = new LanContext(_udp, () => _links, Ours, new Random(1));
        _lan = _parent.ChildActorOf(LanActor.Props(context));
        UnderTest(_lan);
        return _link = _udp.ExpectMsg<Udp.Bind>().Handler;
    }

    private void Hear(byte[] datagram, string source) =>
        _link.Tell(new Udp.Received(ByteString.FromBytes(datagram), new IPEndPoint(IPAddress.Parse(source), 27032)));

    private byte[] ExpectSent() => _socket.ExpectMsg<Udp.Send>().Payload.ToArray();

    /// <summary>The actor is done with its messages so far.</summary>
    private void ExpectSettled()
    {
        _lan.Tell(new LanActor.Heard(Theirs.Encode(), IPEndPoint.Parse("10.0.0.2:27032")));
        _parent.ExpectMsg<DiscoveryProtocol.NeighbourHeard>();
    }

    private static LanLink Link(string name, string address) => new(name, 2, IPAddress.Parse(address), 24);

    private void Pass(double seconds)
    {
        var asker = CreateTestProbe();
        for (var passed = 0.0; passed < seconds; passed += 0.5)
        {
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(0.5));
            _lan.Tell(new Identify(1), asker);
            asker.ExpectMsg<ActorIdentity>();
        }
    }
}
