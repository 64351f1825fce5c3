using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Relay;

/// <summary>docs/protocol.md, relay: which announced transactions are requested from which peer.</summary>
public sealed class WantedTransactionsTests
{
    private static readonly ChainBuilder Draw = new();
    private static readonly PeerId A = new(1);
    private static readonly PeerId B = new(2);
    private static readonly PeerId C = new(3);

    private readonly WantedTransactions _wanted = new();

    public WantedTransactionsTests()
    {
        foreach (var peer in new[] { A, B, C }) _wanted.OnPeer(peer, isChosen: false);
    }

    [Fact]
    public void A_transaction_is_requested_once_from_the_first_peer_that_announces_it()
    {
        Announce(A, 0, 1, 2);
        AssertAsked(A, 0, 1, 2);
        Announce(B, 0, 1, 2);
        Assert.Empty(Asked(0));
    }

    [Fact]
    public void If_no_answer_comes_in_time_the_next_announcer_is_asked()
    {
        Announce(A, 0, 1);
        Announce(B, 0, 1);
        Assert.Equal(A, AskedOne(0).Peer);
        Assert.Empty(Asked(2.999));
        Assert.Equal(At(3), _wanted.NextDue);
        Assert.Equal(B, AskedOne(3).Peer);
        Assert.Empty(Asked(6));
        Assert.Equal(0, _wanted.Count);
        Announce(C, 7, 1);
        Assert.Equal(C, AskedOne(7).Peer);
    }

    [Fact]
    public void If_the_peer_lacks_it_or_leaves_the_next_announcer_is_asked_at_once()
    {
        foreach (var peer in new[] { A, B, C }) Announce(peer, 0, 1);
        Assert.Equal(A, AskedOne(0).Peer);
        _wanted.OnMissing(A, [Wid(1)]);
        Assert.Equal(B, AskedOne(0).Peer);
        _wanted.OnPeerGone(B);
        Assert.Equal(C, AskedOne(0).Peer);
        _wanted.OnPeerGone(C);
        Assert.Empty(Asked(0));
        Assert.Equal((0, null), (_wanted.Count, _wanted.NextDue));
    }

    [Fact]
    public void What_came_is_not_requested_again_whoever_sent_it()
    {
        Announce(A, 0, 1);
        Assert.Equal(A, AskedOne(0).Peer);
        _wanted.OnArrived(B, Wid(1)); // pushed
        Announce(C, 0, 1);
        Assert.Empty(Asked(10));
        _wanted.OnAdmitted(Transaction(2), At(10));
        _wanted.OnBlock([Transaction(3)], At(10));
        Announce(C, 10, 2, 3);
        Assert.Empty(Asked(20));
    }

    [Fact]
    public void One_peer_is_asked_for_256_at_a_time_and_others_share_the_rest()
    {
        var all = Enumerable.Range(1, 600).ToArray();
        Announce(A, 0, all);
        Assert.Equal([128, 128], Asked(0).Select(ask => ask.Wids.Length));
        Announce(B, 0, all);
        var asked = Asked(0);
        Assert.Equal([(B, 128), (B, 128)], asked.Select(ask => (ask.Peer, ask.Wids.Length)));
        Assert.Equal(Wid(257), asked[0].Wids[0]);
        _wanted.OnArrived(A, Wid(1));
        AssertAsked(A, 0, 513);
    }

    [Fact]
    public void A_peer_that_never_answers_rests_for_ten_minutes()
    {
        for (var i = 0; i < 3; i++)
        {
            Announce(A, 10 * i, i);
            Assert.Equal(A, AskedOne(10 * i).Peer);
            Assert.Empty(Asked((10 * i) + 3));
        }
        Announce(A, 30, 9);
        Assert.Empty(Asked(30));
        Announce(A, 23 + 600, 9);
        Assert.Equal(A, AskedOne(623).Peer);
    }

    [Fact] // the machine slept: what is overdue then says nothing of the peer
    public void Requests_that_are_overdue_together_count_once()
    {
        for (var i = 0; i < 5; i++)
        {
            Announce(A, i, i);
            Assert.Single(Asked(0));
        }
        Assert.Empty(Asked(500));
        Announce(A, 500, 9);
        Assert.Equal(A, AskedOne(500).Peer);
    }

