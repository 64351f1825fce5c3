using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Another process with a node's key, as from a copied data directory: it connects to that node and proves the key. It
/// has to hear
/// the node's announce, its proof and then that there are two, and nothing else (P10).
/// </summary>
internal sealed class Twin(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    // Written out again: docs/protocol.md, proof of keys.
    private const string Sentence = "another node uses this node's key";

    public override string Name => "twin";

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(10);

    public override bool ProvesKey => World.Nodes[0].ProvesKey;

    protected override IEnumerable<SimNode> Targets => [World.Nodes[0]];

    public override void On(AdversaryLink link, Message message)
    {
        switch (message)
        {
            case Message.PeerAnnounce or Message.Prove: break;
            case Message.Bye(Sentence, _) when link.IsGreeted: Note("is-known-as-a-twin"); break;
            case Message.Bye(var reason, _) when reason != Sentence: break; // the node stops, or is full
            default: World.Findings.Violated("P10", $"{link.Node.Name} says to its twin: {message}"); break;
        }
    }

    protected override void Act(AdversaryLink link)
    {
        // It is there.
    }
}
