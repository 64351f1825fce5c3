using System.Collections.Immutable;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Chain;

/// <summary>
/// Plans the next step of a long reorganisation. The steps before the last change no mark, item or waiting transaction:
/// they store the undo records of the branch. The memory of a step is bounded by the items that changed and by the
/// pool, not by the number of blocks.
/// </summary>
/// <remarks>Source: docs/rules.md F3, F5.</remarks>
internal sealed class StagePlan(
    ChainState chain, BranchStage stage, IBlockReader reader, OwnMarks own, UnixTime now, Moment elapsed)
{
    // Short enough that an answer of the chain does not wait for it noticeably.
    private const long PartBytes = 256L << 10;

    private readonly long _partBytes = Math.Clamp(chain.Branches.Limits.StepBytesMax / 4, 1, PartBytes);

    /// <summary>Plans the step.</summary>
    public ChainStep Plan()
    {
        if (stage.IsComplete) return Join();
        return stage.IsAtFork ? Rise() : Descend();
    }

    private ChainStep Descend()
    {
        var at = stage.At;
        var custody = stage.Custody;
        var touched = new HashSet<ItemId>();
        var bytes = 0L;
        for (; at.Hash != stage.Fork.Hash && bytes < _partBytes; at = at.Parent!)
        {
            var undo = reader.ReadUndo(at.Hash);
            custody = undo.Undo(custody);
            foreach (var (uid, _) in undo.Before) touched.Add(uid);
            bytes += chain.Tree.BytesOf(at.Hash);
        }
        if (custody.Root != at.Header.CustodyRoot)
            throw new InvalidDataException($"The stored undo records do not lead back to block {at}.");
        return Step(ChainChange.None, new StageAdvance(at, custody, [.. touched], [], []));
    }

    private ChainStep Rise()
    {
        var at = stage.At;
        var custody = stage.Custody;
        var staged = ImmutableArray.CreateBuilder<ConnectedBlock>();
        var confirmed = ImmutableArray.CreateBuilder<ChainEvents.TransactionConfirmed>();
        var bytes = 0L;
        foreach (var node in stage.Rest.TakeWhile(_ => bytes < _partBytes))
        {
            var block = reader.ReadBlock(node.Hash);
            if (!CustodyStep.TryConnect(chain.Rules.At(node.Height), custody, block, out var step, out var violation))
            {
                return Condemnation.Of(chain.Tree, node, violation, node.Hash) with
                {
                    Events = [new ChainEvents.Follows(chain.Tip.Point)],
                };
            }
            at = node;
            custody = step.After;
            staged.Add(new ConnectedBlock(node, block, step.Undo));
            foreach (var transaction in block.Transactions)
                if (own.IsOwn(transaction)) confirmed.Add(new(transaction, node.Height));
            bytes += chain.Tree.BytesOf(node.Hash);
        }
        var touched = staged.SelectMany(one => one.Undo.Before).Select(before => before.Key).Distinct();
        var change = new ChainChange
        {
            BeginsStage = stage.At.Hash == stage.Fork.Hash,
            Staged = staged.ToImmutable(),
        };
        // The marks of own transactions are bounded, so these are.
        var released = staged.SelectMany(one => ReleasedByOther.Of(one)).Where(one => own.IsOwn(one.Request));
        return Step(change, new StageAdvance(at, custody, [.. touched], confirmed.ToImmutable(), [.. released]));
    }

    private static ChainStep Step(ChainChange change, StageAdvance advance) =>
        new(Verdict.OnSideBranch.Instance, change, []) { Advance = advance };

    private ChainStep Join()
    {
        var abandoned = new List<HeaderNode>();
        for (var node = chain.Tip; node.Hash != stage.Fork.Hash; node = node.Parent!) abandoned.Add(node);
        var tip = new TipChange(chain, own, now, elapsed)
        {
            Fork = stage.Fork,
            Tip = stage.Target,
            Custody = stage.Custody,
            Touched = TouchedNow(),
            Abandoned = abandoned,
            Adopted = stage.Branch,
            Returned = Enumerable.Reverse(abandoned).SelectMany(node => reader.ReadBlock(node.Hash).Transactions),
            IsConfirmed = txId => reader.FindStaged(txId) is not null,
        };
        var change = tip.Plan() with { Join = new BranchJoin(stage.Fork, [.. abandoned], [.. stage.Branch]) };
        IChainEvent[] events =
        [
            new ChainEvents.BlockConnected(reader.ReadBlock(stage.Target.Hash), null)
            {
                ReleasedByOthers = [.. stage.Released],
            },
            .. Confirmed(change.Pool),
            .. tip.Events(change.Pool, from: null, isCatchingUp: false),
        ];
        return new ChainStep(Verdict.Connected.Instance, change, [.. events]) { CustodyAfter = stage.Custody };
    }

    /// <summary>The items changed, those of blocks that joined the best chain meanwhile included.</summary>
    private HashSet<ItemId> TouchedNow()
    {
        var common = stage.Top;
        while (!chain.Tree.IsOnBestChain(common)) common = common.Parent!;
        var touched = new HashSet<ItemId>(stage.Touched);
        for (var node = chain.Tip; node.Height > common.Height; node = node.Parent!)
            foreach (var (uid, _) in reader.ReadUndo(node.Hash).Before) touched.Add(uid);
        return touched;
    }

    /// <summary>The own transactions in the branch. Some came here after their block was validated.</summary>
    private IEnumerable<ChainEvents.TransactionConfirmed> Confirmed(PoolChange pool)
    {
        var late = pool.Removed.Where(entry => entry.Source.IsOwn).Select(entry => entry.Transaction)
            .Where(transaction => !stage.Own.ContainsKey(transaction.TxId))
            .Select(transaction => (Transaction: transaction, Height: reader.FindStaged(transaction.TxId)))
            .Where(one => one.Height is not null)
            .Select(one => new ChainEvents.TransactionConfirmed(one.Transaction, one.Height!.Value));
        return stage.Own.Values.Concat(late).OrderBy(one => one.Height);
    }
}
