using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The effect of a new tip on items, pool, marks and side branches.</summary>
/// <remarks>Source: docs/rules.md F5, F6, F7.</remarks>
internal sealed class TipChange(ChainState chain, OwnMarks own, UnixTime now, Moment elapsed)
{
    // Two nodes that mined at once never abandon so many blocks.
    private const int AbandonedMax = 100;

    /// <summary>The last common block.</summary>
    public required HeaderNode Fork { get; init; }

    /// <summary>The new tip.</summary>
    public required HeaderNode Tip { get; init; }

    /// <summary>The custody after it.</summary>
    public required CustodyState Custody { get; init; }

    /// <summary>The items that the blocks of either side changed.</summary>
    public required IReadOnlySet<ItemId> Touched { get; init; }

    /// <summary>The blocks that leave the best chain, the tip first.</summary>
    public required IReadOnlyList<HeaderNode> Abandoned { get; init; }

    /// <summary>The blocks that join it, the lowest first.</summary>
    public required IReadOnlyList<HeaderNode> Adopted { get; init; }

    /// <summary>The abandoned transactions in chain order.</summary>
    public required IEnumerable<Transaction> Returned { get; init; }

    /// <summary>Whether one of the adopted blocks holds a transaction.</summary>
    public required Func<Hash256, bool> IsConfirmed { get; init; }

    /// <summary>The change, without its blocks.</summary>
    public ChainChange Plan()
    {
        var pool = chain.Pool.PlanMove(new PoolMove(
            new PoolRules(chain.Rules, Tip.Height + 1), Custody, IsConfirmed, chain.Pool.ReturnedRoom)
        {
            Returned = Returned.Select(t => (t, new PoolSource(own.OriginOf(t.TxId), null))),
            ReturnedCount = Abandoned.Sum(node => node.Header.TxCount),
            Touched = Touched,
            JudgesAll = chain.Rules.At(Tip.Height + 1) != chain.PoolRules.Set,
        });
        var waiting = pool.Added.Select(entry => entry.Transaction.TxId).ToHashSet();
        return new ChainChange
        {
            Forgotten = MakeRoom(),
            Items = [.. Touched.Order().Select(uid => KeyValuePair.Create(uid, Custody.Find(uid)))],
            At = now,
            Elapsed = elapsed,
            Pool = pool,
            Unmarked = own.Excess(txId => chain.Pool.Find(txId) is not null || waiting.Contains(txId)),
        };
    }

    /// <summary>The events that follow those of the blocks.</summary>
    /// <param name="pool">The planned change of the pool.</param>
    /// <param name="from">The connection that sent the tip's block; null if it was mined or kept here.</param>
    /// <param name="isCatchingUp">Whether a sync fetched it.</param>
    public IEnumerable<IChainEvent> Events(PoolChange pool, PeerId? from, bool isCatchingUp)
    {
        yield return new ChainEvents.TipMoved(Tip.Point, from, Abandoned.Count, isCatchingUp);
        if (Abandoned.Count > 0) yield return Reorganised(pool);
        var clock = new PoolClock(now, Tip.RecentMaxTimeMs());
        foreach (var entry in pool.Added)
            yield return new ChainEvents.TransactionAdmitted(
                entry, IsReturned: true, clock.WaitsUntil(entry.Transaction));
        foreach (var refused in pool.Refused) yield return new ChainEvents.TransactionRefused(refused);
    }

    private ChainEvents.Reorganised Reorganised(PoolChange pool)
    {
        var oldest = new UnixTime(Abandoned.Min(node => node.Header.TimeMs));
        var isDeep = Abandoned.Count > AbandonedMax
            || (now.Since(oldest) > StandingHeight.Age && chain.Stood.At(elapsed) > Fork.Height);
        return new(Fork.Point, Tip.Point, Abandoned.Count, Adopted.Count, oldest, isDeep, Unseated(pool));
    }

    private ImmutableArray<Unseated> Unseated(PoolChange pool)
    {
        var waiting = pool.Added.Select(entry => entry.Transaction.TxId).ToHashSet();
        var found = ImmutableArray.CreateBuilder<Unseated>();
        foreach (var uid in Touched.Order())
        {
            if (chain.Custody.Find(uid) is { Holder: { } holder } before && before.Since > Fork.Height
                && !IsConfirmed(before.TxId))
                found.Add(new Unseated(uid, holder, before.TxId, waiting.Contains(before.TxId)));
        }
        return found.ToImmutable();
    }

    /// <summary>Keeps the abandoned blocks as side blocks, as far as there is room.</summary>
    private ImmutableArray<Hash256> MakeRoom()
    {
        var tree = chain.Tree;
        var excess = tree.SideBytes - chain.Branches.Limits.SideBytesMax
            + Abandoned.Sum(node => tree.BytesOf(node.Hash)) - Adopted.Sum(node => tree.BytesOf(node.Hash));
        if (excess <= 0 || (Abandoned.Count == 0 && chain.Branches.IsRoomTaken)) return [];
        var joined = Adopted.Select(node => node.Hash).ToHashSet();
        var side = tree.Side.Where(kept => !joined.Contains(kept.Node.Hash))
            .Concat(Abandoned.Select(node => (Node: node, Bytes: tree.BytesOf(node.Hash)))).ToList();
        return SideRoom.Make(side, excess, chain.Branches.Fetched).Forgotten;
    }
}
