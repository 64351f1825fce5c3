using System.Collections.Immutable;
using System.Text;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Simulation.Network;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Adversaries;

/// <summary>
/// A bad guest: does not read, writes a byte at a time, sends what is no message, and lists of peers that are none.
/// </summary>
internal sealed class Pest(SimWorld world, SimHost host, DeterministicSigner key) : Adversary(world, host, key)
{
    private bool _reads = true;

    public override string Name => "pest";

    public override bool Reads(AdversaryLink link) => _reads;

    protected override ImmutableArray<string> Features => LocalNode.AllFeatures;

    protected override void Act(AdversaryLink link)
    {
        switch (Random.Next(7))
        {
            case 5: Note("compares-pools"); Compare(link); break;
            case 6: Note("announces-nothing"); Announce(link); break;
            case 0: Note("sends-garbage"); link.Send(Garbage()); break;
            case 1: Note("lists-false-peers"); link.Send(new Message.PeerList([.. Enumerable.Range(0, 1000).Select(i => $"10.9.{i / 250}.{i % 250}:6000")])); break;
            case 2: Note("begins-a-line"); link.Send("{\"type\": \"pi"u8.ToArray()); break;
            case 3: Note("asks-for-everything"); Ask(link); break;
            default: _reads = !_reads; Note(_reads ? "reads" : "stops-reading"); break;
        }
    }

    private static void Ask(AdversaryLink link)
    {
        for (var i = 0; i < 50; i++) link.Send(Message.RequestChain.Instance);
    }

    /// <summary>More questions than are answered, about no pool, and answers to no question.</summary>
    private void Compare(AdversaryLink link)
    {
        ImmutableArray<ulong> numbers = [.. Enumerable.Range(0, 256).Select(_ => (ulong)Random.NextInt64())];
        ImmutableArray<ulong> ids = [.. numbers.Select(number => number >> 16)];
        for (var i = 0; i < 5; i++)
        {
            link.Send(new Message.PoolDigest((uint)i, numbers[i], numbers));
            link.Send(new Message.GetPool(numbers[i], ids));
            link.Send(new Message.PoolIds((uint)i, [new PoolBucket(i, ids)]));
        }
    }

    /// <summary>Transactions that it does not send, requests for any, and answers to no request.</summary>
    private void Announce(AdversaryLink link)
    {
        ImmutableArray<Hash256> wids = [.. Enumerable.Range(0, 100).Select(_ => Hash256.Of(Garbage()))];
        for (var i = 0; i < 20; i++)
        {
            link.Send(new Message.Inventory(wids));
            link.Send(new Message.GetTransactions((uint)i, wids));
            link.Send(new Message.Transactions((uint)i, [], wids));
        }
    }

    private byte[] Garbage()
    {
        var bytes = new byte[Random.Next(1, 300)];
        Random.NextBytes(bytes);
        return Random.Next(2) == 0 ? [.. bytes, (byte)'\n'] : Encoding.ASCII.GetBytes(
            "{\"type\": \"new_block\", \"payload\": {\"index\": 1}}\n");
    }
}
