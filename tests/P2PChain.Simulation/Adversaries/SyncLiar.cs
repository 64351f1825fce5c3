using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Claims the best chain of all, and has nothing to show: no answer, an empty one, or one that leads nowhere.</summary>
internal sealed class SyncLiar(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    public override string Name => "sync-liar";

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(15);

    public override void On(AdversaryLink link, Message message)
    {
        switch (message)
        {
            case Message.GetHeaders ask:
                Note("is-asked-for-headers");
                if (Random.Next(2) == 0) link.Send(new Message.Headers(ask.Id, [], More: Random.Next(2) == 0));
                break;
            case Message.GetBlocks(var id, var hashes): link.Send(new Message.NotFound(id, hashes)); break;
            default: base.On(link, message); break;
        }
    }

    protected override void Act(AdversaryLink link) => link.Send(new Message.Ping(Claim(link, 1)));

    protected override Heartbeat Claim(AdversaryLink link, ulong nonce)
    {
        var state = link.Node.Watch.State;
        return new Heartbeat(nonce, state.Height + 1000, Hash256.Of(BitConverter.GetBytes(Random.Next())), new Work((UInt128)state.Work + 256_000));
    }
}
