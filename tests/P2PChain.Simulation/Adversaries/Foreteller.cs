using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Mines good blocks that are dated a little too far ahead of the slowest clock: its node has to take them when they
/// are due (P5).
/// </summary>
internal sealed class Foreteller(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private const int Recent = 11;

    // Written out again: docs/rules.md F4.
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TakenWithin = TimeSpan.FromSeconds(5);

    private readonly Forge _forge = new(world, key);

    public override string Name => "foreteller";

    protected override void Act(AdversaryLink link)
    {
        var (node, state) = (link.Node, link.Node.Watch.State);
        // The others take it at once, and once their clocks are right nobody has to wait for long.
        if (node.Now > World.Core.Now || World.Nodes.Any(other => other.Now < node.Now)) return;
        var ahead = TimeSpan.FromSeconds(1 + (Random.NextDouble() * 3));
        var time = (node.Now + AheadMax + ahead).ToUnixTimeMilliseconds();
        if (state.BackToGenesis().Take(Recent).Any(each => each.Tip.TimeMs >= time - 1)) return; // then it may come at any time
        Note("dates-ahead");
        var block = _forge.Mine(state, [], draft => draft with { TimeMs = time });
        link.Send(Forge.NewBlock(block));
        WhenLeftAlone(link, state, ahead, TakenWithin, () =>
            World.Findings.Violated("P5", $"{node.Name} did not take {block.Index} {block.Hash} when it was due"));
    }
}
