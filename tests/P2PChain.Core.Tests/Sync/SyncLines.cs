using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>A planner with peers on lines of given speeds. Its clock jumps from event to event.</summary>
/// <param name="bodyTakes">The time of a body on the line of each peer; null if it sends none.</param>
internal sealed class SyncLines(TimeSpan?[] bodyTakes)
{
    public const int Blocks = 300;

    private static readonly HeaderNode[] Chain = DrawnBlocks.Chain(Blocks);
    private static readonly Moment Start = new(5_000);

    private readonly SyncPlanner _planner = new();
    private readonly Moment[] _lineFree = [.. bodyTakes.Select(static _ => Start)];
    private readonly PriorityQueue<(PeerId From, HeaderNode Node), (Moment At, int Number)> _bodies = new();
    private readonly HashSet<Hash256> _kept = [];
    private readonly Queue<SyncAction> _actions = new();
    private bool _isActing;
    private Moment _now = Start;

    /// <summary>The bodies that were sent.</summary>
    public int Bodies { get; private set; }

    /// <summary>Fetches the chain.</summary>
    /// <returns>The time that it takes.</returns>
    public TimeSpan Run()
    {
        Do(_planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now));
        for (var i = 0; i < bodyTakes.Length; i++)
            Do(_planner.OnClaim(new PeerId(i), Chain[^1].Work, Chain[^1].Hash, _now));
        while (_kept.Count < Blocks)
        {
            if (_bodies.TryPeek(out var body, out var due) && !(_planner.Deadline < due.At))
            {
                _bodies.Dequeue();
                _now = due.At;
                Come(body.From, body.Node);
            }
            else
            {
                _now = _planner.Deadline!.Value;
                Do(_planner.OnTime(_now));
            }
        }
        return _now.Since(Start);
    }

    private void Come(PeerId from, HeaderNode node)
    {
        Bodies++;
        Do(_kept.Contains(node.Hash)
            ? _planner.OnKnownBody(from, node.Hash, Verdict.AlreadyKnown.Instance, default, _now)
            : _planner.OnBody(from, DrawnBlocks.Body(node), _now));
    }

    /// <summary>Headers and the ledger take no time.</summary>
    private void Do(IReadOnlyList<SyncAction> actions)
    {
        foreach (var action in actions) _actions.Enqueue(action);
        if (_isActing) return;
        _isActing = true;
        while (_actions.TryDequeue(out var action))
        {
            switch (action)
            {
                case SyncAction.AskLocator: Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now)); break;
                case SyncAction.AskHeaders ask:
                    Do(_planner.OnHeaders(ask.Peer, ask.Id, [.. Chain.Select(DrawnHeaders.Item)], more: false, _now));
                    break;
                case SyncAction.Consider page:
                    var missing = Chain.Select(node => node.Hash).Where(hash => !_kept.Contains(hash));
                    Do(_planner.OnConsidered(page.Peer, page.Id, Chain[^1].Point, [.. missing], null, _now));
                    break;
                case SyncAction.AskBlocks ask: foreach (var hash in ask.Hashes) Send(ask.Peer, hash); break;
                case SyncAction.Submit submit: Keep(submit.Block.Hash); break;
                default: throw new InvalidOperationException($"{action} is unexpected.");
            }
        }
        _isActing = false;
    }

    private void Send(PeerId peer, Hash256 hash)
    {
        var index = (int)peer.Number;
        if (bodyTakes[index] is not { } takes) return;
        _lineFree[index] = (_lineFree[index] > _now ? _lineFree[index] : _now).Plus(takes);
        _bodies.Enqueue((peer, Array.Find(Chain, node => node.Hash == hash)!), (_lineFree[index], _bodies.Count));
    }

    private void Keep(Hash256 hash)
    {
        _kept.Add(hash);
        var tip = Chain[_kept.Count - 1];
        Assert.Equal(tip.Hash, hash);
        Do(_planner.OnOurTip(tip.Work, tip.Hash, _now));
        Do(_planner.OnJudged(hash, Verdict.Connected.Instance, default, _now));
    }
}
