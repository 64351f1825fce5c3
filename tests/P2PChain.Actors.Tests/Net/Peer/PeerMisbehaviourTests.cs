using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;
using P2PChain.Core.Wire;
using P2PChain.Testing;
using Xunit.Abstractions;
using static P2PChain.Actors.Ledger.VerifyProtocol;

namespace P2PChain.Actors.Tests.Net.Peer;

/// <summary>docs/protocol.md, misbehaviour and floods, as one connection sees them.</summary>
public sealed class PeerMisbehaviourTests(ITestOutputHelper output) : PeerStage(output)
{
    private const string NoMessage = "{\"type\": \"ping\", \"payload\": 7}\n";

    private static readonly Block Block = Drawn.Add("misbehaviour-1", "genesis");
    private static readonly Transaction Request = Drawn.Request(TestKeys.Bob, "laptop-001", 10);

    [Fact]
    public void A_plain_peer_may_write_twenty_lines_a_minute_that_are_no_messages()
    {
        StartReady(isExtended: false);
        for (var minute = 0; minute < 2; minute++)
        {
            for (var i = 0; i < 20; i++) SayText(NoMessage);
            for (var third = 0; third < 3; third++)
            {
                Say(new Message.Ping(null));
                while (Heard() is Message.Ping) { } // what it is asked after some silence
                if (minute == 0) Pass(20);
            }
        }
        SayText(NoMessage);
        Assert.Equal(PeerFaultCode.Malformed, ExpectAborted());
    }

    [Fact]
    public void A_plain_peer_that_writes_json_to_hurt_is_cut_off_at_once()
    {
        StartReady(isExtended: false);
        SayText("{\"type\": \"ping\", \"type\": \"ping\"}\n");
        Assert.Equal(PeerFaultCode.Hostile, ExpectAborted());
    }

