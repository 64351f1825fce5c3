using System.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>docs/protocol.md, sync: many liars, and the delay that they cause to an honest peer's headers.</summary>
public sealed class SyncLiarTests
{
    private const int Slots = 64;

    private static readonly HeaderNode[] Chain = DrawnHeaders.Chain(40);
    private static readonly Moment Start = new(5_000);

    private readonly SyncPlanner _planner = new();
    private readonly List<(PeerId Peer, Moment At)> _asked = [];
    private Moment _now = Start;
    private long _last;

    public SyncLiarTests() => Do(_planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now));

    [Fact]
    public void An_honest_stranger_is_asked_within_twenty_seconds_though_silent_liars_came_first_and_take_all_other_slots()
    {
        for (var i = 1; i < Slots; i++) Claim(Join($"203.0.113.{i}"), 1_000_000_000);
        var honest = Join("198.51.100.7");
        Claim(honest, 100_000);
        WaitFor(honest);
        Assert.InRange(_now.Since(Start).TotalSeconds, 0, 20);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_peer_that_we_dialled_or_named_is_asked_at_once(bool isOutbound, bool isNamed)
    {
        for (var i = 1; i < Slots; i++) Claim(Join($"203.0.113.{i}"), 1_000_000_000);
        var honest = Join("198.51.100.7", isOutbound, isNamed);
        Claim(honest, 100_000);
        Assert.Contains((honest, Start), _asked);
    }

    [Fact]
    public void Liars_that_go_before_they_are_late_and_come_back_with_fresh_keys_stand_behind_a_stranger()
    {
        var liars = Enumerable.Range(0, 8).Select(_ => Join("203.0.113.1")).ToList();
        foreach (var liar in liars) Claim(liar, 1_000_000_000);
        Pass(9.5);
        foreach (var liar in liars) Do(_planner.OnPeerGone(liar, _now));
        foreach (var _ in liars) Claim(Join("203.0.113.1"), 1_000_000_000);
        var honest = Join("198.51.100.7");
        Claim(honest, 100_000);
        Assert.Contains((honest, _now), _asked);
    }

    [Fact]
    public void Endless_fresh_keys_from_the_honest_peers_own_address_do_not_keep_it_waiting()
    {
        for (var i = 0; i < 4; i++) Claim(Join("203.0.113.1"), 1_000_000_000);
        Pass(11);
        for (var i = 0; i < 4; i++) Claim(Join("203.0.113.1"), 1_000_000_000);
        var honest = Join("203.0.113.1");
        Claim(honest, 100_000);
        for (var i = 0; i < 40; i++)
        {
            Claim(Join("203.0.113.1"), 1_000_000_000);
            Pass(0.1);
        }
        Assert.Contains(_asked, asked => asked.Peer == honest && asked.At.Since(Start).TotalSeconds <= 13);
    }

    [Fact]
    public void A_new_claim_in_every_pong_and_an_empty_answer_to_every_question_keep_no_other_waiting()
    {
        var liars = Enumerable.Range(1, Slots - 1).Select(i => Join($"203.0.113.{i}")).ToList();
        ulong claimed = 1_000_000_000;
        for (var i = 0; i < 100; i++)
        {
            foreach (var liar in liars) Claim(liar, ++claimed);
            foreach (var liar in liars) Do(_planner.OnHeaders(liar, _lastId.GetValueOrDefault(liar), [], more: false, _now));
            Pass(0.1);
        }
        foreach (var liar in liars) Claim(liar, ++claimed);
        var honest = Join("198.51.100.7");
        Claim(honest, 100_000);
        Assert.Contains((honest, _now), _asked);
    }

    [Fact]
    public void Bodies_come_within_twenty_seconds_though_fifteen_peers_with_headers_and_no_bodies_came_first()
    {
        for (var i = 1; i < 16; i++) Join($"203.0.113.{i}");
        for (var late = 0; late < 2; late++)
        {
            for (var i = 1; i < 16; i++) Show(new PeerId(i));
            Pass(31);
        }
        for (var i = 1; i < 16; i++) Show(new PeerId(i));
        var begin = _now;
        Show(Join("198.51.100.7"));
        while (!_bodiesAsked.Contains(new PeerId(16))) Pass(0.5);
        Assert.InRange(_now.Since(begin).TotalSeconds, 0, 20);
    }

    [Fact]
    public void A_peer_that_delivered_before_is_asked_before_strangers_also_on_another_connection()
    {
        var honest = Join("198.51.100.7");
        _planner.OnClaim(honest, new Work(100_000), Chain[^1].Hash, _now);
        Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now));
        _planner.OnHeaders(honest, _lastId[honest], [.. Chain.Select(DrawnHeaders.Item)], more: false, _now);
        _planner.OnConsidered(honest, _lastId[honest], Chain[^1].Point, [Chain[^1].Hash], null, _now);
        _planner.OnKnownBody(honest, Chain[^1].Hash, Verdict.Connected.Instance, default, _now);
        Do(_planner.OnPeerGone(honest, _now));

        for (var i = 1; i < Slots; i++) Claim(Join($"203.0.113.{i}"), 1_000_000_000);
        var again = Join("198.51.100.7");
        Claim(again, 200_000);
        Assert.Contains((again, _now), _asked);
    }

    [Fact]
    public void The_address_of_a_dialled_peer_has_its_port_and_that_of_an_accepted_one_has_not()
    {
        var remote = IPEndPoint.Parse("198.51.100.7:6000");
        Assert.Equal(
            new PeerOrigin(true, "198.51.100.7:6000"), PeerOrigin.Of(remote, isOutbound: true, isNamed: false));
        Assert.Equal(new PeerOrigin(false, "198.51.100.7"), PeerOrigin.Of(remote, isOutbound: false, isNamed: false));
        Assert.Equal(new PeerOrigin(true, "198.51.100.7"), PeerOrigin.Of(remote, isOutbound: false, isNamed: true));
        var loopback = IPEndPoint.Parse("127.0.0.1:6000");
        Assert.Equal(new PeerOrigin(false, "127.0.0.1"), PeerOrigin.Of(loopback, isOutbound: false, isNamed: true));
    }

    private readonly Dictionary<PeerId, uint> _lastId = [];
    private readonly HashSet<PeerId> _bodiesAsked = [];

    /// <summary>A peer claims the chain and shows its headers as soon as it is asked, or is asked for bodies.</summary>
    private void Show(PeerId peer)
    {
        _lastId.Remove(peer);
        _bodiesAsked.Remove(peer);
        Do(_planner.OnClaim(peer, Chain[^1].Work, Chain[^1].Hash, _now));
        while (!_lastId.ContainsKey(peer) && !_bodiesAsked.Contains(peer)) Pass(0.5);
        if (!_lastId.TryGetValue(peer, out var id)) return; // Another peer's headers showed its chain.
        Do(_planner.OnHeaders(peer, id, [.. Chain.Select(DrawnHeaders.Item)], more: false, _now));
        Do(_planner.OnConsidered(peer, id, Chain[^1].Point, [.. Chain.Select(node => node.Hash)], null, _now));
    }

    private PeerId Join(string address, bool isOutbound = false, bool isNamed = false)
    {
        var peer = new PeerId(++_last);
        _planner.OnPeerReady(
            peer, PeerOrigin.Of(new IPEndPoint(IPAddress.Parse(address), 50_000), isOutbound, isNamed));
        return peer;
    }

    private void Claim(PeerId peer, ulong work) =>
        Do(_planner.OnClaim(peer, new Work(work), Hash256.Of(BitConverter.GetBytes(work)), _now));

    private void WaitFor(PeerId peer)
    {
        while (_asked.TrueForAll(asked => asked.Peer != peer))
        {
            _now = _planner.Deadline!.Value;
            Do(_planner.OnTime(_now));
        }
    }

    private void Pass(double seconds)
    {
        var end = _now.Plus(TimeSpan.FromSeconds(seconds));
        while (_planner.Deadline is { } due && due <= end)
        {
            _now = due > _now ? due : _now;
            Do(_planner.OnTime(_now));
        }
        _now = end;
    }

    /// <summary>Our own ledger answers at once. The peers do not.</summary>
    private void Do(IReadOnlyList<SyncAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case SyncAction.AskLocator: Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now)); break;
                case SyncAction.AskHeaders ask:
                    _asked.Add((ask.Peer, _now));
                    _lastId[ask.Peer] = ask.Id;
                    break;
                case SyncAction.Consider: break;
                case SyncAction.AskBlocks ask: _bodiesAsked.Add(ask.Peer); break;
                case SyncAction.Drop(var peer, _): Do(_planner.OnPeerGone(peer, _now)); break;
                default: throw new InvalidOperationException($"{action} is unexpected.");
            }
        }
    }
}
