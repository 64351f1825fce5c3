using System.Collections.Immutable;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>
/// A planner among a ledger that answers in order and peers that answer late, not at all, or with less than they
/// claimed.
/// Checks at every action that its peer is there and owes no more than sixteen bodies.
/// </summary>
internal sealed class SyncWorld
{
    private const int Page = 3;
    private const int InFlightMax = 16;

    private readonly SyncPlanner _planner = new();
    private readonly Dictionary<PeerId, Peer> _peers = [];
    private readonly Dictionary<Hash256, HeaderNode> _kept = new() { [DrawnHeaders.Genesis.Hash] = DrawnHeaders.Genesis };
    private readonly Dictionary<Hash256, HeaderNode> _linked = [];
    private readonly Queue<SyncAction> _toChain = new();
    private readonly Dictionary<PeerId, HashSet<Hash256>> _inFlight = [];
    private Moment _now = new(1_766_620_800_000);

    public SyncWorld() => _planner.OnOurTip(Tip.Work, Tip.Hash, _now);

    public enum Kind
    {
        Honest,
        Silent,
        Liar,
        Forgetful,
        Bodiless,
    }

    public HeaderNode Tip { get; private set; } = DrawnHeaders.Genesis;

    public bool IsIdle => _planner.IsIdle && _planner.Deadline is null;

    public IEnumerable<HeaderNode> HonestTips => _peers.Values.Where(peer => peer.Kind == Kind.Honest).Select(
        peer => peer.Tip);

    public void Join(int number, Kind kind, HeaderNode[] chain)
    {
        _peers[new PeerId(number)] = new Peer(kind, chain);
        _planner.OnPeerReady(new PeerId(number), new PeerOrigin(IsChosen: number == 0, $"address {number / 2}"));
    }

    public void Claim(int number)
    {
        if (!_peers.TryGetValue(new PeerId(number), out var peer)) return;
        var work = peer.Kind == Kind.Liar ? new Work(UInt128.MaxValue >> 30) : peer.Tip.Work;
        Do(_planner.OnClaim(new PeerId(number), work, peer.Tip.Hash, _now));
    }

    public void Leave(int number)
    {
        if (_peers.Remove(new PeerId(number))) Do(_planner.OnPeerGone(new PeerId(number), _now));
    }

    public void Wait(int seconds)
    {
        _now = _now.Plus(TimeSpan.FromSeconds(seconds));
        Do(_planner.OnTime(_now));
    }

    /// <summary>The ledger answers its oldest question.</summary>
    public bool ChainAnswers()
    {
        if (!_toChain.TryDequeue(out var question)) return false;
        switch (question)
        {
            case SyncAction.Consider consider: Do(Considered(consider)); break;
            case SyncAction.Submit submit: Judge(submit.Block.Block); break;
            default: Do(_planner.OnLocator(Locator(), _now)); break;
        }
        return true;
    }

    /// <summary>A peer answers its oldest question, a body at a time.</summary>
    public bool PeerAnswers(int number)
    {
        var id = new PeerId(number);
        if (!_peers.TryGetValue(id, out var peer) || peer.Kind == Kind.Silent || !peer.Asked.TryDequeue(out var question)) return false;
        switch (question)
        {
            case SyncAction.AskHeaders ask: Do(Headers(peer, ask)); break;
            case Hash256 when peer.Kind == Kind.Bodiless: break;
            case Hash256 hash when peer.Kind == Kind.Forgetful: Do(_planner.OnNotFound(id, [hash], _now)); break;
            case Hash256 hash: Body(id, peer, hash); break;
            default: throw new InvalidOperationException();
        }
        return true;
    }

    /// <summary>Everybody says once more what they have, and everything that can happen happens.</summary>
    public void ComeToRest()
    {
        foreach (var id in _peers.Keys.ToList()) Claim((int)id.Number);
        for (var steps = 0; !IsIdle; steps++)
        {
            Assert.True(steps < 10_000, "the planner never comes to rest");
            if (ChainAnswers() || _peers.Keys.ToList().Exists(id => PeerAnswers((int)id.Number))) continue;
            Wait(60);
        }
    }