    [Fact]
    public void What_the_pool_had_no_room_for_is_requested_again_as_blocks_make_room()
    {
        Announce(A, 0, 1, 2, 3);
        Assert.Equal(3, AskedOne(0).Wids.Length);
        foreach (var i in new[] { 1, 2, 3 })
        {
            _wanted.OnArrived(A, Wid(i));
            _wanted.OnNoRoom(A, Wid(i));
        }
        Announce(A, 1, 4); // it waits too: the peer's share is full
        Announce(B, 1, 1);
        Assert.Empty(Asked(60));
        Announce(B, 60, 5); // another peer's is not
        AssertAsked(B, 60, 5);
        _wanted.OnArrived(B, Wid(5));
        _wanted.OnBlock([Transaction(100), Transaction(101)], At(61));
        AssertAsked(A, 61, 1, 2);
        _wanted.OnBlock([], At(62));
        Assert.Empty(Asked(62));
        _wanted.OnBlock([Transaction(102), Transaction(103)], At(62));
        AssertAsked(A, 62, 3, 4);
    }

    [Fact] // requested from different peers, the release may come before its request
    public void What_was_early_is_requested_again_when_another_one_of_its_item_is_accepted()
    {
        Announce(A, 0, 1);
        Assert.Single(Asked(0));
        _wanted.OnArrived(A, Wid(1));
        _wanted.OnEarly(A, Wid(1), Transaction(1).Uid, At(0));
        Announce(B, 0, 1);
        Assert.Empty(Asked(10));
        _wanted.OnAdmitted(Transaction(2), At(10));
        AssertAsked(A, 10, 1);
        _wanted.OnArrived(A, Wid(1));
        _wanted.OnEarly(A, Wid(1), Transaction(1).Uid, At(10.1)); // a moment after: once more, and no more
        AssertAsked(A, 10.1, 1);
        _wanted.OnArrived(A, Wid(1));
        _wanted.OnEarly(A, Wid(1), Transaction(1).Uid, At(10.2));
        Assert.Empty(Asked(20));
    }

    [Fact]
    public void A_peer_s_announcements_and_a_transaction_s_announcers_are_bounded()
    {
        var wids = Enumerable.Range(0, 6_000).Select(i => Hash256.Of(BitConverter.GetBytes(i)));
        _wanted.OnAnnounced(A, [.. wids], At(0));
        Assert.Equal(WantedTransactions.AnnouncedMax, _wanted.Count);
        _wanted.OnPeerGone(A);
        Assert.Equal(0, _wanted.Count);
        for (var i = 10; i < 30; i++)
        {
            _wanted.OnPeer(new PeerId(i), isChosen: false);
            Announce(new PeerId(i), 0, 1);
        }
        var asked = new List<PeerId>();
        for (var i = 0; Asked(3 * i) is [var ask]; i++) asked.Add(ask.Peer);
        Assert.Equal(Enumerable.Range(10, 8).Select(i => new PeerId(i)), asked);
    }

    [Fact]
    public void A_peer_that_this_node_chose_is_asked_next_however_many_silent_ones_announced_before()
    {
        for (var i = 10; i < 30; i++)
        {
            _wanted.OnPeer(new PeerId(i), isChosen: false);
            Announce(new PeerId(i), 0, 1);
        }
        AssertAsked(new PeerId(10), 0, 1);
        _wanted.OnPeer(new PeerId(30), isChosen: true);
        Announce(new PeerId(30), 0, 1);
        AssertAsked(new PeerId(30), 3, 1);
    }

    private void Announce(PeerId peer, double seconds, params int[] numbers) =>
        _wanted.OnAnnounced(peer, [.. numbers.Select(Wid)], At(seconds));

    private ImmutableArray<(PeerId Peer, uint Id, ImmutableArray<Hash256> Wids)> Asked(double seconds) =>
        _wanted.Take(At(seconds));

    private void AssertAsked(PeerId peer, double seconds, params int[] numbers)
    {
        var ask = AskedOne(seconds);
        Assert.Equal(peer, ask.Peer);
        Assert.Equal(numbers.Select(Wid), ask.Wids);
    }

    private (PeerId Peer, Hash256[] Wids) AskedOne(double seconds)
    {
        var (peer, _, wids) = Assert.Single(Asked(seconds));
        return (peer, [.. wids]);
    }

    private static Moment At(double seconds) => new((long)(seconds * 1000));

    private static Hash256 Wid(int number) => Transaction(number).Wid;

    private static Transaction Transaction(int number) => Cache.TryGetValue(number, out var known)
        ? known
        : Cache[number] = Draw.Request(TestKeys.Alice, "laptop-001", number + 1);

    private static readonly Dictionary<int, Transaction> Cache = [];
}
