using Akka.Actor;
using Akka.TestKit;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Relay;
using P2PChain.Core.Chain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Relay;

/// <summary>What is told to whom.</summary>
public sealed class BroadcastActorTests : ActorSpec
{
    private readonly ChainBuilder _draw = new();
    private readonly TestProbe _peer;
    private readonly TestProbe _plain;
    private readonly TestProbe _chain;
    private readonly IActorRef _broadcast;

    public BroadcastActorTests(ITestOutputHelper output)
        : base(output, VirtualScheduler.Configuration)
    {
        (_peer, _plain) = (CreateTestProbe(), CreateTestProbe());
        _chain = CreateTestProbe();
        _broadcast = Sys.ActorOf(BroadcastActor.Props(_chain, _chain, new Random(1)));
        UnderTest(_broadcast);
        _chain.ExpectMsg<ChainProtocol.Subscribe>();
        _draw.Add("a1", "genesis");
    }

    [Fact]
    public void Whoever_comes_is_told_the_tip_that_stands_then()
    {
        _broadcast.Tell(ChainProtocol.ChainTip.Of(_draw.Node("a1").Point));
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
        AnswerPool(1);
        var transaction = _draw.Request(TestKeys.Alice, "laptop-001", 1);
        PeerId? origin = from is { } number ? new PeerId(number) : null;
        var source = origin is { } peer ? PoolSource.From(peer) : PoolSource.Own;
        _broadcast.Tell(new ChainEvents.TransactionAdmitted(new PoolEntry(transaction, 1, source), IsReturned: false));
        _broadcast.Tell(ChainProtocol.ChainTip.Of(_draw.Node("a1").Point));

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
        _broadcast.Tell(new ChainEvents.TipMoved(_draw.Node("a1").Point, origin, 0, isCatchingUp));
        Pass(0.1);

        _peer.ExpectMsg<ChainProtocol.ChainTip>();
        var told = _peer.ExpectMsg<PeerProtocol.Deliver>();
        Assert.Equal((_draw["a1"].Hash, origin), (told.Id, told.Origin));
    }

    [Fact]
    public void A_peer_that_comes_is_told_all_that_waits_and_only_then_what_comes_to_it()
    {
        var (first, second, third) = (Entry(1), Entry(2), Entry(3));
        Came(1, _peer, isExtended: true);
        Admit(second); // the chain's answer has it too
        AnswerPool(1, first, second);
        Admit(third);
        var offer = _peer.ExpectMsg<PeerProtocol.Offer>();
        Assert.Equal([1L, 2L], offer.Entries.Select(entry => entry.Sequence));
        Assert.False(offer.IsAgain);
        Assert.Equal(third.Transaction.Wid, _peer.ExpectMsg<PeerProtocol.Deliver>().Id);
    }