    private void Do(IReadOnlyList<SyncAction> actions)
    {
        foreach (var id in _inFlight.Keys.Except(_planner.FetchingFrom).ToList()) _inFlight.Remove(id);
        foreach (var action in actions)
        {
            switch (action)
            {
                case SyncAction.AskLocator: _toChain.Enqueue(action); break;
                case SyncAction.Consider or SyncAction.Submit: _toChain.Enqueue(action); break;
                case SyncAction.AskHeaders ask: _peers[ask.Peer].Asked.Enqueue(ask); break;
                case SyncAction.AskBlocks ask:
                    if (!_inFlight.TryGetValue(ask.Peer, out var owed)) _inFlight.Add(ask.Peer, owed = []);
                    foreach (var hash in ask.Hashes) Assert.True(owed.Add(hash));
                    Assert.True(owed.Count <= InFlightMax);
                    foreach (var hash in ask.Hashes) _peers[ask.Peer].Asked.Enqueue(hash);
                    break;
                // It connects again at once; what it was asked before it does not answer.
                case SyncAction.Drop(var id, { Code: PeerFaultCode.NoAnswer }): _peers[id].Asked.Clear(); break;
                default: throw new InvalidOperationException($"Nobody here deserves {action}.");
            }
        }
    }

    private IReadOnlyList<SyncAction> Headers(Peer peer, SyncAction.AskHeaders ask)
    {
        var fork = ask.Locator.Select(peer.HeightOf).FirstOrDefault(height => height >= 0, 0);
        var rest = peer.Kind == Kind.Liar ? [] : peer.Chain.Skip((int)fork).ToList();
        return _planner.OnHeaders(
            ask.Peer, ask.Id, [.. rest.Take(Page).Select(DrawnHeaders.Item)], rest.Count > Page, _now);
    }

    private IReadOnlyList<SyncAction> Considered(SyncAction.Consider consider)
    {
        var parent = consider.After is { } last ? _linked[last] : _kept[consider.Items[0].Header.PrevHash];
        var nodes = new List<HeaderNode>();
        foreach (var item in consider.Items)
            nodes.Add(parent = _kept.GetValueOrDefault(item.Hash) ?? parent.Child(item.Header, item.Hash, item.Seal));
        _linked[parent.Hash] = parent;
        var missing = nodes.Select(node => node.Hash).Where(hash => !_kept.ContainsKey(hash));
        return _planner.OnConsidered(consider.Peer, consider.Id, nodes[^1].Point, [.. missing], null, _now);
    }

    private void Body(PeerId id, Peer peer, Hash256 hash)
    {
        _inFlight.GetValueOrDefault(id)?.Remove(hash);
        var node = peer.Chain.First(node => node.Hash == hash);
        Do(_kept.ContainsKey(hash)
            ? _planner.OnKnownBody(id, hash, Verdict.AlreadyKnown.Instance, default, _now)
            : _planner.OnBody(id, DrawnBlocks.Body(node), _now));
    }

    /// <summary>The ledger gets each block after its parent.</summary>
    private void Judge(Block block)
    {
        var parent = _kept[block.Header.PrevHash];
        var node = parent.Child(block.Header, block.Hash, null);
        _kept.TryAdd(node.Hash, node);
        if (node.Beats(Tip))
        {
            Tip = node;
            Do(_planner.OnOurTip(node.Work, node.Hash, _now));
        }
        Do(_planner.OnJudged(node.Hash, Verdict.Connected.Instance, default, _now));
    }

    private ImmutableArray<Hash256> Locator()
    {
        var hashes = ImmutableArray.CreateBuilder<Hash256>();
        for (var node = Tip; node is not null; node = node.Parent) hashes.Add(node.Hash);
        return hashes.ToImmutable();
    }

    private sealed class Peer(Kind kind, HeaderNode[] chain)
    {
        public Kind Kind { get; } = kind;

        public HeaderNode[] Chain { get; } = chain;

        public HeaderNode Tip => Chain[^1];

        public Queue<object> Asked { get; } = new();

        public long HeightOf(Hash256 hash) =>
            hash == DrawnHeaders.Genesis.Hash ? 0 : Chain.FirstOrDefault(node => node.Hash == hash)?.Height ?? -1;
    }
}
