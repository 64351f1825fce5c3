using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>docs/protocol.md, compact blocks, as one connection meets them.</summary>
public sealed class PeerCompactTests : PeerStage
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;
    private readonly Transaction _first;
    private readonly Transaction _second;
    private readonly Block _block;
    private readonly Message.CompactBlock _compact;

    public PeerCompactTests(ITestOutputHelper output)
        : base(output)
    {
        _ledger = new TestLedger(_draw.Parameters) { Now = UnixTime.From(Sys.Scheduler.Now) };
        _first = _draw.Request(TestKeys.Bob, "laptop-001", 10);
        _second = _draw.Request(TestKeys.Alice, "laptop-002", 10);
        _block = _draw.Add("block", "genesis", _first, _second);
        _compact = CompactBlocks.Of(_block, 7)!;
        Settings = new PeerSettings { CompactFromBytes = 0 };
    }

    [Fact]
    public void A_block_of_waiting_transactions_is_put_together_and_checked_like_one_that_was_pushed()
    {
        Begin(_first, _second);
        Say(_compact);
        AnswerHeader();
        var question = Verify.ExpectMsg<VerifyBlock>();
        Assert.Equal(_block.CanonicalBytes(), question.Block.CanonicalBytes());
        Answer(question.Number, new GoodBlock(_draw.Checked(_block)));
        var submitted = Chain.ExpectMsg<ChainProtocol.SubmitBlock>();
        Assert.Equal((_block.Hash, false), (submitted.Block.Hash, submitted.IsRequested));
    }

    [Fact]
    public void Missing_transactions_are_requested_and_complete_the_block()
    {
        Begin(_first);
        Say(_compact);
        AnswerHeader();
        var request = Assert.IsType<Message.GetBlockTransactions>(Heard());
        Assert.Equal(_block.Hash, request.Block);
        Assert.Equal([1], request.Indexes.AsEnumerable());
        Say(new Message.BlockTransactions(request.Id, [_second]));
        Assert.Equal(_block.CanonicalBytes(), Verify.ExpectMsg<VerifyBlock>().Block.CanonicalBytes());
    }

    [Fact]
    public void An_invalid_header_ends_the_connection_before_anything_is_looked_for()
    {
        Begin();
        Say(_compact);
        var question = Verify.ExpectMsg<VerifyHeaders>();
        Answer(question.Number, new Bad(new Violation(Rule.ProofOfWork, "", "")));
        Assert.Equal(PeerFaultCode.InvalidHeader, ExpectAborted());
    }

    [Fact]
    public void A_block_that_breaks_a_rule_ends_the_connection_as_if_it_was_pushed()
    {
        Begin(_first, _second);
        Say(_compact);
        AnswerHeader();
        Answer(Verify.ExpectMsg<VerifyBlock>().Number, new Bad(new Violation(Rule.CustodyRoot, "", "")));
        Assert.Equal(PeerFaultCode.InvalidBlock, ExpectAborted());
    }

    [Fact]
    public void Transactions_that_are_not_those_of_the_block_end_the_connection()
    {
        Begin(_first);
        Say(_compact);
        AnswerHeader();
        var request = Assert.IsType<Message.GetBlockTransactions>(Heard());
        Say(new Message.BlockTransactions(request.Id, [_first]));
        Assert.Equal(PeerFaultCode.MutatedBody, ExpectAborted());
    }

    [Fact] // an honest sender's short id may be that of another transaction here
    public void If_the_block_is_not_the_header_s_the_whole_block_is_fetched_and_no_peer_is_punished()
    {
        var other = _draw.Request(TestKeys.Bob, "other", 10);
        Begin(_first, other);
        var id = new ShortIds(_block.Hash, 7).Of(other.Wid);
        Say(_compact with { Ids = _compact.Ids.SetItem(1, id) });
        AnswerHeader();
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void If_the_sender_has_the_block_no_more_the_whole_block_is_fetched()
    {
        Begin(_first);
        Say(_compact);
        AnswerHeader();
        var request = Assert.IsType<Message.GetBlockTransactions>(Heard());
        Say(new Message.NotFound(request.Id, [_block.Hash]));
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
    }

    [Fact]
    public void A_block_on_an_unknown_parent_is_left_to_the_sync()
    {
        Begin(_first, _second);
        var child = _draw.Add("child", "block");
        Say(CompactBlocks.Of(child, 7)!);
        AnswerHeader(child);
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_known_block_is_not_looked_at_again()
    {
        _ledger.Submit(_draw.Checked(_block), from: 1, isRequested: false);
        Begin();
        Say(_compact);
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact] // each costs a hash per waiting transaction
    public void After_ten_at_once_the_others_are_left_to_the_sync()
    {
        Begin(_first, _second);
        for (var i = 0; i < 11; i++)
        {
            Say(CompactBlocks.Of(_block, (ulong)i)!);
            AnswerHeader();
            if (i < 10) Answer(Verify.ExpectMsg<VerifyBlock>().Number, new GoodBlock(_draw.Checked(_block)));
        }
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_new_block_is_sent_compact_and_its_transactions_once_on_request()
    {
        Begin();
        Peer.Tell(Push(_block));
        Assert.Equal(_compact.Ids.AsEnumerable(), Assert.IsType<Message.CompactBlock>(Heard()).Ids.AsEnumerable());
        Say(new Message.GetBlockTransactions(5, _block.Hash, [1]));
        Assert.Equal(_second, Assert.Single(Assert.IsType<Message.BlockTransactions>(Heard()).Items));
        Say(new Message.GetBlockTransactions(6, _block.Hash, [1]));
        Assert.Equal(_block.Hash, Assert.Single(Assert.IsType<Message.NotFound>(Heard()).Hashes));
    }

    [Fact]
    public void A_request_past_the_end_of_the_block_ends_the_connection()
    {
        Begin();
        Peer.Tell(Push(_block));
        Say(new Message.GetBlockTransactions(5, _block.Hash, [0, 2]));
        Assert.Equal(PeerFaultCode.Malformed, ExpectAborted());
    }

    [Fact]
    public void A_small_block_and_a_block_for_an_older_node_go_whole()
    {
        Settings = new PeerSettings();
        Begin();
        Peer.Tell(Push(_block));
        Assert.IsType<Message.NewBlock>(Heard());
    }

    [Fact]
    public void Without_the_feature_a_block_goes_whole_and_the_messages_break_the_protocol()
    {
        StartReady();
        Peer.Tell(Push(_block));
        Assert.IsType<Message.NewBlock>(Heard());
        Say(_compact);
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void Transactions_of_no_requested_block_are_ignored()
    {
        Begin();
        Say(new Message.BlockTransactions(1, [_first]));
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private void Begin(params ImmutableArray<Transaction> waiting)
    {
        foreach (var transaction in waiting) _ledger.Submit(transaction, PoolSource.From(new PeerId(9)));
        LedgerView.Publish(_ledger.State.View);
        StartReady(features: [LocalNode.Compact, LocalNode.Headers]);
    }

    private void AnswerHeader(Block? block = null)
    {
        var question = Verify.ExpectMsg<VerifyHeaders>();
        var item = HeaderItem.Of(block ?? _block);
        Assert.Equal(item.Hash, Assert.Single(question.Items).Hash);
        Answer(question.Number, new GoodHeaders([item]));
    }

    private void Answer(long number, Finding finding) => Peer.Tell(new Verified(number, finding));

    private static PeerProtocol.Deliver Push(Block block) =>
        new(MessageCodec.Encode(new Message.NewBlock(block), null), block.Hash, OutboxPriority.Blocks, null)
        {
            Header = HeaderItem.Of(block),
            Block = block,
            Compact = new Lazy<byte[]?>(() => MessageCodec.Encode(CompactBlocks.Of(block, 7)!, null)),
        };
}
