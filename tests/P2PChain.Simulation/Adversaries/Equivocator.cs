using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Tells different nodes different things about one item, and everybody old things once more.</summary>
internal sealed class Equivocator(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private readonly Forge _forge = new(world, key);

    private readonly Dictionary<string, (AdversaryLink Link, TimeSpan At)> _told = [];

    // Written out again: docs/protocol.md. Told again is what goes on waiting for 30 s, less a fifth.
    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromSeconds(24);

    public override string Name => "equivocator";

    public override void OnConnected(AdversaryLink link)
    {
        foreach (var (txId, told) in _told)
            if (told.Link == link) _told.Remove(txId);
        base.OnConnected(link);
    }

    /// <summary>It told this to one node only: on that connection it must not come back at once.</summary>
    public override void On(AdversaryLink link, Message message)
    {
        base.On(link, message);
        if (message is Message.NewTransaction(var transaction)
            && _told.TryGetValue(transaction.TxId.ToString(), out var told) && told.Link == link
            && World.Core.Elapsed - told.At < ToldAgainAfter)
            World.Findings.Violated("P1", $"{link.Node.Name} told {transaction.TxId} to the peer that it came from");
    }

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
        var first = _forge.Sign(free.Uid, isRequest: true);
        _told[first.Txid] = (link, World.Core.Elapsed);
        link.Send(Forge.NewTransaction(first));
        foreach (var other in Others(link).ToList())
            other.Send(Forge.NewTransaction(_forge.Sign(free.Uid, isRequest: true, secondsAhead: Random.Next(-5, 5))));
    }
}
