using System.Text;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Tests.Net.Peer;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Plain;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using P2PChain.Testing.Plain;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Plain;

/// <summary>docs/protocol.md, plain peers: one connection with one of them.</summary>
public sealed class PlainConversationTests(ITestOutputHelper output) : PeerStage(output)
{
    private static readonly string Recorded = PlainRecording.Transcript[^1].Line;
    private static readonly string Genesis = $$"""{"hash": "{{Hash256.Of("g"u8)}}", "index": 0, "nonce": 0, "prev_hash": "{{Hash256.Zero}}", "timestamp": 1.0, "transactions": []}""";

    private PeerView? _view;

    [Fact]
    public void One_that_we_dialled_lists_peers_and_is_asked_for_its_chain()
    {
        Start(isOutbound: true);
        Assert.NotNull(Assert.IsType<Message.PeerAnnounce>(Heard()).Extended); // to a plain peer an announce like any other
        Say(new Message.PeerList(["127.0.0.1:6001"]));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.Ping>(Heard());
        Assert.IsType<Message.RequestChain>(Heard());
    }

    [Fact]
    public void A_person_who_asks_something_is_answered_and_asked_nothing()
    {
        Start(isOutbound: false);
        Say(new Message.Ping(null));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Assert.IsType<Message.Pong>(Heard());
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Its_chain_is_offered_in_order_as_a_plain_peers()
    {
        StartReady(isExtended: false);
        foreach (var part in Recorded.Chunk(100)) SayText(new string(part));
        SayText("\n");
        string[] expected = ["laptop-001", "mouse-002", "laptop-001", "desk-1", "desk-2", "desk-3"];
        var asked = expected.Select(_ => Verify.ExpectMsg<VerifyTransaction>()).ToList();
        Assert.Equal(expected, asked.Select(question => question.Transaction.Uid.Text));
        foreach (var question in asked.AsEnumerable().Reverse()) Answer(question);
        Assert.Equal(expected, asked.Select(_ => Submitted()));

        string Submitted()
        {
            var submitted = (ChainProtocol.SubmitTransaction)Chain.FishForMessage(
                message => message is ChainProtocol.SubmitTransaction);
            Assert.Equal(PoolSource.FromPlain(new PeerId(1)), submitted.Source);
            return submitted.Transaction.Transaction.Uid.Text;
        }
    }

    [Fact]
    public void Of_thousands_no_more_than_the_credit_is_undecided_and_the_rest_waits_in_its_socket()
    {
        StartReady(isExtended: false);
        var transactions = Enumerable.Range(0, 70).Select(i => Text(Drawn.Request(TestKeys.Bob, $"item-{i}", i))).ToList();
        SayText(ChainOf([.. transactions.Take(70)])[..^20]);
        for (var i = 0; i < 64; i++) Verify.ExpectMsg<VerifyTransaction>();
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Wire.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // nothing more is read
    }

    [Fact]
    public void What_our_ledger_has_is_not_offered_again()
    {
        var (known, old, fresh) = (
            Drawn.Request(TestKeys.Bob, "known", 5),
            Drawn.Request(TestKeys.Bob, "old", 5),
            Drawn.Request(TestKeys.Bob, "new", 5));
        var custody = CustodyState.Empty.With(CustodyRules.Apply(known, 1)).With(
            CustodyRules.Apply(Drawn.Request(TestKeys.Carol, "old", 6), 1));
        PublishCustody(custody);
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(null));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        SayText(ChainOf(Text(known), Text(old), Text(fresh)));
        Assert.Equal(fresh, Verify.ExpectMsg<VerifyTransaction>().Transaction);
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_forged_transaction_of_its_chain_goes_nowhere_and_the_peer_stays()
    {
        StartReady(isExtended: false);
        SayText(ChainOf(Text(Drawn.Request(TestKeys.Bob, "forged", 5)), Text(Drawn.Request(TestKeys.Bob, "good", 5))));
        var forged = Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(new Verified(forged.Number, new Bad(Violation.Of(Rule.IndexFollows, 1, 2))), Verify);
        Answer(Verify.ExpectMsg<VerifyTransaction>());
        Chain.FishForMessage(message => message is ChainProtocol.SubmitTransaction submitted && submitted.Transaction.Transaction.Uid.Text == "good");
    }

    [Fact]
    public void What_is_confirmed_is_pushed_one_by_one_numbered_as_the_peer_counts_and_known_ones_are_not()
    {
        StartReady(isExtended: false);
        var (known, one, two) = (
            Drawn.Request(TestKeys.Bob, "known", 5),
            Drawn.Request(TestKeys.Bob, "one", 6),
            Drawn.Request(TestKeys.Bob, "two", 7));
        var block = Drawn.Add("pushed", "genesis", known, one, two);
        Peer.Tell(ChainProtocol.ChainTip.Of(Drawn.Node("pushed").Point));
        SayText(ChainOf(Text(known)));
        Answer(Verify.ExpectMsg<VerifyTransaction>());
        Chain.FishForMessage(message => message is ChainProtocol.SubmitTransaction);
        Peer.Tell(new ChainProtocol.TransactionVerdict(known, new Admission.Refused(new Refusal(RefusalReason.Known, known.Uid))), Chain);
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // the tip has no child and no age
        Pass(3);
        Pass(0.3); // a timer that was set while time passed
        var asked = Chain.ExpectMsg<ChainProtocol.GetConfirmed>();
        Assert.Equal((0L, 1L), (asked.Height, asked.UpTo));
        PublishCustody(Drawn.Custody("pushed"));
        Peer.Tell(new ChainProtocol.Confirmed(asked.Ticket, new ConfirmedPart(1, block.Hash, [block])), Chain);
        foreach (var (transaction, index) in new[] { (one, 2L), (two, 3L) })
        {
            var push = Assert.IsType<Message.NewPlainBlock>(Heard()).Block;
            Assert.Equal(
                (index, block.Header.PrevHash, block.Hash, block.Header.TimeMs / 1000.0),
                (push.Index, push.PrevHash, push.Hash, push.Timestamp));
            Assert.Equal(transaction, Assert.Single(push.Transactions));
        }
    }

    [Fact]
    public void After_a_push_its_chain_is_read_again_but_not_within_thirty_seconds()
    {
        StartReady(isExtended: false);
        var request = Drawn.Request(TestKeys.Bob, "read-again", 5);
        var block = Drawn.Add("read-again", "genesis", request);
        Peer.Tell(ChainProtocol.ChainTip.Of(Drawn.Node("read-again").Point));
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        Pass(0.3);
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        Pass(3);
        SayText(ChainOf());
        var asked = Chain.ExpectMsg<ChainProtocol.GetConfirmed>();
        PublishCustody(Drawn.Custody("read-again"));
        Peer.Tell(new ChainProtocol.Confirmed(asked.Ticket, new ConfirmedPart(1, block.Hash, [block])), Chain);
        Assert.IsType<Message.NewPlainBlock>(Heard());
        for (var second = 4; second < 29; second++) Pass(1);
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        for (var second = 29; second < 35; second++) Pass(1);
        Message heard;
        do heard = Heard();
        while (heard is Message.Ping);
        Assert.IsType<Message.RequestChain>(heard);
    }

    [Fact]
    public void An_item_that_differs_is_told_ten_seconds_after_it_came_to_differ()
    {
        StartReady(isExtended: false);
        var (theirs, ours) = (Drawn.Request(TestKeys.Bob, "differs", 5), Drawn.Request(TestKeys.Carol, "differs", 6));
        var block = Drawn.Add("differs", "genesis", ours);
        SayText(ChainOf(Text(theirs)));
        Answer(Verify.ExpectMsg<VerifyTransaction>());
        Chain.FishForMessage(message => message is ChainProtocol.SubmitTransaction);
        Peer.Tell(ChainProtocol.ChainTip.Of(Drawn.Node("differs").Point));
        Peer.Tell(new ChainProtocol.TransactionVerdict(theirs, new Admission.Refused(new Refusal(RefusalReason.HeldBy, theirs.Uid))), Chain);
        AwaitEverythingRead();
        Pass(3);
        Pass(0.3);
        var asked = Chain.ExpectMsg<ChainProtocol.GetConfirmed>();
        PublishCustody(Drawn.Custody("differs"));
        Peer.Tell(new ChainProtocol.Confirmed(asked.Ticket, new ConfirmedPart(1, block.Hash, [block])), Chain);
        var seconds = 3.3;
        for (; View()?.Plain?.Diverged is not { IsEmpty: false } && seconds < 30; seconds += 0.1) Pass(0.1);
        Assert.InRange(seconds, 9.9, 10.6);
    }

    [Fact]
    public void How_long_its_chain_is_awaited_is_told_and_then_its_height_and_what_it_lacks()
    {
        StartReady(isExtended: false);
        for (var i = 0; i < 12; i++) Pass(2.5);
        Assert.InRange(View()!.Plain!.Awaited!.Value.TotalSeconds, 20, 30);
        var request = Drawn.Request(TestKeys.Bob, "lacks", 5);
        var block = Drawn.Add("lacks", "genesis", request);
        Peer.Tell(ChainProtocol.ChainTip.Of(Drawn.Node("lacks").Point));
        SayText(ChainOf());
        AwaitIdle();
        Assert.Equal((1, 0), (View()!.Plain!.BlocksLeft, View()!.Plain!.Unseen));
        Assert.Null(View()!.Plain!.Awaited);
        Pass(3);
        Pass(0.3);
        var asked = Chain.ExpectMsg<ChainProtocol.GetConfirmed>();
        PublishCustody(Drawn.Custody("lacks"));
        Peer.Tell(new ChainProtocol.Confirmed(asked.Ticket, new ConfirmedPart(1, block.Hash, [block])), Chain);
        var after = View()!;
        Assert.Equal((0, 1), (after.Plain!.BlocksLeft, after.Plain.Unseen));
        Assert.Equal(0, after.Height); // what it told, not what was sent
    }

    [Fact]
    public void A_chain_that_does_not_come_is_asked_for_again_after_a_minute_and_then_ever_less_often()
    {
        StartReady(isExtended: false);
        var asked = new List<int>();
        for (var second = 10; second <= 40 * 60; second += 10)
        {
            Pass(10);
            foreach (var said in Say()) if (said is Message.RequestChain) asked.Add(second);
        }
        Assert.Equal([60, 180, 420, 900, 1500, 2100], asked.Select(second => second / 30 * 30)); // a clock strikes up to 2.5 s late
        SayText(ChainOf(Text(Drawn.Request(TestKeys.Bob, "came", 5))));
        Assert.Equal("came", Verify.ExpectMsg<VerifyTransaction>().Transaction.Uid.Text);
    }

    [Fact]
    public void An_answer_to_a_request_that_was_repeated_is_passed_and_only_that_one()
    {
        StartReady(isExtended: false);
        AwaitRequest(within: 70);
        SayText(ChainOf(Text(Drawn.Request(TestKeys.Bob, "first", 5))));
        var asked = Verify.ExpectMsg<VerifyTransaction>();
        Assert.Equal("first", asked.Transaction.Uid.Text);
        // The second answer, over the bound of what nobody asked for; then a third one, which nobody asked for.
        SayText($$"""{"type": "chain_response", "payload": {"chain": [{{Genesis}}], "more": [""");
        for (var i = 0; i < 100; i++) SayText(string.Concat(Enumerable.Repeat("1234567,", 7_500))); // 6 MB
        SayText("0]}}\n");
        Assert.Contains(Say(), said => said is Message.Pong);
        SayText(ChainOf(Text(Drawn.Request(TestKeys.Bob, "first", 5)), Text(Drawn.Request(TestKeys.Bob, "third", 5))));
        Assert.Contains(Say(), said => said is Message.Pong);
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_chain_whose_writer_sorts_its_members_is_read_too()
    {
        StartReady(isExtended: false);
        var line = ChainOf(Text(Drawn.Request(TestKeys.Bob, "sorted", 5))).TrimEnd('\n');
        const string Type = "\"type\": \"chain_response\", ";
        SayText(line.Replace(Type, "", StringComparison.Ordinal)[..^1] + ", \"type\": \"chain_response\"}\n");
        Assert.Equal("sorted", Verify.ExpectMsg<VerifyTransaction>().Transaction.Uid.Text);
    }

    [Fact]
    public void What_waits_when_the_pool_is_full_is_offered_again_also_where_that_verdict_is_of_an_earlier_reading()
    {
        StartReady(isExtended: false);
        string[] uids = ["early", "middle", "late"];
        var chain = ChainOf([.. uids.Select(uid => Text(Drawn.Request(TestKeys.Bob, uid, 5)))]);
        SayText(chain);
        foreach (var _ in uids) Answer(Verify.ExpectMsg<VerifyTransaction>());
        var submitted = uids.Select(_ => (ChainProtocol.SubmitTransaction)Chain.FishForMessage(message => message is ChainProtocol.SubmitTransaction)).ToList();
        Judge(
            submitted[0],
            new Refusal(RefusalReason.TooEarly, submitted[0].Transaction.Transaction.Uid, NotBefore: new UnixTime(1)));
        Judge(submitted[1], new Refusal(RefusalReason.Known, submitted[1].Transaction.Transaction.Uid));
        AwaitRequest(within: 40);
        // The chain is asked for again, and the verdict on the third one comes only now.
        Judge(submitted[2], new Refusal(RefusalReason.PoolFull, submitted[2].Transaction.Transaction.Uid));
        SayText(chain);
        Verify.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        AwaitRequest(within: 40);
        SayText(chain);
        Assert.Equal(uids, uids.Select(_ => Verify.ExpectMsg<VerifyTransaction>().Transaction.Uid.Text));
    }

    [Fact]
    public void Its_answer_to_a_ping_tells_the_round_trip_and_a_pong_that_nobody_asked_for_does_not()
    {
        StartReady(isExtended: false); // and pinged
        Pass(0.12);
        Say(new Message.Pong(null));
        AwaitEverythingRead();
        Assert.Equal(TimeSpan.FromMilliseconds(120), View()!.RoundTrip);
        Pass(1);
        Say(new Message.Pong(null));
        AwaitEverythingRead();
        Assert.Equal(TimeSpan.FromMilliseconds(120), View()!.RoundTrip);
    }

    [Fact]
    public void A_chain_that_stops_on_its_way_is_cut_off_after_thirty_seconds()
    {
        StartReady(isExtended: false);
        SayText(Recorded[..500]);
        ExpectReading();
        Pass(29);
        SayText(Recorded[500..600]);
        ExpectReading();
        Pass(29);
        AwaitIdle();
        while (Manager.HasMessages) Assert.IsType<PeerProtocol.Changed>(Manager.ReceiveOne(TimeSpan.Zero));
        Pass(1);
        Assert.Equal(PeerFaultCode.LineTimeout, ExpectAborted());
    }

    [Fact]
    public void A_chain_that_drips_is_cut_off_after_ten_minutes()
    {
        StartReady(isExtended: false);
        SayText(Recorded[..100]);
        for (var i = 0; i < 25; i++)
        {
            ExpectReading();
            Pass(24.5);
            SayText(" ");
        }
        Assert.Equal(PeerFaultCode.LineTimeout, ExpectAborted());
    }

    [Fact]
    public void A_chain_over_the_bound_of_a_line_is_read_when_it_was_asked_for_and_a_fault_when_it_was_not()
    {
        StartReady(isExtended: false);
        var opening = $$"""{"type": "chain_response", "payload": {"chain": [{{Genesis}}], "more": [""";
        var numbers = string.Concat(Enumerable.Repeat("1234567,", 7_500));
        SayText(opening);
        for (var i = 0; i < 100; i++) SayText(numbers); // 6 MB
        SayText("0]}}\n");
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        SayText(opening + string.Concat(Enumerable.Repeat(numbers, 100))); // at once: nothing comes after the end
        Assert.Equal(PeerFaultCode.LineTooLong, ExpectAborted());
    }

    [Fact]
    public void What_is_no_chain_costs_the_connection()
    {
        StartReady(isExtended: false);
        SayText("""{"type": "chain_response", "payload": {"chain": [{"index": 0}]}}""" + "\n");
        Assert.Equal(PeerFaultCode.Malformed, ExpectAborted());
    }

    private static string Text(Transaction transaction) => Encoding.ASCII.GetString(transaction.CanonicalBytes);

    /// <summary>Genesis and a block for each transaction.</summary>
    private static string ChainOf(params string[] transactions)
    {
        var blocks = transactions.Select((transaction, i) =>
            $$"""{"hash": "{{Hash256.Of([(byte)i])}}", "index": {{i + 1}}, "nonce": 0, "prev_hash": "{{Hash256.Zero}}", "timestamp": 1.5, "transactions": [{{transaction}}]}""");
        return $$$"""{"type": "chain_response", "payload": {"chain": [{{{string.Join(", ", blocks.Prepend(Genesis))}}}], "length": 1}}""" + "\n";
    }

    /// <summary>It says something, so that it lives, and the actor does what is due.</summary>
    /// <returns>What it heard up to the answer.</returns>
    private List<Message> Say()
    {
        AwaitIdle();
        Say(new Message.Ping(null));
        var heard = new List<Message>();
        do heard.Add(Heard());
        while (heard[^1] is not Message.Pong);
        AwaitIdle();
        return heard;
    }

    private void AwaitRequest(int within)
    {
        for (var seconds = 0; seconds < within; seconds += 5)
        {
            Pass(5);
            if (Say().Any(said => said is Message.RequestChain)) return;
        }
        Assert.Fail("Its chain was not asked for again.");
    }

    private void Judge(ChainProtocol.SubmitTransaction submitted, Refusal refusal) => Peer.Tell(
        new ChainProtocol.TransactionVerdict(submitted.Transaction.Transaction, new Admission.Refused(refusal)), Chain);

    private void Answer(VerifyTransaction asked) => Peer.Tell(
        new Verified(asked.Number, new GoodTransaction(Drawn.Checked(asked.Transaction))), Verify);

    /// <summary>What the manager was told last.</summary>
    private PeerView? View()
    {
        AwaitIdle();
        while (Manager.HasMessages)
            if (Manager.ReceiveOne(TimeSpan.Zero) is PeerProtocol.Changed(var view)) _view = view;
        return _view;
    }
}
