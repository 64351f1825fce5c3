using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>docs/protocol.md, plain peers: the parts of the model, one promise at a time.</summary>
public sealed class PlainPeerTests
{
    private static readonly Moment Start = new(1_766_650_000_000);
    private static readonly UnixTime Wall = new(Start.Milliseconds);
    private static readonly ChainBuilder Draw = new();
    private static readonly PlainTimes Times = new();
    private static readonly ItemId Laptop = ItemId.Parse("laptop-001");

    [Fact]
    public void The_pace_is_what_the_protocol_says()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), Times.ReadEvery);
        Assert.Equal(TimeSpan.FromSeconds(3), Times.Ripe);
    }

    [Fact]
    public void Its_chain_is_read_first_then_after_pushes_but_at_most_every_thirty_seconds()
    {
        var peer = new PlainPeer(Times);
        Assert.True(peer.ReadDue <= Start);
        Assert.False(peer.MayPush);
        Read(peer, Start, Block(0));
        Assert.Null(peer.ReadDue);
        var push = Draw.Request(TestKeys.Alice, "laptop-001", 5);
        Assert.Equal(PlainPushVerdict.Push, peer.Judge(push, 1));
        peer.OnPushed(push, 1, Start.Plus(TimeSpan.FromSeconds(2)));
        Assert.Equal(2, peer.Length);
        Assert.Equal(PlainPushVerdict.Has, peer.Judge(push, 1));
        Assert.Equal(Start.Plus(TimeSpan.FromSeconds(30)), peer.ReadDue);
    }

    [Fact]
    public void A_push_whose_index_it_mined_itself_is_lost_and_pushed_again()
    {
        var peer = new PlainPeer(Times);
        Read(peer, Start, Block(0));
        var push = Draw.Request(TestKeys.Alice, "laptop-001", 5);
        peer.OnPushed(push, 7, Start);
        peer.OnBlock(Block(1, Draw.Request(TestKeys.Bob, "mouse-1", 6)), Start);
        Assert.True(peer.TryTakeRewind(Start, out var height));
        Assert.Equal((7, 2), (height, peer.Length));
        Assert.Equal(PlainPushVerdict.Push, peer.Judge(push, 7));
    }

    [Fact]
    public void What_its_custody_refuses_is_not_pushed_until_the_item_moves_there()
    {
        var peer = new PlainPeer(Times);
        Read(peer, Start, Block(0), Block(1, Draw.Request(TestKeys.Bob, "laptop-001", 5)));
        Assert.Equal(PlainPushVerdict.WouldRefuse, peer.Judge(Draw.Request(TestKeys.Alice, "laptop-001", 6), 4));
        Assert.Equal(PlainPushVerdict.WouldRefuse, peer.Judge(Draw.Release(TestKeys.Alice, "van-2", 6), 5));
        Assert.Equal(PlainPushVerdict.Push, peer.Judge(Draw.Release(TestKeys.Alice, "laptop-001", 6), 6)); // by anybody
        peer.OnBlock(Block(2, Draw.Release(TestKeys.Bob, "laptop-001", 5.5)), Start);
        Assert.True(peer.TryTakeRewind(Start, out var height));
        Assert.Equal(4, height);
    }

    [Fact]
    public void A_note_is_not_pushed()
    {
        var peer = new PlainPeer(Times);
        Read(peer, Start, Block(0));
        var noted = (Draw.Request(TestKeys.Alice, "laptop-001", 5).Content with { Note = "for the fair" }).SignedBy(
            TestKeys.Alice);
        Assert.Equal(PlainPushVerdict.HasNote, peer.Judge(noted, 1));
    }

    [Fact]
    public void A_known_beginning_is_passed_when_it_is_read_again_and_another_chain_is_noticed()
    {
        var peer = new PlainPeer(Times);
        var chain = Enumerable.Range(0, 50).Select(i => Block(i, Draw.Request(TestKeys.Alice, $"item-{i}", i))).ToArray();
        Assert.Equal(50, Read(peer, Start, chain));
        Assert.Equal(2, Read(peer, Start, [.. chain, Block(50)])); // the last known one, to compare, and the new one
        Assert.Equal((51, true), (peer.Length, peer.IsKnown));
        Assert.Equal(1, Read(peer, Start, [.. chain, Block(50) with { Hash = Hash256.Of("other"u8) }]));
        Assert.False(peer.IsKnown); // of the other chain nothing is known: all is read anew, and our chain gone through again
        Assert.True(peer.TryTakeRewind(Start, out var height));
        Assert.Equal((1, 51), (height, Read(peer, Start, [.. chain, Block(50)])));
    }

    [Fact]
    public void What_the_pool_had_no_room_for_is_offered_again_from_there()
    {
        var peer = new PlainPeer(Times);
        var chain = Enumerable.Range(0, 9).Select(i => Block(i, Draw.Request(TestKeys.Alice, $"item-{i}", i))).ToArray();
        Read(peer, Start, chain);
        peer.Postpone(4, Start);
        Assert.Equal(Start.Plus(TimeSpan.FromSeconds(30)), peer.ReadDue);
        peer.OnAsked(Start);
        var offered = chain.Select(block => Offers(peer, block)).ToList();
        Assert.Equal([false, false, false, false, true, true, true, true, true], offered);
    }

    [Fact]
    public void An_item_that_an_old_transaction_left_behind_is_set_right_by_its_newest()
    {
        var peer = new PlainPeer(Times);
        var (request, release) = (
            Draw.Request(TestKeys.Alice, "laptop-001", 5), Draw.Release(TestKeys.Alice, "laptop-001", 6));
        Read(peer, Start, Block(0), Block(1, request), Block(2, release), Block(3, request)); // recorded: it takes that
        Assert.True(peer.IsBehind(Laptop));
        Assert.Equal(PlainPushVerdict.Has, peer.Judge(release, 2));
        peer.OnRepeated(Laptop, 2);
        Assert.True(peer.TryTakeRewind(Start, out _));
        Assert.Equal(PlainPushVerdict.Has, peer.Judge(request, 1));
        Assert.Equal(PlainPushVerdict.Push, peer.Judge(release, 2));
    }

    [Fact]
    public void A_tip_waits_for_a_child_or_three_seconds()
    {
        var cursor = new PushCursor(Times);
        cursor.OnTip(1, Hash256.Of("1"u8), Start);
        Assert.Null(cursor.NextHeight(Start.Plus(TimeSpan.FromSeconds(2.9))));
        Assert.Equal(1, cursor.NextHeight(Start.Plus(TimeSpan.FromSeconds(3))));
        cursor.OnTip(2, Hash256.Of("2"u8), Start);
        Assert.Equal(1, cursor.NextHeight(Start));
        cursor.MoveTo(2, Hash256.Of("2"u8));
        var later = Start.Plus(TimeSpan.FromSeconds(9));
        Assert.Null(cursor.NextHeight(later));
        // Another block at the same height is gone through too.
        cursor.OnTip(2, Hash256.Of("2'"u8), later);
        Assert.Null(cursor.NextHeight(later));
        Assert.Equal(2, cursor.NextHeight(later.Plus(TimeSpan.FromSeconds(3))));
        cursor.RewindTo(1);
        Assert.Equal((0, null), (cursor.Height, cursor.Hash));
    }

    [Fact]
    public void What_differs_for_ten_seconds_is_told_with_its_reason_and_forgotten_once_it_agrees()
    {
        var names = new KeyNames(
            ImmutableDictionary<PublicKey, string>.Empty.Add(TestKeys.Carol.PublicKey, "Lyon office"));
        var (peer, divergence) = (new PlainPeer(Times), new PlainDivergence(Times, names));
        var (request, late) = (
            Draw.Request(TestKeys.Alice, "laptop-001", 60), Draw.Release(TestKeys.Bob, "laptop-001", 0.5));
        Read(peer, Start, Block(0), Block(1, request), Block(2, late));
        var held = CustodyState.Empty.With(CustodyRules.Apply(request, 1)).With(
            CustodyRules.Apply(Draw.Request(TestKeys.Carol, "van-2", 1), 1));
        divergence.OnMined((Start.Milliseconds / 1000.0) - 60, Wall);
        divergence.OnRefused(late, Refusal.Of(RefusalReason.Stale, Laptop, held.Find(Laptop)), Wall);
        divergence.Compare(held, peer, Start);
        Assert.Empty(divergence.Lines(held, Start.Plus(TimeSpan.FromSeconds(9))));
        var then = Start.Plus(TimeSpan.FromSeconds(10));
        divergence.Compare(held, peer, then);
        Assert.Equal(
            [
                "laptop-001 (that peer's clock is 60 s behind)",
                $"van-2 (held by Lyon office ({TestKeys.Carol.PublicKey.Short}) here, free there)",
            ],
            divergence.Lines(held, then).AsEnumerable());
        divergence.Compare(CustodyState.Empty, peer, then);
        Assert.Empty(divergence.Lines(CustodyState.Empty, then));
    }

    [Fact]
    public void A_clock_ahead_is_told_also_of_items_that_our_ledger_never_saw()
    {
        var (peer, divergence) = (new PlainPeer(Times), new PlainDivergence(Times, KeyNames.None));
        var early = Draw.Request(TestKeys.Bob, "laptop-001", 0);
        var now = new Moment(early.TimestampMs - 1_800_000);
        Read(peer, Start, Block(0), Block(1, early));
        divergence.OnRefused(
            early,
            new Refusal(RefusalReason.TooEarly, Laptop, NotBefore: new UnixTime(early.TimestampMs - 600_000)),
            new UnixTime(now.Milliseconds));
        divergence.Compare(CustodyState.Empty, peer, now);
        Assert.Equal(
            "laptop-001 (that peer's clock is 30 min ahead)",
            Assert.Single(divergence.Lines(CustodyState.Empty, now.Plus(TimeSpan.FromSeconds(10)))));
    }

    [Fact]
    public void Of_a_chain_with_more_items_than_are_followed_nothing_is_kept_and_nothing_is_pushed()
    {
        var ledger = new PlainLedger();
        for (var i = 0; i <= PlainLedger.ItemsMax; i++)
        {
            Assert.False(ledger.IsTooLarge);
            Assert.True(
                PlainBlockJson.TryRead(Encoding.ASCII.GetBytes(BlockText(i, $"item-{i}")), out var block, out _));
            ledger.Append(block);
        }
        Assert.True(ledger.IsTooLarge);
        Assert.Equal(default, ledger.Find(PlainItem.KeyOf(ItemId.Parse("item-0"))));
    }

    private static PlainBlock Block(long index, params Transaction[] transactions) => new(
        index, Hash256.Zero, [.. transactions], 0, 1.5, Hash256.Of(BitConverter.GetBytes(index)));

    internal static string BlockText(int index, string uid) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"index": {{{index}}}, "prev_hash": "{{{Hash256.Zero}}}", "transactions": [{"requester": "{{{TestKeys.Alice.PublicKey}}}", "uid": "{{{uid}}}", "type": 1, "timestamp": 1766650000.5, "signature": "3044022055f34899e36570ed76a98d7157e9f64804ac67020e7c20c89d936a41e740b2a902206881216ddc77d03c8721ec9fac8b7f05090d443892da4c9c9a3bc1598fb2d17e"}], "nonce": 15, "timestamp": 1766650000.5, "hash": "{{{Hash256.Zero}}}"}""");

    /// <returns>How many blocks were looked into.</returns>
    private static int Read(PlainPeer peer, Moment now, params PlainBlock[] chain)
    {
        var looked = 0;
        peer.OnAsked(now);
        foreach (var block in chain)
        {
            if (peer.MayPass) peer.OnPassed();
            else
            {
                peer.OnRead(block);
                looked++;
            }
        }
        peer.OnReadEnd(now);
        return looked;
    }

    private static bool Offers(PlainPeer peer, PlainBlock block)
    {
        if (!peer.MayPass) return peer.OnRead(block);
        peer.OnPassed();
        return false;
    }
}
