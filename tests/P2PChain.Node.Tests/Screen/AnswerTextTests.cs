using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Storage;
using P2PChain.Core.Sync;
using P2PChain.Node.Screen;
using P2PChain.Testing;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class AnswerTextTests
{
    [Fact]
    public void A_request_is_accepted_and_then_confirmed()
    {
        Assert.Equal(["laptop-001: accepted, waiting for a block; txid 00ab12cd0000"],
            Answer(new AnswerProtocol.Accepted(Laptop, TransactionType.Request, Tip)));
        Assert.Equal(["laptop-001: confirmed in block 2"],
            Answer(new AnswerProtocol.Confirmed(Laptop, TransactionType.Request, Tip, 2)));
    }

    [Theory]
    [InlineData(RefusalReason.Known, "the same transaction is in the ledger already")]
    [InlineData(RefusalReason.HeldBy, "held by 03bbbbbb… since block 1")]
    [InlineData(RefusalReason.NotHeld, "it has no holder, so it cannot be released")]
    [InlineData(
        RefusalReason.NotHolder, "held by 03bbbbbb… since block 1, and this network does not let others release it")]
    [InlineData(RefusalReason.Stale, "it moved at 12:04; it is held by 03bbbbbb… since block 1")]
    [InlineData(
        RefusalReason.TooEarly,
        "it is dated ahead of the network's time, which takes it from 12:30:09: check this clock")]
    [InlineData(RefusalReason.PoolFull, "too many transactions wait for a block: try again after the next one")]
    public void A_refusal_says_why_and_what_can_be_done(RefusalReason reason, string why) => Assert.Equal(
        [$"laptop-001: refused: {why}"],
        Answer(new AnswerProtocol.Refused(TransactionType.Request, new Refusal(
            reason, Laptop, Other, 1, Moved, Tip, Now.Plus(TimeSpan.FromSeconds(9))))));

    [Theory]
    [InlineData(30.4, "30 min slow")]
    [InlineData(-29.6, "30 min fast")]
    [InlineData(119, "119 min slow")]
    [InlineData(60 * 9 + 40, "10 h slow")]
    [InlineData(-60 * 24 * 365, "365 d fast")]
    public void A_clock_that_is_off_signs_nothing_and_the_answer_says_what_to_do(double minutes, string off) => Assert.Equal(
        [$"laptop-001: refused: nothing was signed, for your clock is {off} by your peers' clocks: set this computer's clock and ask again"],
        Answer(new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.ClockOff, Laptop, ClockSlow: TimeSpan.FromMinutes(minutes)))));

    [Theory]
    [InlineData(TransactionType.Request, "it moved at 12:04; it is free now: request it again")]
    [InlineData(TransactionType.Release, "it moved at 12:04; it is free now: there is nothing to release")]
    public void A_stale_transaction_on_a_free_item_says_that_it_is_free(TransactionType type, string why) => Assert.Equal(
        [$"laptop-001: refused: {why}"],
        Answer(new AnswerProtocol.Refused(type, new Refusal(RefusalReason.Stale, Laptop, null, 3, Moved))));

    [Fact]
    public void Ones_own_holding_is_called_mine_and_one_in_the_pool_has_no_block_yet()
    {
        Assert.Equal(["laptop-001: refused: held by me (02aaaaaa…) since block 4"], Answer(new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Me, 4, Moved))));
        Assert.Equal(["laptop-001: refused: held by 03bbbbbb… as soon as the next block comes"], Answer(new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.HeldBy, Laptop, Other))));
    }

    [Theory]
    [InlineData(RefusalReason.TooEarly, "the rules allow it from block 20000 on: ask again then")]
    [InlineData(
        RefusalReason.WrongForm, "the rules of block 20000 do not have this form of a transaction: sign it again")]
    public void A_form_that_the_next_rules_do_not_have_is_refused_with_the_height(RefusalReason reason, string why) => Assert.Equal(
        [$"laptop-001: refused: {why}"],
        Answer(new AnswerProtocol.Refused(TransactionType.Request, new Refusal(reason, Laptop, Height: 20_000))));

    [Fact]
    public void Every_reason_has_words() => Assert.All(Enum.GetValues<RefusalReason>(), static reason =>
        Assert.NotEmpty(RefusalText.Of(TransactionType.Release, new Refusal(reason, Laptop), Say)));

    [Fact]
    public void Another_days_move_is_told_with_its_date() => Assert.Equal(
        ["laptop-001: refused: it moved at 2026-02-28 12:04; it is free now: request it again"],
        Answer(new AnswerProtocol.Refused(
            TransactionType.Request, new Refusal(RefusalReason.Stale, Laptop, null, 3, Moved - 86_400))));

    [Fact]
    public void An_item_is_told_with_its_holder_and_the_note_of_its_last_move()
    {
        var move = Move(TransactionType.Request, "for \"Anna\"");
        Assert.Equal(
            ["laptop-001: held by me (02aaaaaa…) since block 7 (12:04) \"for 'Anna'\"; txid 00ab12cd0000"],
            Answer(new AnswerProtocol.ItemView(Laptop, Entry("laptop-001", Me, 7), move, [])));
        Assert.Equal(
            [
                "laptop-001: not in a block yet",
                $"laptop-001: the request by {TestKeys.Alice.PublicKey.Short} waits for a block \"for 'Anna'\"; "
                    + $"txid {move.Transaction.TxId.Short(12)}",
            ],
            Answer(new AnswerProtocol.ItemView(Laptop, null, null, [move.Transaction])));
        Assert.Equal(
            ["laptop-001: free since block 8 (12:04); txid 00ab12cd0000"],
            Answer(new AnswerProtocol.ItemView(
                Laptop, Entry("laptop-001", null, 8), Move(TransactionType.Release, null), [])));
    }

    [Fact]
    public void A_history_is_rows_of_block_time_deed_key_note_and_txid()
    {
        var (given, taken) = (Move(TransactionType.Release, null), Move(TransactionType.Request, "for Anna\tand Bob"));
        var history = new AnswerProtocol.ItemHistory(Laptop, [given, taken], HasOlder: true);
        Assert.Equal(
            [
                $"block 7\t12:04\treleased\t{TestKeys.Alice.PublicKey.Short}\t\t{given.Transaction.TxId.Short(12)}",
                $"block 7\t12:04\trequested\t{TestKeys.Alice.PublicKey.Short}\tfor Anna?and Bob"
                    + $"\t{taken.Transaction.TxId.Short(12)}",
                "there are older moves: table transactions of ledger.db has all of them",
            ],
            Answer(history));
    }

    [Fact]
    public void An_item_that_is_not_known_and_one_that_looks_like_another_are_told_with_the_known_ones()
    {
        Assert.Equal(
            ["laptop-001: no such item was ever requested"], Answer(new AnswerProtocol.ItemNotFound(Laptop, [])));
        Assert.Equal(
            ["laptop-001: no such item was ever requested; known is Laptop-001 and laptop-001."],
            Answer(new AnswerProtocol.ItemNotFound(Laptop, [ItemId.Parse("Laptop-001"), ItemId.Parse("laptop-001.")])));
        Assert.Equal(
            ["laptop-001: another item than Laptop-001, which is known already: check the id"],
            Answer(new AnswerProtocol.SimilarKnown(Laptop, [ItemId.Parse("Laptop-001")])));
    }

    private static ItemMove Move(TransactionType type, string? note) =>
        new(
            7,
            new TransactionContent(TestKeys.Alice.PublicKey, Laptop, type, Moved, Note: note).SignedBy(TestKeys.Alice));

    [Fact]
    public void Held_items_are_rows_of_item_holder_block_and_time()
    {
        var items = new AnswerProtocol.Items(true, [Entry("laptop-001", Me), Entry("laptop-002", Other, 12)], Me);
        Assert.Equal(
            ["laptop-001\tme (02aaaaaa…)\tblock 1\t12:04", "laptop-002\t03bbbbbb…\tblock 12\t12:04"], Answer(items));
        Assert.Equal(
            [
                "ITEM        HOLDER          SINCE     AT",
                "laptop-001  me (02aaaaaa…)  block 1   12:04",
                "laptop-002  03bbbbbb…       block 12  12:04",
            ],
            Lines(AnswerText.Of(items, Say), onTerminal: true));
        Assert.Equal(["no item is held"], Answer(new AnswerProtocol.Items(true, [], Me)));
    }

    [Fact]
    public void Available_items_end_with_the_word_that_any_other_may_be_requested()
    {
        Assert.Equal(["laptop-001\tfree\tblock 2\t12:04", "any new id may be requested as well"],
            Answer(new AnswerProtocol.Items(false, [Entry("laptop-001", null, 2)], Me)));
        Assert.Equal(["no item was seen before and is free now; any new id may be requested"],
            Answer(new AnswerProtocol.Items(false, [], Me)));
    }

    [Fact]
    public void A_connection_stands_or_is_tried_again()
    {
        Assert.Equal(["connected to 127.0.0.1:6001 (03bbbbbb…, height 7)"],
            Answer(new AnswerProtocol.Connected(Peer("127.0.0.1:6001"))));
        Assert.Equal(["connected to 127.0.0.1:6001 (plain, height 7)"],
            Answer(new AnswerProtocol.Connected(Peer("127.0.0.1:6001") with { IsExtended = false, Key = null })));
        Assert.Equal(["not connected to 127.0.0.1:6001: connection refused; this node goes on trying until: "
            + "disconnect 127.0.0.1 6001"],
            Answer(new AnswerProtocol.NotConnected("127.0.0.1:6001", "connection refused")));
        Assert.Equal(
            ["not connected to 127.0.0.1:80: that is a web server, not a node; the address is not kept"],
            Answer(new AnswerProtocol.NotConnected("127.0.0.1:80", "that is a web server, not a node") { IsForgotten = true }));
    }

    [Fact]
    public void A_disconnection_says_whether_there_was_anything_to_disconnect()
    {
        Assert.Equal(["disconnected from 127.0.0.1:6001; it is not dialled any more"],
            Answer(new AnswerProtocol.Disconnected("127.0.0.1:6001", true, ["127.0.0.1:6001"])));
        Assert.Equal(["disconnected from 127.0.0.1:6001; berlin:6001 is not dialled any more"],
            Answer(new AnswerProtocol.Disconnected("127.0.0.1:6001", true, ["berlin:6001"])));
        Assert.Equal(["disconnected from berlin:6001; berlin:6001 and [::1]:6001 are not dialled any more, they are one node"],
            Answer(new AnswerProtocol.Disconnected("berlin:6001", true, ["berlin:6001", "[::1]:6001"])));
        Assert.Equal(["disconnected from 127.0.0.1:6001, which had dialled this node and may do so again"],
            Answer(new AnswerProtocol.Disconnected("127.0.0.1:6001", true, [])));
        Assert.Equal(["127.0.0.1:6001 is not dialled any more; it was not connected"],
            Answer(new AnswerProtocol.Disconnected("127.0.0.1:6001", false, ["127.0.0.1:6001"])));
        Assert.Equal(["127.0.0.1:6001 is neither connected nor dialled, so nothing was done; peers lists those that are"],
            Answer(new AnswerProtocol.Disconnected("127.0.0.1:6001", false, [])));
    }

    [Fact]
    public void Peers_are_rows_and_so_are_addresses_that_are_dialled()
    {
        var peers = new AnswerProtocol.Peers(
            [
                Peer("10.0.2.5:6000") with { Received = 1_300_000, Sent = 30_800 },
                Peer("10.0.3.5:6000", 8112) with { Id = new PeerId(2), IsOutbound = false, RoundTrip = null, Agent = "", Key = PublicKey.Parse("02" + new string('c', 64)) },
            ],
            [
                new DialView("10.0.4.5:6000", TimeSpan.FromSeconds(12.6), "connection refused"),
                new DialView("10.0.5.5:6000", null, null),
            ],
            new PeerRecord(
                [new GoneView("10.0.6.5:6000", "connection lost", TimeSpan.FromSeconds(14))],
                [new RefusedView("no slot", 1200, "10.0.7.5:50001", TimeSpan.FromSeconds(2))],
                [new DiscouragedView("10.0.8.5", "an invalid block", TimeSpan.FromHours(23))]))
        {
            Named = [new PeerId(1)],
            Bans = 2,
        };
        Assert.Equal(
            [
                "10.0.2.5:6000\tconnected out\theight 7\t0.9 ms\t03bbbbbb…\tnamed\t1.2 MiB in\t30 KiB out\tP2PChain.Actors/0.1.0",
                "10.0.3.5:6000\tconnected in\theight 8112\t-\t02cccccc…\t-\t0 B in\t0 B out\t-",
                "10.0.4.5:6000\tretry in 12 s\t-\t-\t-\t-\t-\t-\tconnection refused",
                "10.0.5.5:6000\tdialling\t-\t-\t-\t-\t-\t-\t-",
                "10.0.6.5:6000\tgone 14 s ago\t-\t-\t-\t-\t-\t-\tconnection lost",
                "1,200 connections refused or ended before the handshake, the last 2 s ago with 10.0.7.5:50001: no slot",
                "10.0.8.5 gets no slot while half of them are taken, for 23 h: an invalid block",
                "2 bans in force: ban lists them",
            ],
            Answer(peers));
        Assert.Equal(["no peer is connected and none is dialled: connect to one with connect HOST PORT"],
            Answer(new AnswerProtocol.Peers([], [], PeerRecord.Empty)));
    }

    [Fact]
    public void On_a_terminal_of_80_columns_each_peer_keeps_within_two_lines()
    {
        var peers = new AnswerProtocol.Peers(
            [Peer("127.0.0.1:60001", 81_120) with { Received = 1_300_000, Sent = 30_800 }],
            [new DialView("10.0.4.5:6000", TimeSpan.FromSeconds(12), "nobody listens there, or it cannot be reached")],
            PeerRecord.Empty)
        {
            Named = [new PeerId(1)],
        };
        Assert.Equal(
            [
                "ADDRESS          STATE          HEIGHT        RTT     KEY        ORIGIN  IN",
                "127.0.0.1:60001  connected out  height 81120  0.9 ms  03bbbbbb…  named",
                "    1.2 MiB in  30 KiB out  P2PChain.Actors/0.1.0",
                "10.0.4.5:6000    retry in 12 s  -             -       -          -       -",
                "    nobody listens there, or it cannot be reached",
            ],
            ScreenLayout.Text(AnswerText.Of(peers, Say), new ScreenStyle(true, false) { Width = 80 }).TrimEnd('\n').Split('\n'));
        var wide = ScreenLayout.Text(AnswerText.Of(peers, Say), new ScreenStyle(true, false) { Width = 120 });
        Assert.Contains("named   1.2 MiB in  30 KiB out  P2PChain.Actors/0.1.0\n", wide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(10 * 1024 - 1, "9.9 KiB")]
    [InlineData(10 * 1024, "10 KiB")]
    [InlineData((1 << 20) - 1, "1,023 KiB")]
    [InlineData(5L << 30, "5.0 GiB")]
    [InlineData(long.MaxValue, "8,589,934,591 GiB")]
    public void Bytes_are_a_number_and_a_unit(long bytes, string text) => Assert.Equal(text, Spoken.Bytes(bytes));

    [Fact]
    public void Each_office_is_one_line_however_many_connections_it_has_and_had()
    {
        var office = Peer("10.0.2.5:6000");
        var plain = office with { Key = null, IsExtended = false, Agent = "" };
        var peers = new AnswerProtocol.Peers(
            [
                office with { Id = new PeerId(1), Address = "10.0.2.5:50001", IsOutbound = false, Received = 1000 },
                office with { Id = new PeerId(2), Received = 200 },
                plain with { Id = new PeerId(3), Address = "10.0.9.5:6000" },
                plain with { Id = new PeerId(4), Address = "10.0.9.6:6000" },
            ],
            [new DialView("10.0.4.5:6000", TimeSpan.FromSeconds(12), "connection lost")],
            new PeerRecord(
                [
                    new GoneView("10.0.2.5:6000", "connection lost", TimeSpan.FromSeconds(5)),
                    new GoneView("10.0.4.5:6000", "connection lost", TimeSpan.FromSeconds(6)),
                    new GoneView("10.0.6.5:6000", "nothing heard of it", TimeSpan.FromSeconds(7)),
                    new GoneView("10.0.6.5:6000", "connection lost", TimeSpan.FromSeconds(8)),
                ],
                [],
                []));
        Assert.Equal(
            [
                "10.0.2.5:6000\tconnected out, in\theight 7\t0.9 ms\t03bbbbbb…\tfound\t1.1 KiB in\t0 B out\tP2PChain.Actors/0.1.0",
                "10.0.9.5:6000\tconnected out\theight 7\t0.9 ms\tplain\tfound\t0 B in\t0 B out\t-",
                "10.0.9.6:6000\tconnected out\theight 7\t0.9 ms\tplain\tfound\t0 B in\t0 B out\t-",
                "10.0.4.5:6000\tretry in 12 s\t-\t-\t-\t-\t-\t-\tconnection lost",
                "10.0.6.5:6000\tgone 7 s ago\t-\t-\t-\t-\t-\t-\tnothing heard of it",
            ],
            Answer(peers));
    }

    [Fact]
    public void A_node_that_could_not_answer_says_why() => Assert.Equal(
        ["the node could not answer: no answer in time"], Answer(new AnswerProtocol.Failed("no answer in time")));

    [Fact]
    public void A_sync_with_plain_peers_alone_does_not_say_that_there_is_nobody() => Assert.Equal(
        ["no peer to sync with but 2 plain peers, whose transactions come by themselves; height 7"],
        Answer(new AnswerProtocol.SyncResult(ChainTip(7), 0, 0) { PlainPeers = 2 }));

    [Theory]
    [InlineData(2, 2, "in step with 2 of 2 peers at height 7")]
    [InlineData(1, 1, "in step with 1 of 1 peer at height 7")]
    [InlineData(1, 2, "in step with 1 of 2 peers at height 7; the sync goes on by itself (status shows it)")]
    [InlineData(0, 0, "no peer to sync with, height 7: connect to one first (connect HOST PORT)")]
    public void A_sync_says_with_whom_it_is_in_step(int inStep, int asked, string line) =>
        Assert.Equal([line], Answer(new AnswerProtocol.SyncResult(ChainTip(7), inStep, asked)));

    [Fact]
    public void A_sync_shows_the_answer_of_each_peer()
    {
        AnswerProtocol.SyncAnswer[] answers =
        [
            Answered(7, default, isInStep: true),
            Answered(9, new PeerClaim(new PeerId(1), ClaimState.Shown) { Blocks = 2 }),
            Answered(90_000, new PeerClaim(new PeerId(1), ClaimState.Shown) { Blocks = 16_384, HasMore = true }),
            Answered(90_000, new PeerClaim(new PeerId(1), ClaimState.Unchecked) { CheckedTo = 2_000 }),
            Answered(90_000, new PeerClaim(new PeerId(1), ClaimState.Unchecked)),
            Answered(90_000, new PeerClaim(new PeerId(1), ClaimState.Refuted)),
            Answered(90_000, new PeerClaim(new PeerId(1), ClaimState.Unanswered)),
            Answered(9, new PeerClaim(new PeerId(1), ClaimState.Paused)),
            Answered(5, default),
        ];
        Assert.Equal(
            [
                "  10.0.3.5:6000 has our tip",
                "  10.0.3.5:6000 has 2 blocks that this node lacks",
                "  10.0.3.5:6000 has at least 16,384 blocks that this node lacks",
                "  10.0.3.5:6000 claims height 90,000: headers up to 2,000 are checked",
                "  10.0.3.5:6000 claims height 90,000: its headers are not checked yet",
                "  10.0.3.5:6000 claims height 90,000, and sent no headers of a better chain",
                "  10.0.3.5:6000 claims height 90,000, and did not send it",
                "  10.0.3.5:6000 claims height 9: one of its blocks cannot be kept yet",
                "  10.0.3.5:6000 has height 5 and no better chain",
            ],
            Answer(new AnswerProtocol.SyncResult(ChainTip(7), 1, 9) { Answers = [.. answers] }).Skip(1));
    }

    private static AnswerProtocol.SyncAnswer Answered(long height, PeerClaim claim, bool isInStep = false) =>
        new("10.0.3.5:6000", height, isInStep, claim);

    [Fact]
    public void Every_kind_of_answer_has_words()
    {
        var kinds = typeof(AnswerProtocol).GetNestedTypes()
            .Where(static type => type.IsAssignableTo(typeof(AnswerProtocol.IResult)) && !type.IsInterface)
            .Select(static type => type.Name).Order();
        Assert.Equal(
            [
                "Accepted", "Banned", "Bans", "BlockNotFound", "BlockView", "Confirmed", "Connected", "Disconnected",
                "Failed", "Held", "HolderNotFound", "Identity", "ItemHistory", "ItemNotFound", "ItemView", "Items",
                "NotConnected", "Peers", "Pool", "Refused", "SimilarKnown", "Status", "SyncResult",
                "TransactionNotFound", "TransactionView", "Unbanned",
            ],
            kinds);
    }

    private static string[] Answer(AnswerProtocol.IResult result) => Lines(AnswerText.Of(result, Say));
}
