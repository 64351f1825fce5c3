using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>Checks every change of the best chain before it is written and after it was applied.</summary>
/// <remarks>The checks cost less than one signature. A step that does not touch the best chain costs nothing.</remarks>
public static class ChainInvariants
{
    /// <summary>Checks a plan before it is written.</summary>
    /// <exception cref="InvariantException">The plan makes the ledger worse, or could not be undone.</exception>
    public static void CheckPlan(HeaderNode tip, ChainStep step)
    {
        var change = step.Change;
        if (!change.MovesTip) return;
        var at = tip;
        foreach (var node in change.Disconnected)
        {
            Invariant.Check(
                node.Hash == at.Hash && at.Parent is not null, "What leaves the best chain is its tip", node);
            at = at.Parent;
        }
        var confirmed = new HashSet<Hash256>();
        foreach (var (node, block, undo) in change.Connected)
        {
            Invariant.Check(node.Header.PrevHash == at.Hash, "A block follows the one before it", node);
            var undone = undo.Before.Select(item => item.Key).ToHashSet();
            Invariant.Check(undone.Count == undo.Before.Length, "An item is undone once", node);
            Invariant.Check(
                block.Transactions.All(transaction => undone.Contains(transaction.Uid)),
                "A block on the best chain can be undone",
                node);
            foreach (var transaction in block.Transactions)
                Invariant.Check(confirmed.Add(transaction.TxId), "A transaction is confirmed once", transaction.TxId);
            at = node;
        }
        if (change.Join is { } join)
        {
            at = join.Branch[^1];
            Invariant.Check(join.Branch[0].Header.PrevHash == join.Fork.Hash, "A branch begins at its fork", join.Fork);
            Invariant.Check(
                join.Abandoned is [] || join.Abandoned[^1].Header.PrevHash == join.Fork.Hash,
                "What leaves the best chain is what is above the fork",
                join.Fork);
        }
        Invariant.Check(at.Beats(tip), "A change of the best chain is to a better one", at);
        Invariant.Check(
            step.CustodyAfter?.Root == at.Header.CustodyRoot, "Custody is what the tip's header states", at);
        foreach (var entry in change.Pool.Added)
        {
            var txId = entry.Transaction.TxId;
            Invariant.Check(!confirmed.Contains(txId), "What is confirmed does not wait", txId);
        }
    }

    /// <summary>Checks the state after a step was applied.</summary>
    /// <exception cref="InvariantException">Memory differs from the plan.</exception>
    public static void CheckState(ChainState chain, ChainStep step)
    {
        var change = step.Change;
        if (!change.MovesTip) return;
        var tip = chain.Tip;
        var last = change.Join is { } join ? join.Branch[^1] : change.Connected[^1].Node;
        Invariant.Check(tip.Hash == last.Hash, "The tip is the last block connected", tip);
        Invariant.Check(chain.Custody.Root == tip.Header.CustodyRoot, "Custody is what the tip's header states", tip);
        foreach (var txId in change.Connected.SelectMany(one => one.Block.Transactions).Select(one => one.TxId))
            Invariant.Check(chain.Pool.Find(txId) is null, "What is confirmed does not wait", txId);
    }

    /// <summary>Reads a written change back.</summary>
    /// <exception cref="InvalidDataException">
    /// The disk returns something else: it fails, or another program wrote there.
    /// </exception>
    public static void CheckStored(IBlockReader store, ChainChange change)
    {
        if (change.Connected is not [.., var last]) return;
        if (!store.ReadUndo(last.Node.Hash).Before.SequenceEqual(last.Undo.Before))
            throw new InvalidDataException($"The disk does not hold block {last.Node} as it was committed.");
    }
}
