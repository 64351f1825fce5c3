using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Tells different nodes different things about one item, and everybody old things once more.</summary>
internal sealed class Equivocator(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private readonly Forge _forge = new(world, key);

    public override string Name => "equivocator";

    protected override void Act(AdversaryLink link)
    {
        var state = link.Node.Watch.State;
        if (Random.Next(2) == 0 && BadMiner.OldMoves(state).FirstOrDefault() is { } old)
        {
            Note("replays-a-transaction");
            link.Send(Forge.NewTransaction(old));
            return;
        }
        var free = state.Custody.Items.Values.Where(item => item.Holder is null).OrderBy(item => item.Uid, StringComparer.Ordinal).FirstOrDefault();
        if (free is null) return;
        Note("tells-two-stories");
        link.Send(Forge.NewTransaction(_forge.Sign(free.Uid, isRequest: true)));
        foreach (var other in Others(link).ToList())
            other.Send(Forge.NewTransaction(_forge.Sign(free.Uid, isRequest: true, secondsAhead: Random.Next(-5, 5))));
    }
}
