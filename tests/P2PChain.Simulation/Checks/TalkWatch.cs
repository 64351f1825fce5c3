using P2PChain.Core.Wire;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>Holds what a node says on a connection against its disk: P2, P3.</summary>
internal sealed class TalkWatch(SimNode node, Findings findings)
{
    // Written out again: docs/protocol.md, get_headers.
    private const int LocatorDense = 10;

    private int _wipes;
    private long _height;

    /// <summary>Whether the network's difficulty moves: then a chain of fewer blocks may have more work.</summary>
    public bool IsMoving { get; init; }

    /// <summary>Begins anew with each connection.</summary>
    public void OnConnected() => (_wipes, _height) = (node.Watch.Wipes, node.Watch.State.Height);

    /// <summary>The other side of the connection heard this.</summary>
    public void On(Message message)
    {
        if (_wipes != node.Watch.Wipes) return; // said before the disk was replaced
        switch (message)
        {
            case Message.NewTransaction(var transaction) when !node.Watch.Keeps(transaction.TxId):
                Violated("P2", $"told transaction {transaction.TxId}, which is not on its disk");
                break;
            case Message.Transactions(_, var items, _) when !items.All(item => node.Watch.Keeps(item.TxId)):
                Violated("P2", "told transactions that are not on its disk");
                break;
            case Message.NewBlock(var block) when !node.Watch.HasConnected(block.Hash):
                Violated("P2", $"told block {block.Height} {block.Hash}, which is not on its disk");
                break;
            case Message.CompactBlock(var item, _, _, _) when !node.Watch.HasConnected(item.Hash):
                Violated("P2", $"told compact block {item.Header.Index} {item.Hash}, which is not on its disk");
                break;
            case Message.GetHeaders ask: CheckLocator(ask); break;
            default: break;
        }
    }

    /// <summary>A chain never gets shorter at a fixed difficulty, so its locator does not either.</summary>
    private void CheckLocator(Message.GetHeaders ask)
    {
        if (IsMoving) return;
        var goesOn = ask.Locator.Length == 1 && !node.Watch.HasConnected(ask.Locator[0]);
        if (!goesOn && ask.Locator.Length <= Math.Min(LocatorDense, _height))
            Violated("P3", $"its locator names {ask.Locator.Length} blocks, genesis included, of a chain that is {_height} long or longer");
    }

    private void Violated(string rule, string detail) => findings.Violated(rule, $"{node.Name} {detail}");
}
