using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>Blocks that the published view knows, as one connection meets them.</summary>
public sealed class PeerKnownBlockTests : PeerStage
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger;
    private readonly Transaction _request;
    private readonly Block _kept;
    private readonly Block _side;
    private readonly Block _unknown;
    private readonly Block _bad;
    private readonly Block _badChild;
    private readonly Block _late;

    public PeerKnownBlockTests(ITestOutputHelper output)
        : base(output)
    {
        _ledger = new TestLedger(_draw.Parameters) { Now = UnixTime.From(Sys.Scheduler.Now) };
        var late = _ledger.Now.Plus(TimeSpan.FromMinutes(20)).Milliseconds;
        _request = _draw.Request(TestKeys.Bob, "laptop-001", 10);
        _kept = _draw.Add("kept", "genesis", _request);
        _side = _draw.Add("side", "genesis", header => header with { TimeMs = header.TimeMs + 1 });
        _unknown = _draw.Add("unknown", "kept");
        _bad = _draw.Add("bad", "kept", header => header with { CustodyRoot = Hash256.Of("elsewhere"u8) });
        _badChild = _draw.Add("bad child", "bad");
        _late = _draw.Add("late", "kept", header => header with { TimeMs = late });
        foreach (var block in new[] { _kept, _side, _bad, _badChild, _late })
            _ledger.Submit(_draw.Checked(block), from: 1, isRequested: block == _side);
        LedgerView.Publish(_ledger.State.View);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kept_block_is_neither_verified_nor_submitted_again(bool isExtended)
    {
        StartReady(isExtended);
        Say(new Message.NewBlock(_kept), new Message.NewBlock(_side), new Message.NewBlock(_unknown));
        Assert.Equal(_unknown.Hash, Verify.ExpectMsg<VerifyBlock>().Block.Hash);
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_kept_block_takes_no_credit()
    {
        StartReady();
        Say([.. Enumerable.Repeat(new Message.NewBlock(_kept), 200)]);
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Copies_of_kept_blocks_without_end_are_a_flood(bool isExtended)
    {
        StartReady(isExtended);
        Message[] copies = [.. Enumerable.Repeat(new Message.NewBlock(_kept), 1_000)];
        for (var i = 0; i < 30; i++) Say(copies);
        AwaitEverythingRead();
        Say(copies);
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Fact]
    public void The_sender_of_a_kept_block_is_not_told_of_it()
    {
        StartReady();
        Say(new Message.NewBlock(_kept));
        AwaitEverythingRead();
        Peer.Tell(new PeerProtocol.Deliver(
            MessageCodec.Encode(new Message.NewBlock(_kept), null), _kept.Hash, OutboxPriority.Blocks, new PeerId(2)));
        AwaitEverythingRead();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_condemned_block_costs_its_sender_the_connection_without_being_verified_again(bool isExtended)
    {
        StartReady(isExtended);
        Say(new Message.NewBlock(_bad));
        Assert.Equal(PeerFaultCode.InvalidBlock, ExpectAborted());
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_block_on_a_condemned_one_costs_nothing()
    {
        StartReady();
        Say(new Message.NewBlock(_badChild));
        AwaitEverythingRead();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory] // rule L1: each sender says something of this node's clock
    [InlineData(true)]
    [InlineData(false)]
    public void The_chain_hears_of_each_copy_of_a_block_ahead_of_its_clock(bool isExtended)
    {
        StartReady(isExtended);
        Say(new Message.NewBlock(_late));
        var due = _ledger.State.Parked.NextDue!.Value;
        var ahead = new ClockProtocol.BlockAhead(new PeerId(1), _late.Header.TimeMs, due);
        Assert.Equal(ahead, Chain.ExpectMsg<ClockProtocol.BlockAhead>());
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_requested_block_that_is_known_is_answered_to_the_sync()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.AskBlocks(3, [_kept.Hash, _late.Hash, _unknown.Hash]));
        Assert.IsType<Message.GetBlocks>(Heard());
        Block[] answers = [_kept, _late, _unknown];
        Say([.. answers.Select(block => new Message.BlockMessage(3, block))]);
        Assert.Equal(
            new SyncProtocol.KnownBodyCame(new PeerId(1), _kept.Hash, Verdict.AlreadyKnown.Instance),
            Sync.ExpectMsg<SyncProtocol.KnownBodyCame>());
        Assert.IsType<Verdict.AheadOfClock>(Sync.ExpectMsg<SyncProtocol.KnownBodyCame>().Verdict);
        Assert.Equal(_unknown.Hash, Verify.ExpectMsg<VerifyBlock>().Block.Hash);
        Say(new Message.BlockMessage(3, _kept)); // answered once already: nobody asked for it
        AwaitEverythingRead();
        Sync.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void An_announced_header_of_a_known_block_starts_no_sync()
    {
        StartReady();
        foreach (var known in new[] { _kept, _side, _late })
            Say(new Message.Headers(Message.Headers.AnnouncedId, [HeaderItem.Of(known)], More: false));
        AwaitEverythingRead();
        Say(new Message.Headers(Message.Headers.AnnouncedId, [HeaderItem.Of(_unknown)], More: false));
        var asked = Verify.ExpectMsg<VerifyHeaders>();
        Assert.Equal(_unknown.Hash, Assert.Single(asked.Items).Hash);
        Peer.Tell(new Verified(asked.Number, new GoodHeaders(asked.Items)), Verify);
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
    }

    [Fact]
    public void Another_body_under_the_header_of_an_unknown_block_is_verified()
    {
        StartReady();
        var lie = new Block(_unknown.Header, _unknown.Seal, [_request]);
        Say(new Message.NewBlock(lie), new Message.NewBlock(_unknown));
        var (altered, genuine) = (Verify.ExpectMsg<VerifyBlock>(), Verify.ExpectMsg<VerifyBlock>());
        Assert.Equal(altered.Block.Hash, genuine.Block.Hash);
        Assert.NotNull(altered.Line);
        Assert.NotEqual(altered.Line, genuine.Line);
    }
}
