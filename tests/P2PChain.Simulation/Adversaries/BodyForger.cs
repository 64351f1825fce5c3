using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>Passes on good blocks with another body, in the hope that their hashes are taken for bad.</summary>
internal sealed class BodyForger(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private ImmutableArray<Transaction> _earlier = [];

    public override string Name => "body-forger";

    protected override TimeSpan ActsEvery => TimeSpan.FromSeconds(1);

    protected override ImmutableArray<string> Features => [LocalNode.Auth, LocalNode.Compact, LocalNode.Headers];

    public override void On(AdversaryLink link, Message message)
    {
        base.On(link, message);
        switch (message)
        {
            case Message.NewBlock(var block): Alter(link, block); break;
            case Message.CompactBlock compact: Alter(link, compact); break;
            case Message.GetBlockTransactions(var id, _, var indexes) when !_earlier.IsEmpty:
                Note("answers-with-other-transactions");
                link.Send(new Message.BlockTransactions(id, [.. indexes.Select(_ => _earlier[0])]));
                break;
            default: break;
        }
    }

    private void Alter(AdversaryLink link, Message.CompactBlock compact)
    {
        if (compact.Ids.IsEmpty) return;
        foreach (var other in Others(link).ToList())
        {
            Note("alters-a-compact-block");
            other.Send(compact with { Ids = Altered(compact.Ids) });
        }
    }

    private void Alter(AdversaryLink link, Block block)
    {
        foreach (var other in Others(link).ToList())
        {
            Note("alters-a-body");
            other.Send(new Message.NewBlock(new Block(block.Header, block.Seal, Altered(block.Transactions))));
        }
        if (block.Transactions.Length == 1) _earlier = block.Transactions;
    }

    protected override void Act(AdversaryLink link)
    {
        // It waits for what others mine.
    }

    private ImmutableArray<ulong> Altered(ImmutableArray<ulong> ids) => Random.Next(3) switch
    {
        0 => [.. ids.Reverse()],
        1 => ids.SetItem(0, (ulong)Random.NextInt64(1L << ShortIds.Bits)),
        _ => [.. ids.Select(_ => ids[0])],
    };

    private ImmutableArray<Transaction> Altered(ImmutableArray<Transaction> body) => Random.Next(4) switch
    {
        // As many as there should be: in another order, or what an earlier block held.
        0 => body.Length > 1 ? [.. body.Reverse()] : _earlier,
        1 => [],
        2 => [.. body, .. body.Take(1)], // the duplicate that a naive Merkle tree cannot tell
        _ => [.. body.Reverse().Skip(1)],
    };
}
