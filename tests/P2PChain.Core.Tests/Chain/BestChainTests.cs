using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class BestChainTests
{
    // A thousand more and fewer than a chunk of headers, so that moves begin and end in any chunk and at its edges.
    private static readonly Gen<int> Moves = Gen.OneOf(Gen.Int[-3, 3], Gen.Int[-1100, 1100]);

    private long _made;

    [Fact]
    public void A_chain_that_was_taken_never_changes_through_longer_chains_and_reorganisations() =>
        Gen.Select(Gen.Int[1000, 1050], Moves.Array[0, 20]).Sample(
            (length, moves) =>
            {
                List<HeaderNode> nodes = [HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis())];
                var chain = BestChain.Of(nodes[0]);
                List<(BestChain Chain, HeaderNode[] Copy)> taken = [];
                foreach (var move in moves.Prepend(length))
                {
                    for (var i = 0; i < move; i++)
                    {
                        nodes.Add(Child(nodes[^1]));
                        chain = chain.With(nodes[^1]);
                    }
                    for (var i = 0; i < -move && nodes.Count > 1; i++)
                    {
                        nodes.RemoveAt(nodes.Count - 1);
                        chain = chain.WithoutTip();
                    }
                    taken.Add((chain, [.. nodes]));
                }
                foreach (var (before, copy) in taken)
                {
                    Assert.Same(copy[^1], before.Tip);
                    Assert.Null(before.AtHeight(copy.Length));
                    Assert.Equal(copy, Enumerable.Range(0, copy.Length).Select(height => before.AtHeight(height)!));
                }
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Genesis_stays() =>
        Assert.Throws<InvariantException>(
            BestChain.Of(HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis())).WithoutTip);

    private HeaderNode Child(HeaderNode on)
    {
        var header = new BlockHeader(
            1, on.Height + 1, on.Hash, default, default, 0, 1, 256, 0, TestKeys.Alice.PublicKey);
        return on.Child(header, Hash256.Of(BitConverter.GetBytes(++_made)), null);
    }
}
