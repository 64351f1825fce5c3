using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>Two pools are compared. Each side sends the transactions that the other lacks.</summary>
public sealed class PeerPoolTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly PoolEntry Entry =
        new(Drawn.Request(TestKeys.Bob, "laptop-001", 10), 1, PoolSource.From(new PeerId(1)));

    private static readonly PeerProtocol.Offer First = new([Entry], IsAgain: false);
    private static readonly PeerProtocol.Offer Again = new([Entry], IsAgain: true);

    [Fact]
    public void The_peer_is_sent_what_it_lacks_and_asked_for_what_this_node_lacks()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        var digest = Compare();
        Say(new Message.PoolIds(digest.Id, [new PoolBucket(1, [5])]));
        var question = Chain.ExpectMsg<PoolProtocol.Compare>();
        Assert.Equal((digest.Salt, 1), (question.Salt, Assert.Single(question.Theirs).Number));
        Peer.Tell(new PoolProtocol.Compared(digest.Salt, new PoolDifference([Entry], [5])));
        Assert.Equal(Entry.Transaction.TxId, Assert.IsType<Message.NewTransaction>(Heard()).Transaction.TxId);
        var wanted = Assert.IsType<Message.GetPool>(Heard());
        Assert.Equal((digest.Salt, 5UL), (wanted.Salt, Assert.Single(wanted.Ids)));
    }

    [Fact]
    public void Without_a_difference_nothing_is_sent()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        var digest = Compare();
        Say(new Message.PoolIds(digest.Id, []));
        Chain.ExpectMsg<PoolProtocol.Compare>();
        Peer.Tell(new PoolProtocol.Compared(digest.Salt, new PoolDifference([], [])));
        AwaitEverythingRead();
    }

    [Fact]
    public void A_digest_is_answered_and_then_one_request()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        Answer(7);
        Say(new Message.GetPool(42, [5]), new Message.GetPool(42, [6]));
        Assert.Equal(5UL, Assert.Single(Chain.ExpectMsg<PoolProtocol.Find>().Request.Ids));
        Peer.Tell(new PoolProtocol.Found([Entry]));
        Assert.IsType<Message.NewTransaction>(Heard());
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void The_acceptor_leaves_the_first_question_to_the_dialler()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        Peer.Tell(First);
        Peer.Tell(Again);
        Chain.ExpectMsg<PoolProtocol.GetDigest>();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact] // its answer may lack them, and the peer was sent no newer ones yet
    public void The_acceptor_asks_if_it_answered_before_it_knew_its_waiting_transactions()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        Answer(7);
        Peer.Tell(First);
        Chain.ExpectMsg<PoolProtocol.GetDigest>();
    }

    [Fact]
    public void It_asks_once_in_twenty_seconds()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        Compare();
        Pass(19);
        Peer.Tell(Again);
        AwaitIdle();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(1);
        Peer.Tell(Again);
        Chain.ExpectMsg<PoolProtocol.GetDigest>();
    }

    [Fact]
    public void It_answers_three_times_at_once_and_then_once_in_ten_seconds()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        for (var i = 0; i < 3; i++) Answer((uint)i);
        Say(Digest(9));
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(10);
        Answer(10);
    }

    [Fact]
    public void An_answer_that_was_not_asked_for_is_ignored()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        Say(new Message.PoolIds(1, [new PoolBucket(1, [5])]), new Message.GetPool(1, [5]));
        AwaitEverythingRead();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact] // its short ids have another salt
    public void An_answer_to_an_earlier_digest_is_ignored()
    {
        StartReady(features: [LocalNode.Headers, LocalNode.Pool]);
        var digest = Compare();
        Pass(20);
        Peer.Tell(Again);
        Chain.ExpectMsg<PoolProtocol.GetDigest>();
        Say(new Message.PoolIds(digest.Id, [new PoolBucket(1, [5])]));
        AwaitIdle();
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Without_the_feature_the_messages_break_the_protocol()
    {
        StartReady();
        Say(Digest(1));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    /// <summary>This node's digest went out.</summary>
    private Message.PoolDigest Compare()
    {
        Peer.Tell(Again);
        var salt = Chain.ExpectMsg<PoolProtocol.GetDigest>().Salt;
        Peer.Tell(new PoolProtocol.Digest(salt + 1, Digest(0).Buckets)); // of an earlier question
        Peer.Tell(new PoolProtocol.Digest(salt, Digest(0).Buckets));
        var digest = Assert.IsType<Message.PoolDigest>(Heard());
        Assert.Equal(salt, digest.Salt);
        return digest;
    }

    /// <summary>The peer's digest is answered.</summary>
    private void Answer(uint id)
    {
        Say(Digest(id));
        Assert.Equal(id, Chain.ExpectMsg<PoolProtocol.GetDiffering>().Theirs.Id);
        Peer.Tell(new PoolProtocol.Differing(id, [new PoolBucket(3, [])]));
        Assert.Equal(id, Assert.IsType<Message.PoolIds>(Heard()).Id);
    }

    private static Message.PoolDigest Digest(uint id) => new(id, 42, new SaltedPool([], 42).Digests);
}
