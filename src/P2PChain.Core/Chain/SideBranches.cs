using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>The branches beside the best chain: their room, and the better one under validation.</summary>
/// <remarks>Source: docs/rules.md F5, F7.</remarks>
internal sealed class SideBranches(ChainState chain, BranchLimits limits)
{
    private BranchStage? _stage;

    // The branch beside which no other side block is kept, if it takes more room than there is.
    private Hash256? _alone;

    /// <summary>This node's bounds.</summary>
    public BranchLimits Limits => limits;

    /// <summary>The last block of the branch that was fetched last. It makes no room for others.</summary>
    public Hash256 Fetched { get; private set; }

    /// <summary>Whether one branch takes all the room, so that nothing can make room.</summary>
    public bool IsRoomTaken => _alone is { } last && chain.Tree.TryGet(last, out _);

    /// <summary>Whether a better branch waits for its validation.</summary>
    public bool IsStaging { get; private set; }

    /// <summary>The last block of the better branch that is followed; null if the best chain is the best one.</summary>
    public ChainPoint? Followed =>
        IsStaging && chain.Tree.TryGet(Fetched, out var node) && node.Beats(chain.Tip) ? node.Point : null;

    /// <summary>Finds the branch whose validation a restart interrupted.</summary>
    public void OnLoaded()
    {
        if (Best() is { } best) OnFetched(best.Hash);
    }

    /// <summary>Keeps a block of the branch that is being fetched. Other side branches make room for it.</summary>
    public ChainStep Keep(Block block, params IEnumerable<IChainEvent> events)
    {
        var tree = chain.Tree;
        var parent = block.Header.PrevHash;
        var excess = tree.SideBytes + BlockTree.HeaderBytes + block.TransactionBytes - limits.SideBytesMax;
        var forgotten = _alone == parent ? [] : SideRoom.Make(tree.Side, excess, keep: parent).Forgotten;
        var change = new ChainChange { Stored = [block], Forgotten = forgotten };
        return new ChainStep(Verdict.OnSideBranch.Instance, change, [new ChainEvents.BranchGrew(), .. events])
        {
            Fetched = block.Hash,
        };
    }

    /// <summary>Whether the way to a better block takes more than one step.</summary>
    public bool IsLong(HeaderNode target)
    {
        if (_stage?.Target.Hash == target.Header.PrevHash) return true;
        var tree = chain.Tree;
        var (fork, branch) = tree.BranchTo(target);
        var bytes = branch.Sum(node => tree.BytesOf(node.Hash));
        for (var node = tree.Tip; node.Hash != fork.Hash && bytes <= limits.StepBytesMax; node = node.Parent!)
            bytes += tree.BytesOf(node.Hash);
        return bytes > limits.StepBytesMax;
    }

    /// <summary>
    /// The better branch to validate next; null if no kept branch beats the best chain. A branch that is beaten while
    /// it is validated goes on from there when it beats the best chain again.
    /// </summary>
    public BranchStage? Next()
    {
        if (_stage?.Target.Beats(chain.Tip) == true) return _stage;
        var best = Best();
        IsStaging = best is not null;
        return best is null ? null : _stage = new BranchStage(chain, best, IsLong(best));
    }

    /// <summary>A step was applied.</summary>
    public void OnApplied(ChainStep step)
    {
        if (step.Advance is { } advance) _stage!.Advance(advance);
        if (_stage?.FitsTo(chain.Tree) == false) _stage = null;
        if (step.Change.MovesTip) _alone = null;
        if (step.Fetched is { } fetched) OnFetched(fetched);
    }

    private void OnFetched(Hash256 hash)
    {
        Fetched = hash;
        _alone = chain.Tree.SideBytes > limits.SideBytesMax ? hash : null;
        if (!chain.Tree.TryGet(hash, out var node)) return;
        _stage?.TryExtend(node);
        IsStaging |= node.Beats(chain.Tip);
    }

    private HeaderNode? Best()
    {
        HeaderNode? best = null;
        foreach (var (node, _) in chain.Tree.Side)
            if (node.Beats(best ?? chain.Tip)) best = node;
        return best;
    }
}
