using System.Text;
using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Crypto;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Discovery;

/// <summary>Looks at nodes that claim a better chain than this node has.</summary>
public sealed class BetterChainTests : ManagerStage
{
    private const string Peer = "45.6.7.8:6000";
    private const string Better = "44.1.1.1:7000";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    public BetterChainTests(ITestOutputHelper output)
        : base(output)
    {
        Settings = new PeerSettings { PingInterval = Long, PingTimeout = 2 * Long };
        var book = new AddressBook(new AddressPlaces(new byte[32]), new Random(1));
        book.OnReached(HostPort.Parse(Peer)!, UnixTime.From(Sys.Scheduler.Now).Plus(-TimeSpan.FromHours(5)));
        var kept = new AddressesInMemory(Encoding.ASCII.GetString(AddressBookJson.Write(book)));
        var settings = new DiscoverySettings { IsOn = true, OutboundMax = 1 };
        Discovery = new DiscoveryContext(kept, settings, new Random(1), static () => 1);
    }

    [Fact]
    public void A_node_with_a_better_chain_stays_two_minutes_and_goes_if_it_delivers_nothing()
    {
        var (_, better) = StartWithBetter();
        Pass(119);
        Assert.Equal([Better, Peer], Outbound());
        Pass(1);
        Assert.Equal("another peer of this node delivered more lately", SaidBye(better).Reason);
    }

    [Fact]
    public void It_stays_if_it_delivers_and_a_peer_that_delivered_nothing_goes()
    {
        var (peer, _) = StartWithBetter();
        var view = Peers().Connected.Single(view => view.IsOutbound && view.Address == Better);
        Manager.Tell(new PeerProtocol.Changed(view with { DeliveredAt = new Moment(1) }));
        Pass(120);
        Assert.Equal("another peer of this node delivered more lately", SaidBye(peer).Reason);
    }

    [Fact]
    public void During_a_trial_another_better_chain_is_only_looked_at()
    {
        StartWithBetter();
        var second = Look("44.2.2.2", Others().Skip(5).First());
        Assert.Equal("only a look whether a node is there", SaidBye(second).Reason);
    }

    private (TestProbe Peer, TestProbe Better) StartWithBetter()
    {
        StartListening();
        Pass(2);
        var peer = AnswerDial(ExpectDial(Peer));
        Announce(peer, Others().First());
        News.ExpectMsg<PeerProtocol.PeerCame>();
        var better = Look("44.1.1.1", Others().Skip(2).First());
        Assert.Equal(Better, News.ExpectMsg<PeerProtocol.PeerCame>().View.Address);
        return (peer, better);
    }

    /// <summary>
    /// An inbound peer's own address is looked at. Another node answers there and claims a better chain.
    /// </summary>
    private TestProbe Look(string host, PublicKey key)
    {
        Accept($"{host}:50000", Others().Skip(1).First(other => other != key && IsNew(other)));
        News.ExpectMsg<PeerProtocol.PeerCame>();
        Pass(2);
        var look = AnswerDial(ExpectDial($"{host}:7000"));
        Announce(look, key);
        return look;
    }

    private bool IsNew(PublicKey key) => Peers().Connected.All(view => view.Key != key);

    private IEnumerable<string> Outbound() =>
        Peers().Connected.Where(view => view.IsOutbound).Select(view => view.Address).Order();
}
