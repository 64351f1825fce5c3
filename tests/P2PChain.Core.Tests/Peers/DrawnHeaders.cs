using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peers;

/// <summary>Chains of headers that nobody mined: planners look at places, not at proofs.</summary>
internal static class DrawnHeaders
{
    public static readonly HeaderNode Genesis = HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis());

    public static HeaderNode[] Chain(int length, int branch = 0) => On(Genesis, length, branch);

    /// <summary>As many headers on a node; those of another branch have other hashes.</summary>
    public static HeaderNode[] On(HeaderNode parent, int length, int branch)
    {
        var chain = new HeaderNode[length];
        for (var i = 0; i < length; i++)
        {
            var header = new BlockHeader(
                1, parent.Height + 1, parent.Hash, Hash256.Zero, Hash256.Zero, 0, parent.Header.TimeMs + 1000, 256, branch,
                TestKeys.Alice.PublicKey);
            parent = chain[i] = parent.Child(header, header.ComputeHash(), null);
        }
        return chain;
    }

    public static HeaderItem Item(HeaderNode node) => new(node.Header, node.Hash, node.Seal);
}
