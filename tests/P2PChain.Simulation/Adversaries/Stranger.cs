using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// Speaks the protocol, but does not belong here: another network, another genesis, another schedule of upgrades, or
/// the node's
/// own key. It has to hear announce, list of peers and goodbye, and nothing else (P7).
/// </summary>
internal sealed class Stranger(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    public override string Name => "stranger";

    public override void On(AdversaryLink link, Message message)
    {
        if (message is Message.Bye) Note("is-sent-away");
        if (message is not (Message.PeerAnnounce or Message.PeerList or Message.Bye))
            World.Findings.Violated("P7", $"{link.Node.Name} talks to a stranger: {message.Type}");
    }

    protected override void Act(AdversaryLink link)
    {
        // It says nothing more: whether it is let in is the question.
    }

    protected override Announcement Announcement(AdversaryLink link)
    {
        var member = base.Announcement(link);
        var (what, stranger) = Random.Next(5) switch
        {
            0 => ("is-of-another-network", member with { Network = "elsewhere" }),
            1 => ("is-of-another-genesis", member with { Genesis = Hash256.Of("elsewhere"u8) }),
            2 => ("has-upgraded", member with { Fork = member.Fork with { Passed = member.Fork.Passed + 1 } }),
            3 => ("upgraded-where-we-did-not", member with { Fork = member.Fork with { Next = 0 } }),
            _ => ("is-the-node-itself", member with { Node = link.Node.Signer.PublicKey }),
        };
        Note(what);
        return stranger;
    }
}