    [Fact]
    public void Ten_invalid_transactions_a_minute_of_a_plain_peer_are_ignored_and_what_came_with_them_is_not()
    {
        StartReady(isExtended: false);
        for (var i = 0; i < 10; i++) Say(new Message.NewTransaction(Request));
        Say(new Message.NewTransaction(Request));
        var asked = Enumerable.Range(0, 11).Select(_ => Verify.ExpectMsg<VerifyTransaction>()).ToList();
        // The good one is found good first, and waits for its turn.
        Peer.Tell(new Verified(asked[10].Number, new GoodTransaction(Drawn.Checked(Request))), Verify);
        foreach (var bad in asked[..10]) Peer.Tell(new Verified(bad.Number, Bad), Verify);
        Chain.ExpectMsg<ChainProtocol.SubmitTransaction>();
        Say(new Message.NewTransaction(Request));
        Peer.Tell(new Verified(Verify.ExpectMsg<VerifyTransaction>().Number, Bad), Verify);
        Assert.Equal(PeerFaultCode.InvalidTransaction, ExpectAborted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_body_that_is_not_its_blocks_is_a_fault_of_its_own_and_the_ledger_hears_nothing_of_it(bool isExtended)
    {
        StartReady(isExtended);
        Say(new Message.NewBlock(new Block(Block.Header, Block.Seal, [Request])));
        var asked = Verify.ExpectMsg<VerifyBlock>();
        Assert.False(new BlockChecks(
            new RuleSchedule(Drawn.Parameters), new Core.Crypto.SignatureVerifier(), new Core.Crypto.SignatureMemo())
            .TryCheck(asked.Block, out _, out var violation));
        Peer.Tell(new Verified(asked.Number, new Bad(violation)), Verify);
        Assert.Equal(PeerFaultCode.MutatedBody, ExpectAborted());
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // so the block may come from another
    }

    [Fact]
    public void One_of_ours_that_announces_itself_twice_is_cut_off()
    {
        StartReady();
        Say(new Message.PeerAnnounce(Theirs));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void One_of_ours_that_speaks_of_what_it_did_not_announce_is_cut_off()
    {
        Start(isOutbound: false);
        Say(new Message.PeerAnnounce(Theirs with { Features = [] }));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
        Peer.Tell(new PeerProtocol.Admitted([]));
        Say(new Message.GetHeaders(1, [Block.Hash], 10));
        Assert.Equal(PeerFaultCode.ProtocolOrder, ExpectAborted());
    }

    [Fact]
    public void A_plain_peer_that_speaks_of_headers_is_ignored()
    {
        StartReady(isExtended: false);
        Say(new Message.GetHeaders(1, [Block.Hash], 10), new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
        Chain.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Pings_over_the_rate_are_neither_answered_nor_told_to_anybody()
    {
        StartReady();
        var ping = new Message.Ping(new Heartbeat(7, 9, Hash256.Of("tip"u8), new Work(9_000)));
        Say([.. Enumerable.Repeat(ping, 1_000)]);
        for (var i = 0; i < Chatter.Burst; i++)
        {
            Assert.IsType<Message.Pong>(Heard());
            Manager.ExpectMsg<PeerProtocol.Changed>();
            Sync.ExpectMsg<SyncProtocol.PeerClaims>();
        }
        AwaitIdle();
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Sync.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Pass(0.1);
        Say(ping);
        Assert.IsType<Message.Pong>(Heard());
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("pong")]
    [InlineData("peer_list")]
    [InlineData("weather")]
    public void Thirty_thousand_messages_a_minute_over_the_rate_are_a_flood(string type)
    {
        StartReady(isExtended: false);
        var line = $$"""{"type": "{{type}}", "payload": {{(type == "peer_list" ? """{"peers": []}""" : "{}")}}}""" + "\n";
        for (var i = 0; i < 30; i++) SayText(string.Concat(Enumerable.Repeat(line, 1_000)));
        Manager.ExpectMsg<PeerProtocol.Changed>(); // its chain is awaited
        if (type == "pong") Manager.ExpectMsg<PeerProtocol.Changed>(); // the first one answers a ping
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText(string.Concat(Enumerable.Repeat(line, 200)));
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Fact]
    public void Requests_without_end_for_more_than_is_owed_are_a_flood_too()
    {
        StartReady();
        var asks = Enumerable.Repeat<Message>(new Message.GetHeaders(1, [Block.Hash], 10), 1_000).ToArray();
        for (var i = 0; i < 30; i++) Say(asks);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Say(asks);
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Fact]
    public void Answers_without_end_to_what_nobody_asked_are_a_flood_and_trouble_nobody()
    {
        StartReady();
        Message[] answers = [new Message.Headers(7, [], false), new Message.NotFound(7, [Block.Hash]), new Message.BlockMessage(7, Block)];
        foreach (var answer in answers) Say([.. Enumerable.Repeat(answer, 1_000)]);
        Sync.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 27; i++) Say([.. Enumerable.Repeat(answers[i % 2], 1_000)]);
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Say([.. Enumerable.Repeat(answers[0], 200)]);
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Thirty_thousand_blank_lines_a_minute_are_borne_and_more_are_a_flood(bool isExtended)
    {
        StartReady(isExtended);
        for (var i = 0; i < 30; i++) SayText(string.Concat(Enumerable.Repeat(" \r\n", 1_000)));
        if (!isExtended) Manager.ExpectMsg<PeerProtocol.Changed>(); // its chain is awaited
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText("\n");
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Fact]
    public void Blank_lines_before_the_first_one_count_as_what_is_said_before_the_handshake()
    {
        Start(isOutbound: false);
        SayText("\n \r\n\t\n\n\n\n\n"); // a person who presses return; the eighth line may say something
        Say(new Message.PeerAnnounce(Theirs));
        Manager.ExpectMsg<PeerProtocol.Introduce>();
    }

    [Fact]
    public void An_eighth_blank_line_before_the_handshake_is_cut_off()
    {
        Start(isOutbound: false);
        SayText("\n\n\n\n\n\n\n");
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText("\n");
        Assert.Equal(PeerFaultCode.HandshakeTooLarge, ExpectAborted());
    }

    [Fact]
    public void Blanks_of_32_KiB_before_the_handshake_are_cut_off_however_few_lines_they_make()
    {
        Start(isOutbound: false);
        SayText(new string(' ', 32_700) + "\n");
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText(new string(' ', 67) + "\n");
        Assert.Equal(PeerFaultCode.HandshakeTooLarge, ExpectAborted());
    }

    [Theory]
    [InlineData("""{"type": "ping", "payload": {"x": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}}""", PeerFaultCode.ConnectionLost)] // 16 deep
    [InlineData("""{"type": "ping", "payload": {"x": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}}""", PeerFaultCode.Hostile)]
    [InlineData("""{"type": "ping", "payload": {"a": 1, "a": 1}}""", PeerFaultCode.Hostile)]
    [InlineData("{\"type\": \"ping\", \"payload\": {\"x\": \"\u00ff\"}}", PeerFaultCode.Malformed)] // not UTF-8: written as one byte
    [InlineData("""{"type": "ping", "payload": {"nonce": true, "height": 1, "tip": "", "work": "1"}}""", PeerFaultCode.Malformed)]
    [InlineData("""{"type": "get_blocks", "payload": {"id": "7", "hashes": []}}""", PeerFaultCode.Malformed)]
    public void Depth_repeated_keys_bytes_that_are_no_text_and_wrong_types_end_the_connection(
        string line, PeerFaultCode code)
    {
        StartReady();
        SayBytes(System.Text.Encoding.Latin1.GetBytes(line + "\n"));
        if (code == PeerFaultCode.ConnectionLost) Assert.IsType<Message.Pong>(Heard());
        else Assert.Equal(code, ExpectAborted());
    }

    [Fact] // each type's bound: Core.Tests/Wire/MessageCodecTests
    public void A_line_at_the_bound_of_its_type_is_read_and_one_byte_more_ends_the_connection()
    {
        StartReady();
        SayText("""{"type": "ping", "payload": {}}""".PadRight(1024) + "\n");
        Assert.IsType<Message.Pong>(Heard());
        SayText("""{"type": "ping", "payload": {}}""".PadRight(1025) + "\n");
        Assert.Equal(PeerFaultCode.Hostile, ExpectAborted());
    }

    [Fact]
    public void A_plain_peer_that_mines_faster_than_anything_is_cut_off()
    {
        StartReady(isExtended: false);
        const string Mined = """{"type": "new_block", "payload": {"index": 1, "prev_hash": "", "transactions": [], "nonce": 0, "timestamp": 1.5, "hash": ""}}""";
        for (var i = 0; i < 30; i++)
        {
            SayText(string.Concat(Enumerable.Repeat(Mined + "\n", 1_000)));
            AwaitIdle();
        }
        SayText(string.Concat(Enumerable.Repeat(Mined + "\n", 200)));
        Assert.Equal(PeerFaultCode.Floods, ExpectAborted());
    }

    [Fact]
    public void A_peer_whose_block_became_our_tip_stands_at_least_there_and_hears_at_once_that_we_have_it()
    {
        StartReady();
        Pass(1);
        Say(new Message.NewBlock(Block));
        Verify.ExpectMsg<VerifyBlock>();
        var tip = new ChainProtocol.ChainTip(6, Block.Hash, new Work(3_000), 0);
        Peer.Tell(tip, Chain);
        var view = Manager.ExpectMsg<PeerProtocol.Changed>().View;
        Assert.Equal((6, Block.Hash), (view.Height, view.Tip));
        Assert.Equal(
            (6, Block.Hash),
            Assert.IsType<Message.Ping>(Heard()).Heartbeat is { } said ? (said.Height, said.Tip) : default);
        Peer.Tell(tip with { Height = 4, Hash = Hash256.Of("other"u8), Work = new Work(1) }, Chain);
        AwaitIdle();
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // nobody knows whether it has that one
        Pass(0.25);
        Assert.Equal(4, Assert.IsType<Message.Ping>(Heard()).Heartbeat!.Height);
    }

    [Fact]
    public void Many_blocks_of_a_peer_in_a_moment_are_answered_with_two_pings()
    {
        StartReady();
        Pass(1);
        for (var i = 1; i <= 50; i++)
        {
            var hash = Hash256.Of([(byte)i]);
            Peer.Tell(new PeerProtocol.Deliver([], hash, OutboxPriority.Blocks, new PeerId(1)), Chain); // so it has the block
            Peer.Tell(new ChainProtocol.ChainTip(i, hash, new Work((UInt128)i), 0), Chain);
        }
        AwaitIdle();
        Pass(0.25);
        Assert.Equal(1, Assert.IsType<Message.Ping>(Heard()).Heartbeat!.Height);
        Assert.Equal(50, Assert.IsType<Message.Ping>(Heard()).Heartbeat!.Height);
        Pass(5);
        Say(new Message.Ping(null));
        Assert.IsType<Message.Pong>(Heard());
    }

    [Fact]
    public void Asked_whether_it_lives_a_peer_is_pinged_and_whatever_it_says_proves_it()
    {
        StartReady();
        Peer.Tell(PeerProtocol.ProveAlive.Instance, Manager);
        Assert.IsType<Message.Ping>(Heard());
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        SayText(" ");
        Assert.Equal(new PeerId(1), Manager.ExpectMsg<PeerProtocol.Alive>().Id);
        SayText(" ");
        Manager.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_peer_that_is_not_read_for_want_of_credit_counts_as_living()
    {
        StartReady();
        for (var i = 0; i < 64; i++) Say(new Message.NewTransaction(Request));
        for (var i = 0; i < 64; i++) Verify.ExpectMsg<VerifyTransaction>();
        Peer.Tell(PeerProtocol.ProveAlive.Instance, Manager);
        Manager.ExpectMsg<PeerProtocol.Alive>();
    }

    private static Bad Bad { get; } = new(Violation.Of(Rule.IndexFollows, 1, 2));
}
