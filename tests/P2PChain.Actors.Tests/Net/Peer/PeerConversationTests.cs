using System.Text;
using Akka.Actor;
using Akka.IO;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

public sealed class PeerConversationTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly Block Block = Drawn.Add("peer-1", "genesis");
    private static readonly Transaction Request = Drawn.Request(TestKeys.Bob, "laptop-001", 10);

    [Fact]
    public void A_malformed_line_is_cut_off()
    {
        StartReady();
        SayText("{\"type\": \"ping\", \"payload\": 7}\n");
        Assert.Equal(PeerFaultCode.Malformed, ExpectAborted());
    }

    [Fact]
    public void A_line_of_a_type_nobody_knows_is_ignored()
    {
        StartReady();
        SayText("{\"type\": \"weather\", \"payload\": {}}\n");
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
    }

    [Fact]
    public void A_line_over_4_MiB_less_64_KiB_is_cut_off()
    {
        StartReady();
        SayText(new string('x', 4_128_769));
        Assert.Equal(PeerFaultCode.LineTooLong, ExpectAborted());
    }

    [Fact]
    public void A_line_that_was_begun_ends_within_thirty_seconds()
    {
        StartReady();
        SayText("{");
        ExpectReading();
        Pass(29);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(1);
        Assert.Equal(PeerFaultCode.LineTimeout, ExpectAborted());
    }

    [Fact]
    public void While_nothing_is_read_for_want_of_credit_neither_a_begun_line_nor_silence_counts_against_the_peer()
    {
        StartReady();
        FillCredit();
        SayText("{");
        Pass(120);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Answer(Verify.ExpectMsg<VerifyTransaction>());
        Peer.Tell(Verdict(), Chain);
        Wire.FishForMessage(message => message is Tcp.ResumeReading);
        Pass(30);
        Assert.Equal(PeerFaultCode.LineTimeout, ExpectAborted());
    }

    [Fact]
    public void With_sixty_four_messages_undecided_nothing_is_read_until_verdicts_come()
    {
        StartReady();
        FillCredit();
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Answer(Verify.ExpectMsg<VerifyTransaction>());
        Chain.ExpectMsg<ChainProtocol.SubmitTransaction>();
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Peer.Tell(Verdict(), Chain);
        ExpectReading();
    }

    [Fact]
    public void With_a_mebibyte_undecided_nothing_is_read_and_a_larger_message_is_read_alone()
    {
        StartReady();
        var (half, large) = (Drawn.Add("half", "genesis"), Drawn.Add("large", "genesis"));
        SayText(Padded(half, 600_000) + Padded(half, 600_000) + Padded(large, 1_500_000) + "{}"); // the last line has not come in full
        foreach (var expected in new[] { half, half, large })
        {
            var asked = Verify.ExpectMsg<VerifyBlock>();
            Assert.Equal(expected.Hash, asked.Block.Hash);
            Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            AnswerBlock(asked);
            Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Peer.Tell(
                new ChainProtocol.BlockVerdict(expected.Hash, Core.Chain.Verdict.AlreadyKnown.Instance, false), Chain);
        }
        ExpectReading();
    }

    [Fact]
    public void What_workers_finish_in_any_order_reaches_the_chain_as_it_came()
    {
        StartReady();
        Say(new Message.NewTransaction(Request), new Message.NewBlock(Block));
        var transaction = Verify.ExpectMsg<VerifyTransaction>();
        var block = Verify.ExpectMsg<VerifyBlock>();
        Peer.Tell(new Verified(block.Number, new GoodBlock(Drawn.Checked(block.Block))), Verify);
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Answer(transaction);
        Assert.Equal(PoolSource.From(new PeerId(1)), Chain.ExpectMsg<ChainProtocol.SubmitTransaction>().Source);
        var submitted = Chain.ExpectMsg<ChainProtocol.SubmitBlock>();
        Assert.Equal(
            (Block.Hash, new PeerId(1), false), (submitted.Block.Hash, submitted.From!.Value, submitted.IsRequested));
    }

    [Fact]
    public void What_breaks_a_rule_costs_the_connection()
    {
        StartReady();
        Say(new Message.NewTransaction(Request));
        var asked = Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(new Verified(asked.Number, new Bad(Violation.Of(Rule.IndexFollows, 1, 2))), Verify);
        Assert.Equal(PeerFaultCode.InvalidTransaction, ExpectAborted());
    }

    [Fact]
    public void An_invalid_block_costs_the_connection_but_not_one_on_an_invalid_ancestor()
    {
        StartReady();
        Say(new Message.NewBlock(Block), new Message.NewBlock(Block));
        for (var i = 0; i < 2; i++) AnswerBlock(Verify.ExpectMsg<VerifyBlock>());
        Peer.Tell(new ChainProtocol.BlockVerdict(Block.Hash, new Verdict.Invalid(Violation.Of(Rule.AncestorValid, 1, 2)), false), Chain);
        Peer.Tell(new ChainProtocol.BlockVerdict(Block.Hash, new Verdict.Invalid(Violation.Of(Rule.IndexFollows, 1, 2)), false), Chain);
        Assert.Equal(PeerFaultCode.InvalidBlock, ExpectAborted());
    }

    [Fact]
    public void A_requested_block_goes_to_the_sync_and_takes_no_more_credit()
    {
        StartReady();
        for (uint id = 1; id <= 2 * Limits.CreditMessagesMax; id++)
        {
            Peer.Tell(new PeerProtocol.AskBlocks(id, [Block.Hash]));
            Assert.IsType<Message.GetBlocks>(Heard());
            Say(new Message.BlockMessage(id, Block));
            AnswerBlock(Verify.ExpectMsg<VerifyBlock>());
            Assert.Equal(Block.Hash, Sync.ExpectMsg<SyncProtocol.BodyCame>().Block.Hash);
        }
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_block_without_parent_is_told_to_the_sync()
    {
        StartReady();
        Say(new Message.NewBlock(Block));
        AnswerBlock(Verify.ExpectMsg<VerifyBlock>());
        Assert.False(Chain.ExpectMsg<ChainProtocol.SubmitBlock>().IsRequested);
        Peer.Tell(new ChainProtocol.BlockVerdict(Block.Hash, Core.Chain.Verdict.UnknownParent.Instance, false), Chain);
        Sync.ExpectMsg<SyncProtocol.UnknownParent>();
        Sync.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Bodies_and_headers_that_nobody_asked_for_and_second_answers_are_ignored()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.AskBlocks(9, [Block.Hash]));
        Assert.IsType<Message.GetBlocks>(Heard());
        Say(new Message.BlockMessage(8, Block), new Message.Headers(9, [HeaderItem.Of(Block)], false));
        Say(
            new Message.BlockMessage(9, Block),
            new Message.BlockMessage(9, Block),
            new Message.NewTransaction(Request));
        Verify.ExpectMsg<VerifyBlock>();
        Verify.ExpectMsg<VerifyTransaction>();
    }

    [Fact]
    public void An_announced_header_that_is_good_starts_a_sync_with_its_sender()
    {
        StartReady();
        Say(new Message.Headers(0, [HeaderItem.Of(Block)], false));
        var asked = Verify.ExpectMsg<VerifyHeaders>();
        Peer.Tell(new Verified(asked.Number, new GoodHeaders(asked.Items)), Verify);
        Assert.Equal(
            new SyncProtocol.UnknownParent(new PeerId(1)), Sync.FishForMessage<SyncProtocol.UnknownParent>(_ => true));
    }

    [Fact]
    public void Headers_that_were_asked_for_go_to_the_sync_once_checked()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.AskHeaders(4, [Block.Hash]));
        Assert.Equal((4u, 2000), Assert.IsType<Message.GetHeaders>(Heard()) is { } ask ? (ask.Id, ask.Max) : default);
        Say(new Message.Headers(4, [HeaderItem.Of(Block)], true));
        var asked = Verify.ExpectMsg<VerifyHeaders>();
        Peer.Tell(new Verified(asked.Number, new GoodHeaders(asked.Items)), Verify);
        Assert.Equal(
            (4u, true), Sync.ExpectMsg<SyncProtocol.HeadersCame>() is { } came ? (came.RequestId, came.More) : default);
    }

    [Fact]
    public void Not_found_names_to_the_sync_what_was_asked_for()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.AskBlocks(9, [Block.Hash]));
        Assert.IsType<Message.GetBlocks>(Heard());
        Say(new Message.NotFound(9, [Hash256.Zero, Block.Hash]));
        Assert.Equal(Block.Hash, Assert.Single(Sync.ExpectMsg<SyncProtocol.NotFound>().Hashes));
    }

    [Fact]
    public void Extension_messages_of_a_plain_peer_are_ignored()
    {
        StartReady(isExtended: false);
        Say(
            new Message.GetBlocks(1, [Block.Hash]),
            new Message.GetHeaders(2, [Block.Hash], 10),
            new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_ping_is_answered_with_our_tip_and_keeps_what_we_know_of_theirs_fresh()
    {
        StartReady();
        Say(new Message.Ping(new Heartbeat(77, 9, Block.Hash, new Work(9000))));
        var pong = Assert.IsType<Message.Pong>(Heard()).Heartbeat!;
        Assert.Equal((77ul, Tip.Height, Tip.Hash), (pong.Nonce, pong.Height, pong.Tip));
        Assert.Equal(UnixTime.From(Sys.Scheduler.Now).Milliseconds, pong.TimeMs);
        Assert.Equal(9, Manager.ExpectMsg<PeerProtocol.Changed>().View.Height);
        Assert.Equal(new Work(9000), Sync.ExpectMsg<SyncProtocol.PeerClaims>().Work);
    }

    [Fact] // rule L1
    public void A_pong_tells_how_far_the_other_clock_is_ahead()
    {
        StartReady();
        Quiet(15);
        var ping = Assert.IsType<Message.Ping>(Heard()).Heartbeat!;
        Assert.Null(ping.TimeMs);
        var theirs = UnixTime.From(Sys.Scheduler.Now).Plus(TimeSpan.FromHours(1)).Milliseconds;
        Say(new Message.Pong(ping with { Nonce = ping.Nonce + 1, TimeMs = theirs }));
        Assert.Equal(Ready!.Clock, Manager.ExpectMsg<PeerProtocol.Changed>().View.Clock); // the answer to no ping of ours
        Say(new Message.Pong(ping with { TimeMs = theirs }));
        Assert.Equal(TimeSpan.FromHours(1), Manager.ExpectMsg<PeerProtocol.Changed>().View.Clock?.Ahead);
    }

    [Fact]
    public void A_peer_whose_pings_keep_us_from_pinging_is_pinged_once_a_minute()
    {
        StartReady();
        for (var i = 1; i <= 12; i++)
        {
            Quiet(10);
            Say(new Message.Ping(new Heartbeat((ulong)i, 9, Block.Hash, new Work(9000))));
            Assert.Equal((ulong)i, Assert.IsType<Message.Pong>(Heard()).Heartbeat!.Nonce);
            if (i % 6 == 0) Assert.IsType<Message.Ping>(Heard());
            ExpectReading();
        }
    }

    [Fact]
    public void After_fifteen_seconds_of_silence_it_is_asked_whether_it_lives_and_after_forty_five_it_is_dead()
    {
        StartReady();
        Quiet(7);
        AwaitEverythingRead(); // the last that is heard of it, and at no moment at which anything was planned
        ExpectReading();
        Quiet(8, 6.9);
        Quiet(0.1);
        Assert.IsType<Message.Ping>(Heard());
        Quiet(14.9);
        Quiet(0.1);
        Assert.IsType<Message.Ping>(Heard());
        Quiet(14.9);
        Quiet(0.1);
        Assert.Equal(PeerFaultCode.Silent, ExpectAborted());
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void A_clock_that_is_set_neither_cuts_a_peer_off_nor_keeps_it_from_being_asked(int seconds)
    {
        StartReady();
        ((VirtualScheduler)Sys.Scheduler).Offset = TimeSpan.FromSeconds(seconds);
        Quiet(14.9);
        Quiet(0.1);
        Assert.IsType<Message.Ping>(Heard());
        AwaitEverythingRead();
    }

    [Fact]
    public void A_tip_of_ours_that_moved_is_told_after_250_ms_and_one_that_did_not_is_not()
    {
        StartReady();
        Peer.Tell(Tip);
        AwaitEverythingRead();
        Pass(1);
        Peer.Tell(ChainProtocol.ChainTip.Of(Drawn.Node("peer-1").Point));
        AwaitEverythingRead();
        Pass(0.25);
        Assert.Equal(Block.Hash, Assert.IsType<Message.Ping>(Heard()).Heartbeat!.Tip);
    }

    [Fact]
    public void A_peer_that_says_goodbye_is_closed_and_its_reason_kept()
    {
        StartReady();
        Say(new Message.Bye("full", 300));
        Assert.Equal(
            new PeerFault(PeerFaultCode.SaidBye, "full") { RetryAfter = TimeSpan.FromSeconds(300) }, ExpectClosed());
    }

    [Fact]
    public void A_peer_that_has_to_go_is_told_why()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.WeClose)));
        Assert.Equal("a person there disconnected", Assert.IsType<Message.Bye>(Heard()).Reason);
        Assert.Equal(PeerFaultCode.WeClose, ExpectClosed().Code);
    }

    [Fact]
    public void A_plain_peer_that_has_to_go_hears_no_goodbye_it_would_not_understand()
    {
        StartReady(isExtended: false);
        Peer.Tell(new PeerProtocol.Part(new PeerFault(PeerFaultCode.WeClose)));
        Assert.Equal(PeerFaultCode.WeClose, ExpectClosed().Code);
    }

    [Fact]
    public void Whom_the_sync_condemns_is_cut_off()
    {
        StartReady();
        Peer.Tell(new PeerProtocol.Cut(new PeerFault(PeerFaultCode.InvalidHeader)));
        Assert.Equal(PeerFaultCode.InvalidHeader, ExpectAborted());
    }

    [Fact]
    public void A_failed_write_ends_the_connection()
    {
        StartReady();
        Peer.Tell(new Tcp.CommandFailed(Tcp.Write.Create(ByteString.Empty)), Wire);
        Assert.Equal(PeerFaultCode.ConnectionLost, ExpectAborted());
    }

    /// <summary>
    /// Nothing is written up to this moment; then so much time passes at a time, and the actor does what is due.
    /// </summary>
    private void Quiet(params double[] seconds)
    {
        foreach (var some in seconds)
        {
            Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
            Pass(some);
            Peer.Tell(new Identify(some), TestActor);
            ExpectMsg<ActorIdentity>();
        }
    }

    private void FillCredit()
    {
        for (var i = 0; i < 64; i++) Say(new Message.NewTransaction(Request));
        for (var i = 0; i < 63; i++) ExpectReading();
    }

    private void Answer(VerifyTransaction asked) =>
        Peer.Tell(new Verified(asked.Number, new GoodTransaction(Drawn.Checked(asked.Transaction))), Verify);

    private void AnswerBlock(VerifyBlock asked) => Peer.Tell(
        new Verified(asked.Number, new GoodBlock(Drawn.Checked(asked.Block))), Verify);

    /// <summary>A line that weighs so much, because its writer is fond of blanks.</summary>
    private static string Padded(Block block, int bytes) =>
        Encoding.ASCII.GetString(MessageCodec.Encode(new Message.NewBlock(block), null)).TrimEnd('\n').PadRight(bytes) + "\n";

    private static ChainProtocol.TransactionVerdict Verdict() => new(Request, new Admission.Refused(
        new Core.Custody.Refusal(Core.Custody.RefusalReason.Known, Request.Uid)));
}
