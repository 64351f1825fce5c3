using CsCheck;
using P2PChain.Core.Model;
using P2PChain.Core.Tests.Chain;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Pool;

/// <summary>Nothing disappears silently. Rules P1, P2, F5, M1.</summary>
public sealed class ConservationProperties
{
    private readonly SignedTransactions _signed = new();

    [Fact]
    public void Every_accepted_transaction_waits_or_is_confirmed_or_was_reported_refused_whatever_happens() =>
        Gen.Select(RandomNetwork.Gen, Gen.Int[1, 40], Gen.Int[0, int.MaxValue]).Sample(
            (network, steps, seed) =>
            {
                var node = new RandomNode(network, _signed, seed);
                for (var step = 0; step < steps; step++) node.Happen();
                node.CheckTakenViews();
            },
            iter: 100);

    [Fact]
    public void The_random_node_does_reorganise_and_refuse()
    {
        var nodes = Enumerable.Range(0, 5).Select(seed => new RandomNode(NetworkParameters.Demo, _signed, seed)).ToList();
        foreach (var node in nodes)
            for (var step = 0; step < 60; step++) node.Happen();
        Assert.True(nodes.Sum(node => node.Reorganisations) > 40);
        Assert.True(nodes.Sum(node => node.Refusals) > 40);
    }
}