    [Fact]
    public void What_goes_on_waiting_is_offered_again_to_every_extended_peer_until_it_waits_no_more()
    {
        var entry = Entry(1);
        Came(1, _peer, isExtended: true);
        Came(2, _plain, isExtended: false);
        AnswerPool(1);
        Admit(entry);
        _peer.ExpectMsg<PeerProtocol.Deliver>();
        for (var i = 0; i < 2; i++)
        {
            AnswerNextPool(entry);
            var offer = _peer.ExpectMsg<PeerProtocol.Offer>();
            Assert.True(offer.IsAgain);
            Assert.Equal(entry, Assert.Single(offer.Entries));
        }
        AnswerNextPool();
        Pass(3_600);
        _chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        _plain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void What_waited_as_the_node_started_is_offered_again_though_nothing_new_comes()
    {
        Came(1, _peer, isExtended: true);
        AnswerPool(1);
        AnswerNextPool(Entry(1)); // seen for the first time
        AnswerNextPool(Entry(1));
        Assert.True(_peer.ExpectMsg<PeerProtocol.Offer>().IsAgain);
    }

    [Fact]
    public void A_transaction_that_is_admitted_while_the_pool_is_read_for_a_peer_is_offered_to_it_once()
    {
        Came(1, _peer, isExtended: true);
        Admit(Entry(1));
        Admit(Entry(2));
        AnswerPool(1, Entry(1));
        Assert.Equal([1, 2], _peer.ExpectMsg<PeerProtocol.Offer>().Entries.Select(entry => entry.Sequence));
        Came(2, _plain, isExtended: true);
        AnswerPool(2, Entry(1));
        Assert.Equal([1], _plain.ExpectMsg<PeerProtocol.Offer>().Entries.Select(entry => entry.Sequence));
    }

    [Fact]
    public void With_many_peers_an_own_transaction_goes_whole_to_three_and_is_announced_to_all()
    {
        var peers = Many(7);
        Admit(Entry(1));
        foreach (var peer in peers[..3])
            Assert.Equal(Entry(1).Transaction, peer.ExpectMsg<PeerProtocol.Deliver>().Transaction);
        AssertAnnounced(peers, 1);
        Admit(Entry(2));
        Admit(Entry(3));
        foreach (var peer in peers[..3]) peer.ExpectMsg<PeerProtocol.Deliver>();
        foreach (var peer in peers[..3]) peer.ExpectMsg<PeerProtocol.Deliver>();
        Pass(0.1);
        AssertAnnounced(peers, 2, 3);
    }

    [Fact]
    public void With_many_peers_another_s_transaction_is_only_announced_in_one_line_for_all()
    {
        var peers = Many(7);
        Admit(Entry(1) with { Source = PoolSource.From(new PeerId(12)) });
        Assert.Single(AssertAnnounced(peers, 1).Select(announce => announce.Frame).Distinct());
        Pass(10);
        foreach (var peer in peers) peer.ExpectNoMsg(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void A_block_is_told_whole_and_compact_with_one_line_for_all()
    {
        Came(1, _peer, isExtended: true);
        Came(2, _plain, isExtended: true);
        _broadcast.Tell(new ChainEvents.BlockConnected(_draw["a1"], null));
        _broadcast.Tell(new ChainEvents.TipMoved(_draw.Node("a1").Point, null, 0, IsCatchingUp: false));
        _peer.ExpectMsg<ChainProtocol.ChainTip>();
        _plain.ExpectMsg<ChainProtocol.ChainTip>();
        var told = _peer.ExpectMsg<PeerProtocol.Deliver>();
        Assert.Same(told, _plain.ExpectMsg<PeerProtocol.Deliver>());
        Assert.Same(_draw["a1"], told.Block);
        var line = told.Compact!.Value!;
        var compact = Assert.IsType<Decoded.Understood>(MessageCodec.Decode(line.AsMemory(0, line.Length - 1))).Message;
        Assert.Equal(_draw["a1"].Hash, Assert.IsType<Message.CompactBlock>(compact).Item.Hash);
    }

    [Fact]
    public void A_peer_that_requests_nothing_is_sent_everything_whole()
    {
        var older = CreateTestProbe();
        Came(9, older, isExtended: true);
        _chain.ExpectMsg<ChainProtocol.GetWaiting>();
        _broadcast.Tell(new ChainProtocol.Waiting(new PeerId(9), []));
        older.ExpectMsg<PeerProtocol.Offer>();
        var peers = Many(7);
        Admit(Entry(1) with { Source = PoolSource.From(new PeerId(12)) });
        older.ExpectMsg<PeerProtocol.Deliver>();
        AssertAnnounced(peers, 1);
    }

    /// <summary>Peers that request what is announced.</summary>
    private TestProbe[] Many(int count)
    {
        TestProbe[] peers = [.. Enumerable.Range(0, count).Select(_ => CreateTestProbe())];
        for (var i = 0; i < count; i++)
        {
            Came(10 + i, peers[i], isExtended: true, takesInventory: true);
            _chain.ExpectMsg<ChainProtocol.GetWaiting>();
            _broadcast.Tell(new ChainProtocol.Waiting(new PeerId(10 + i), []));
            peers[i].ExpectMsg<PeerProtocol.Offer>();
        }
        return peers;
    }

    private static List<PeerProtocol.Announce> AssertAnnounced(TestProbe[] peers, params long[] numbers)
    {
        var announced = peers.Select(peer => peer.ExpectMsg<PeerProtocol.Announce>()).ToList();
        Assert.All(announced, each => Assert.Equal(numbers, each.Entries.Select(entry => entry.Sequence)));
        return announced;
    }

    private PoolEntry Entry(int number) => new(
        _draw.Request(TestKeys.Alice, "laptop-001", number), number, PoolSource.Own);

    private void Admit(PoolEntry entry) => _broadcast.Tell(
        new ChainEvents.TransactionAdmitted(entry, IsReturned: false));

    /// <summary>Answers what is asked for a peer that came.</summary>
    private void AnswerPool(int peer, params PoolEntry[] entries)
    {
        Assert.Equal(new PeerId(peer), _chain.ExpectMsg<ChainProtocol.GetWaiting>().For);
        _broadcast.Tell(new ChainProtocol.Waiting(new PeerId(peer), [.. entries]));
        if (entries.Length == 0) Assert.Empty(_peer.ExpectMsg<PeerProtocol.Offer>().Entries);
    }

    /// <summary>Time passes until the pool is asked for, and something of it is due.</summary>
    private void AnswerNextPool(params PoolEntry[] entries)
    {
        Pass(150);
        Assert.Null(_chain.ExpectMsg<ChainProtocol.GetWaiting>().For);
        _broadcast.Tell(new ChainProtocol.Waiting(null, [.. entries]));
    }

    private void Identify()
    {
        var asker = CreateTestProbe();
        _broadcast.Tell(new Identify(0), asker);
        asker.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Whatever was told before is done, its timers included.</summary>
    private void Pass(double seconds)
    {
        Identify();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
    }

    private void Came(int id, TestProbe peer, bool isExtended, bool takesInventory = false)
    {
        var key = TestKeys.Number(id).PublicKey;
        var view = new PeerView(
            new PeerId(id), "192.0.2.7:6000", IsOutbound: false, isExtended, key, 0, default, null, "test")
        {
            TakesInventory = takesInventory,
        };
        _broadcast.Tell(new PeerProtocol.PeerCame(view, peer));
    }
}
