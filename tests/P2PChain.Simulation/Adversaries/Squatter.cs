using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Announces to each node the key of another one, answers pings, and does nothing else: to keep the two apart. It lists
/// the feature
/// and signs with a key of its own, or does not list it. Rules L1 and L3 notice it where it succeeds.
/// </summary>
internal sealed class Squatter(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    // Of something else, whatever it is asked for: made once, for signing takes long.
    private readonly Message _proof = new Message.Prove(key.Sign("anything"u8));

    public override string Name => "squatter";

    // Soon after a node is started anew it is there, perhaps before the node whose key it claims.
    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(1);

    public override bool ProvesKey { get; } = world.Core.NewRandom("squatter " + host.Name).Next(2) == 0;

    public override Message Prove(Hash256 ours, Hash256 theirs) => _proof;

    protected override void Act(AdversaryLink link)
    {
        // To be there is all it wants.
    }

    /// <summary>In pairs: to the first node it is the second, and to the second the first.</summary>
    protected override Announcement Announcement(AdversaryLink link)
    {
        var other = link.Node.Number ^ 1;
        Note("claims-a-key");
        return base.Announcement(link) with { Node = World.Nodes[other < World.Nodes.Count ? other : 0].Signer.PublicKey };
    }
}
