using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Chain;

/// <summary>
/// Plans a reorganisation: undoes the blocks down to the fork and connects the better branch. If a block of the branch
/// is invalid, it and its descendants are condemned, and the best chain stays as it is.
/// </summary>
/// <remarks>Source: docs/rules.md F3, F5, F6.</remarks>
internal sealed class BranchPlan(
    ChainState chain, IBlockReader reader, OwnMarks own, UnixTime now, Moment elapsed)
{
    // Two nodes that mined at once never abandon so many blocks.
    private const int AbandonedMax = 100;

    private readonly ImmutableArray<IChainEvent>.Builder _events = ImmutableArray.CreateBuilder<IChainEvent>();
    private readonly ImmutableArray<HeaderNode>.Builder _disconnected = ImmutableArray.CreateBuilder<HeaderNode>();
    private readonly ImmutableArray<ConnectedBlock>.Builder _connected = ImmutableArray.CreateBuilder<ConnectedBlock>();
    private readonly List<Block> _abandoned = [];
    private readonly HashSet<ItemId> _touched = [];
    private CustodyState _custody = chain.Custody;

    public ChainStep Plan(HeaderNode tip, Block last, PeerId? from, bool isRequested)
    {
        var (fork, branch) = chain.Tree.BranchTo(tip);
        Disconnect(fork);
        foreach (var node in branch)
        {
            var block = node.Hash == last.Hash ? last : reader.ReadBlock(node.Hash);
            if (!CustodyStep.TryConnect(chain.Rules.At(node.Height), _custody, block, out var step, out var violation))
                return Condemned(node, last, violation);
            Connect(new ConnectedBlock(node, block, step.Undo), step.After, node.Hash == last.Hash ? from : null);
        }
        return Step(tip, last, from, isRequested);
    }

    private void Disconnect(HeaderNode fork)
    {
        for (var node = chain.Tip; node.Hash != fork.Hash; node = node.Parent!)
        {
            var undo = reader.ReadUndo(node.Hash);
            _custody = undo.Undo(_custody);
            foreach (var (uid, _) in undo.Before) _touched.Add(uid);
            var block = reader.ReadBlock(node.Hash);
            _abandoned.Add(block);
            _disconnected.Add(node);
            _events.Add(new ChainEvents.BlockDisconnected(block));
        }
        // A damaged undo record must not condemn a good branch.
        if (_custody.Root != fork.Header.CustodyRoot)
            throw new InvalidDataException($"The stored undo records do not lead back to block {fork}.");
        _abandoned.Reverse();
    }

    private void Connect(ConnectedBlock connected, CustodyState after, PeerId? from)
    {
        _custody = after;
        _connected.Add(connected);
        foreach (var (uid, _) in connected.Undo.Before) _touched.Add(uid);
        _events.Add(new ChainEvents.BlockConnected(connected.Block, from) { ReleasedByOthers = ReleasedByOther.Of(connected) });
    }

    private ChainStep Step(HeaderNode tip, Block last, PeerId? from, bool isRequested)
    {
        var returned = _abandoned.SelectMany(block => block.Transactions).Select(t => (t, new PoolSource(own.OriginOf(t.TxId), null)));
        var mayReturn = _abandoned.SelectMany(block => block.Transactions).Select(t => t.TxId).ToHashSet();
        var confirmed = _connected.SelectMany(connected => connected.Block.Transactions);
        var pool = chain.Pool.PlanMove(
            new PoolRules(chain.Rules, tip.Height + 1), chain.PoolRules, _custody, [.. returned], [.. confirmed]);
        _events.Add(new ChainEvents.TipMoved(tip.Point, from, _disconnected.Count, isRequested && from is not null));
        if (_disconnected.Count > 0) _events.Add(Reorganised(tip, pool));
        var clock = new PoolClock(now, tip.RecentMaxTimeMs());
        foreach (var entry in pool.Added)
            _events.Add(new ChainEvents.TransactionAdmitted(entry, IsReturned: true, clock.WaitsUntil(entry.Transaction)));
        foreach (var refused in pool.Refused) _events.Add(new ChainEvents.TransactionRefused(refused));
        var change = new ChainChange
        {
            Stored = [last],
            Forgotten = MakeRoom(),
            Disconnected = _disconnected.ToImmutable(),
            Connected = _connected.ToImmutable(),
            Items = [.. _touched.Order().Select(uid => KeyValuePair.Create(uid, _custody.Find(uid)))],
            At = now,
            Elapsed = elapsed,
            Pool = pool,
            Unmarked = own.Excess(txId => chain.Pool.Find(txId) is not null || mayReturn.Contains(txId)),
        };
        return new ChainStep(Verdict.Connected.Instance, change, _events.ToImmutable()) { CustodyAfter = _custody };
    }

    private ChainEvents.Reorganised Reorganised(HeaderNode tip, PoolChange pool)
    {
        var fork = _disconnected[^1].Parent!;
        var oldest = new UnixTime(_disconnected.Min(node => node.Header.TimeMs));
        var isDeep = _disconnected.Count > AbandonedMax
            || (now.Since(oldest) > StandingHeight.Age && chain.Stood.At(elapsed) > fork.Height);
        return new(fork.Point, tip.Point, _disconnected.Count, _connected.Count, oldest, isDeep, Unseated(fork, pool));
    }

    private ImmutableArray<Unseated> Unseated(HeaderNode fork, PoolChange pool)
    {
        var confirmed = _connected.SelectMany(connected => connected.Block.Transactions).Select(t => t.TxId).ToHashSet();
        var waiting = pool.Added.Select(entry => entry.Transaction.TxId).ToHashSet();
        var found = ImmutableArray.CreateBuilder<Unseated>();
        foreach (var uid in _touched.Order())
        {
            if (chain.Custody.Find(uid) is { Holder: { } holder } before && before.Since > fork.Height && !confirmed.Contains(before.TxId))
                found.Add(new Unseated(uid, holder, before.TxId, waiting.Contains(before.TxId)));
        }
        return found.ToImmutable();
    }

    /// <summary>Keeps the abandoned blocks as side blocks, as far as there is room.</summary>
    private ImmutableArray<Hash256> MakeRoom()
    {
        var excess = chain.Tree.SideBytes - chain.SideBytesLimit
            + _disconnected.Sum(node => chain.Tree.BytesOf(node.Hash))
            - _connected.Sum(connected => chain.Tree.BytesOf(connected.Node.Hash));
        if (excess <= 0) return [];
        var joined = _connected.Select(connected => connected.Node.Hash).ToHashSet();
        var side = chain.Tree.Side.Where(kept => !joined.Contains(kept.Node.Hash))
            .Concat(_disconnected.Select(node => (Node: node, Bytes: chain.Tree.BytesOf(node.Hash)))).ToList();
        return SideRoom.Make(side, excess, keep: default).Forgotten;
    }

    private ChainStep Condemned(HeaderNode bad, Block last, Violation violation)
    {
        var descent = new Violation(Rule.AncestorValid, bad.Hash.ToString(), violation.ToString());
        var forgotten = chain.Tree.SideDescendants(bad.Hash);
        var condemned = forgotten.Append(last.Hash).Distinct()
            .Select(hash => KeyValuePair.Create(hash, hash == bad.Hash ? violation : descent));
        var verdict = new Verdict.Invalid(bad.Hash == last.Hash ? violation : descent);
        return new ChainStep(verdict, new ChainChange { Forgotten = [.. forgotten] }, []) { Condemned = [.. condemned] };
    }
}
