using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// The progress of a long reorganisation. It goes down from the tip to the fork, and then up the better branch, a part
/// in each step. Meanwhile the best chain stands.
/// </summary>
/// <remarks>It is in memory only. After a restart it begins anew. Source: docs/rules.md F5.</remarks>
internal sealed class BranchStage
{
    private readonly List<HeaderNode> _branch;
    private readonly HashSet<ItemId> _touched = [];
    private readonly Dictionary<Hash256, ChainEvents.TransactionConfirmed> _own = [];
    private readonly List<ReleasedByOther> _released = [];

    public BranchStage(ChainState chain, HeaderNode target, bool isLong)
    {
        var (fork, branch) = chain.Tree.BranchTo(target);
        Fork = fork;
        At = chain.Tip;
        Top = chain.Tip;
        Custody = chain.Custody;
        _branch = [.. branch];
        IsAtFork = At.Hash == fork.Hash;
        IsLong = isLong;
    }

    /// <summary>Whether it takes more than one step.</summary>
    public bool IsLong { get; }

    /// <summary>The last common block.</summary>
    public HeaderNode Fork { get; }

    /// <summary>The tip at the beginning.</summary>
    public HeaderNode Top { get; }

    /// <summary>The block after which <see cref="Custody"/> is.</summary>
    public HeaderNode At { get; private set; }

    /// <summary>The custody reached.</summary>
    public CustodyState Custody { get; private set; }

    /// <summary>The last block of the branch.</summary>
    public HeaderNode Target => _branch[^1];

    /// <summary>The blocks of the branch, the lowest first.</summary>
    public IReadOnlyList<HeaderNode> Branch => _branch;

    /// <summary>The items that the blocks so far changed.</summary>
    public IReadOnlySet<ItemId> Touched => _touched;

    /// <summary>The own transactions in the branch's blocks so far.</summary>
    public IReadOnlyDictionary<Hash256, ChainEvents.TransactionConfirmed> Own => _own;

    /// <summary>The releases by other keys that ended an own request, in the branch's blocks so far.</summary>
    public IReadOnlyList<ReleasedByOther> Released => _released;

    /// <summary>Whether the fork was reached.</summary>
    public bool IsAtFork { get; private set; }

    /// <summary>Whether the whole branch is valid.</summary>
    public bool IsComplete => IsAtFork && At.Hash == Target.Hash;

    /// <summary>The blocks of the branch that are not validated yet.</summary>
    public IEnumerable<HeaderNode> Rest => _branch.Skip((int)(At.Height - Fork.Height));

    /// <summary>Whether the branch may be joined to this chain from where it is.</summary>
    public bool FitsTo(BlockTree tree) =>
        tree.IsOnBestChain(Fork)
        && !tree.IsOnBestChain(_branch[0])
        && (IsAtFork || tree.IsOnBestChain(At))
        && tree.TryGet(Target.Hash, out _);

    /// <summary>Takes a further block if it is of this branch.</summary>
    public void TryExtend(HeaderNode node)
    {
        if (node.Header.PrevHash == Target.Hash) _branch.Add(node);
    }

    /// <summary>Takes the part of a step that was written.</summary>
    public void Advance(StageAdvance made)
    {
        At = made.At;
        Custody = made.Custody;
        IsAtFork |= At.Hash == Fork.Hash;
        _touched.UnionWith(made.Touched);
        foreach (var own in made.Own) _own[own.Transaction.TxId] = own;
        _released.AddRange(made.Released);
    }
}
