using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing.Oracle;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// Asks a running node what it believes, and holds that against its own disk as the oracle reads it (S4, S8).
/// </summary>
internal sealed class Probe(SimWorld world, SimNode node) : UntypedActor
{
    internal static Props Props(SimWorld world, SimNode node) => Akka.Actor.Props.Create(() => new Probe(world, node));

    protected override void PreStart()
    {
        node.Refs?.Lookups.Tell(ChainProtocol.GetStatus.Instance);
        node.Refs?.Lookups.Tell(new ChainProtocol.GetItems(AreHeld: true));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ChainProtocol.ChainStatus status: OnStatus(status, node.Watch.State); break;
            case ChainProtocol.ItemList list: OnItems(list, node.Watch.State.Custody); break;
            default: Unhandled(message); break;
        }
    }

    private void OnStatus(ChainProtocol.ChainStatus status, OracleState disk)
    {
        if (status.Tip.Hash.ToString() != disk.TipHash) Violated("S4", $"its tip is {status.Tip}, on disk {disk.Height} {disk.TipHash}");
        if (status.Tip.Work != new Work((UInt128)disk.Work)) Violated("S4", $"its work is {status.Tip.Work}, on disk {disk.Work}");
        if (status.Waiting != node.Watch.Waiting) Violated("S6", $"{status.Waiting} transactions wait, on disk {node.Watch.Waiting}");
    }

    private void OnItems(ChainProtocol.ItemList list, OracleCustody custody)
    {
        var ours = list.Items.ToDictionary(entry => entry.Uid.Text, entry => entry.Holder!.ToString());
        var theirs = custody.Items.Values.Where(item => item.Holder is not null).ToDictionary(
            item => item.Uid, item => item.Holder!);
        if (ours.Count != theirs.Count || ours.Any(item => theirs.GetValueOrDefault(item.Key) != item.Value))
            Violated("S8", $"it holds {string.Join(", ", ours)}, the oracle {string.Join(", ", theirs)}");
    }

    private void Violated(string rule, string detail) => world.Findings.Violated(rule, $"{node.Name}: {detail}");
}
