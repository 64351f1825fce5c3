using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Chain;

/// <summary>
/// Plans a reorganisation in one step: undoes the blocks down to the fork and connects the better branch. If a block of
/// the branch is invalid, it and its descendants are condemned, and the best chain stays as it is.
/// </summary>
/// <remarks>Source: docs/rules.md F3, F5.</remarks>
internal sealed class BranchPlan(ChainState chain, IBlockReader reader, OwnMarks own, UnixTime now, Moment elapsed)
{
    private readonly List<IChainEvent> _events = [];
    private readonly List<HeaderNode> _disconnected = [];
    private readonly List<ConnectedBlock> _connected = [];
    private readonly List<Block> _abandoned = [];
    private readonly HashSet<ItemId> _touched = [];
    private CustodyState _custody = chain.Custody;

    /// <summary>Plans the step.</summary>
    /// <param name="tip">The branch's last block. It beats the tip.</param>
    /// <param name="last">Its content if it is not stored yet.</param>
    /// <param name="from">The connection that sent it.</param>
    /// <param name="isRequested">Whether this node asked for it.</param>
    public ChainStep Plan(HeaderNode tip, Block? last, PeerId? from, bool isRequested)
    {
        var (fork, branch) = chain.Tree.BranchTo(tip);
        Disconnect(fork);
        foreach (var node in branch)
        {
            var block = node.Hash == last?.Hash ? last : reader.ReadBlock(node.Hash);
            if (!CustodyStep.TryConnect(chain.Rules.At(node.Height), _custody, block, out var step, out var violation))
                return Condemnation.Of(chain.Tree, node, violation, tip.Hash);
            Connect(new ConnectedBlock(node, block, step.Undo), step.After, block == last ? from : null);
        }
        var change = new TipChange(chain, own, now, elapsed)
        {
            Fork = fork,
            Tip = tip,
            Custody = _custody,
            Touched = _touched,
            Abandoned = _disconnected,
            Adopted = [.. branch],
            Returned = _abandoned.SelectMany(block => block.Transactions),
            IsConfirmed = _connected.SelectMany(one => one.Block.Transactions).Select(t => t.TxId).ToHashSet().Contains,
        };
        var planned = change.Plan() with
        {
            Stored = last is null ? [] : [last],
            Disconnected = [.. _disconnected],
            Connected = [.. _connected],
        };
        _events.AddRange(change.Events(planned.Pool, from, isRequested && from is not null));
        return new ChainStep(Verdict.Connected.Instance, planned, [.. _events]) { CustodyAfter = _custody };
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
        _events.Add(new ChainEvents.BlockConnected(connected.Block, from)
        {
            ReleasedByOthers = ReleasedByOther.Of(connected),
        });
        foreach (var transaction in connected.Block.Transactions)
        {
            if (own.IsOwn(transaction))
                _events.Add(new ChainEvents.TransactionConfirmed(transaction, connected.Node.Height));
        }
    }
}
