using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>
/// A chain with more missing headers than a session holds. The first pass proves its work, the second brings bodies.
/// </summary>
public sealed class SyncProofTests
{
    private const int HeldMax = 6;
    private const int PageSize = 4;

    private static readonly PeerId Ann = new(1);
    private static readonly PeerId Ben = new(2);
    private static readonly HeaderNode[] Better = DrawnHeaders.Chain(40);

    private readonly SyncPlanner _planner = new(HeldMax);
    private Moment _now = new(1_766_620_800_000);
    private readonly List<Hash256> _bodies = [];
    private int _headersBeforeBodies;
    private int _headers;
    private bool _promisesMore;

    [Theory]
    [InlineData(1, 8)] // wins by the third header: one pass
    [InlineData(30, 40)]
    [InlineData(39, 40)]
    public void Bodies_are_requested_once_the_headers_win_and_all_come_in_order(int ourHeight, int headersFirst)
    {
        OurTip(ourHeight);
        Run(Better, Better);
        Assert.Equal(Better.Select(node => node.Hash), _bodies);
        Assert.Equal(headersFirst, _headersBeforeBodies);
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void A_long_chain_that_loses_brings_no_bodies()
    {
        OurTip(60);
        Run(Better, Better);
        Assert.Empty(_bodies);
        Assert.Equal(Better.Length, _headers);
    }

    [Fact]
    public void A_peer_that_promises_more_headers_and_has_none_ends_the_sync()
    {
        OurTip(1);
        _promisesMore = true;
        Run(Better, Better);
        Assert.Equal(Better.Select(node => node.Hash), _bodies);
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void A_peer_that_shows_another_chain_in_the_second_pass_is_left()
    {
        OurTip(30);
        Run(Better, [.. Better[..9], .. DrawnHeaders.On(Better[8], 31, branch: 1)]);
        Assert.Equal(Better[..8].Select(node => node.Hash), _bodies);
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void A_peer_with_very_many_cheap_headers_takes_turns_with_the_others_and_each_turn_is_longer()
    {
        _planner.OnOurTip(new Work(1_000_000), Hash256.Zero, _now);
        _planner.OnClaim(Ann, new Work(3_000_000), Hash256.Of("ann"u8), _now);
        _planner.OnClaim(Ben, new Work(2_000_000), Hash256.Of("ben"u8), _now);
        Locate();
        int[] turns = [Turn(Ann), Turn(Ben), Turn(Ann), Turn(Ben), Turn(Ann), Turn(Ben)];
        Assert.Equal([12, 12, 12, 12, 24, 24], turns);
    }

    private readonly Dictionary<PeerId, SyncAction.AskHeaders> _asked = [];

    private void Locate()
    {
        foreach (var action in _planner.OnLocator([DrawnHeaders.Genesis.Hash], _now))
            if (action is SyncAction.AskHeaders ask) _asked[ask.Peer] = ask;
    }

    /// <summary>Headers that a peer sends until it must wait.</summary>
    private int Turn(PeerId peer)
    {
        var cheap = DrawnHeaders.Chain(100, branch: (int)peer.Number);
        var sent = 0;
        while (_asked.Remove(peer, out var ask))
        {
            var page = cheap.Skip(sent).Take(PageSize).ToArray();
            sent += page.Length;
            _planner.OnHeaders(peer, ask.Id, [.. page.Select(DrawnHeaders.Item)], more: true, _now);
            ImmutableArray<Hash256> missing = [.. page.Select(node => node.Hash)];
            var actions = _planner.OnConsidered(peer, ask.Id, page[^1].Point, missing, null, _now);
            foreach (var next in actions.OfType<SyncAction.AskHeaders>()) _asked[next.Peer] = next;
        }
        _now = _now.Plus(TimeSpan.FromSeconds(1));
        _planner.OnTime(_now);
        Locate();
        return sent;
    }

    private void OurTip(int height) =>
        _planner.OnOurTip(DrawnHeaders.Chain(height, branch: 9)[^1].Work, Hash256.Zero, _now);

    /// <summary>Plays the peer and the chain until the planner is done.</summary>
    private void Run(HeaderNode[] first, HeaderNode[] second)
    {
        var served = first;
        var passes = 0;
        var actions = new Queue<SyncAction>(_planner.OnClaim(Ann, new Work(100_000), Hash256.Of("tip"u8), _now));
        while (actions.TryDequeue(out var action))
        {
            var next = action switch
            {
                SyncAction.AskLocator => Locate(served = passes++ == 0 ? first : second),
                SyncAction.AskHeaders ask => Serve(served, ask),
                SyncAction.Consider consider => Link(served, consider),
                SyncAction.AskBlocks ask => Bodies(ask),
                _ => throw new InvalidOperationException($"{action} is unexpected."),
            };
            foreach (var one in next) actions.Enqueue(one);
        }
    }

    private IReadOnlyList<SyncAction> Locate(HeaderNode[] chain)
    {
        Assert.NotEmpty(chain);
        return _planner.OnLocator([DrawnHeaders.Genesis.Hash], _now);
    }

    private IReadOnlyList<SyncAction> Serve(HeaderNode[] chain, SyncAction.AskHeaders ask)
    {
        var from = Array.FindIndex(chain, node => node.Hash == ask.Locator[0]) + 1;
        var page = chain.Skip(from).Take(PageSize).Select(DrawnHeaders.Item).ToImmutableArray();
        if (_bodies.Count == 0) _headers += page.Length;
        return _planner.OnHeaders(ask.Peer, ask.Id, page, _promisesMore || from + page.Length < chain.Length, _now);
    }

    private IReadOnlyList<SyncAction> Link(HeaderNode[] chain, SyncAction.Consider page)
    {
        var end = Array.FindIndex(chain, node => node.Hash == page.Items[^1].Hash) + 1;
        var missing = chain[(end - page.Items.Length)..end].Select(node => node.Hash).Where(
            hash => !_bodies.Contains(hash));
        return _planner.OnConsidered(page.Peer, page.Id, chain[end - 1].Point, [.. missing], null, _now);
    }

    private List<SyncAction> Bodies(SyncAction.AskBlocks ask)
    {
        if (_bodies.Count == 0) _headersBeforeBodies = Math.Min(_headers, Better.Length);
        var next = new List<SyncAction>();
        foreach (var hash in ask.Hashes)
        {
            _bodies.Add(hash);
            next.AddRange(_planner.OnKnownBody(Ann, hash, Verdict.OnSideBranch.Instance, default, _now));
        }
        return next;
    }
}
