using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Protocols;
using P2PChain.Core.Chain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests;

/// <summary>What is told to whom.</summary>
public sealed class BroadcastActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly TestProbe _peer;
    private readonly TestProbe _plain;
    private readonly IActorRef _broadcast;

    public BroadcastActorTests(ITestOutputHelper output)
        : base(output)
    {
        (_peer, _plain) = (CreateTestProbe(), CreateTestProbe());
        var chain = CreateTestProbe();
        _broadcast = Sys.ActorOf(BroadcastActor.Props(chain));
        UnderTest(_broadcast);
        chain.ExpectMsg<ChainProtocol.Subscribe>();
        _draw.Add("a1", "genesis");
    }

    [Fact]
    public void Whoever_comes_is_told_the_tip_that_stands_then()
    {
        _broadcast.Tell(ChainProtocol.ChainTip.Of(_draw.Node("a1")));
        Came(1, _peer, isExtended: true);
        Came(2, _plain, isExtended: false);

        Assert.Equal(_draw["a1"].Hash, _peer.ExpectMsg<ChainProtocol.ChainTip>().Hash);
        Assert.Equal(_draw["a1"].Hash, _plain.ExpectMsg<ChainProtocol.ChainTip>().Hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7L)]
    public void A_transaction_is_told_to_extended_peers_whosever_it_is(long? from)
    {
        Came(1, _peer, isExtended: true);
        Came(2, _plain, isExtended: false);
        var transaction = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        PeerId? origin = from is { } number ? new PeerId(number) : null;
        var source = origin is { } peer ? PoolSource.From(peer) : PoolSource.Own;
        _broadcast.Tell(new ChainEvents.TransactionAdmitted(new PoolEntry(transaction, 1, source), IsReturned: false));
        _broadcast.Tell(ChainProtocol.ChainTip.Of(_draw.Node("a1")));

        var told = _peer.ExpectMsg<PeerProtocol.Deliver>();
        Assert.Equal((transaction.Wid, origin), (told.Id, told.Origin));
        _plain.ExpectMsg<ChainProtocol.ChainTip>();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(7L, false)]
    [InlineData(7L, true)]
    public void The_block_that_became_the_tip_is_told_whosever_it_is(long? from, bool isCatchingUp)
    {
        Came(1, _peer, isExtended: true);
        PeerId? origin = from is { } number ? new PeerId(number) : null;
        _broadcast.Tell(new ChainEvents.BlockConnected(_draw["a1"], origin));
        _broadcast.Tell(new ChainEvents.TipMoved(_draw.Node("a1"), origin, 0, isCatchingUp));

        _peer.ExpectMsg<ChainProtocol.ChainTip>();
        var told = _peer.ExpectMsg<PeerProtocol.Deliver>();
        Assert.Equal((_draw["a1"].Hash, origin), (told.Id, told.Origin));
    }

    private void Came(int id, TestProbe peer, bool isExtended) => _broadcast.Tell(new PeerProtocol.PeerCame(
        new ConsoleProtocol.PeerView(
            new PeerId(id), "192.0.2.7:6000", IsOutbound: false, isExtended, TestKeys.Number(id).PublicKey, 0, default, null, "test"),
        peer));
}
