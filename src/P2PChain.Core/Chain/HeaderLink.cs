using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Chain;

/// <summary>Links received headers to the tree, as far as they keep the rules.</summary>
/// <param name="Nodes">The valid ones in order, kept ones included; empty if the first has no known parent.</param>
/// <param name="Missing">Hashes of those without a kept body.</param>
/// <param name="Violation">The breach of the header after the last valid one; null if all are valid.</param>
public sealed record HeaderLink(ImmutableArray<HeaderNode> Nodes, ImmutableArray<Hash256> Missing, Violation? Violation)
{
    /// <summary>Links headers to a known node or a kept block. Each header was checked by itself.</summary>
    /// <param name="chain">The ledger.</param>
    /// <param name="after">The node before the first header; null if that is a kept block.</param>
    /// <param name="headers">In chain order.</param>
    public static HeaderLink Of(
        ChainState chain, HeaderNode? after, IEnumerable<(BlockHeader Header, Hash256 Hash, Signature? Seal)> headers)
    {
        var nodes = ImmutableArray.CreateBuilder<HeaderNode>();
        var missing = ImmutableArray.CreateBuilder<Hash256>();
        var parent = after;
        var isFirst = true;
        foreach (var (header, hash, seal) in headers)
        {
            if (parent is null && !chain.Tree.TryGet(header.PrevHash, out parent)) return new HeaderLink([], [], null);
            // After a reorganisation between two pages an honest peer answers from another branch: no fault, and no
            // use.
            if (isFirst && header.PrevHash != parent.Hash) return new HeaderLink([], [], null);
            isFirst = false;
            if (Check(chain, parent, header, hash) is { } violation)
                return new HeaderLink(nodes.ToImmutable(), missing.ToImmutable(), violation);
            if (!chain.Tree.TryGet(hash, out var node))
            {
                node = parent.Child(header, hash, seal);
                missing.Add(hash);
            }
            nodes.Add(node);
            parent = node;
        }
        return new HeaderLink(nodes.ToImmutable(), missing.ToImmutable(), null);
    }

    private static Violation? Check(ChainState chain, HeaderNode parent, BlockHeader header, Hash256 hash)
    {
        if (chain.CondemnedFor(hash) is { } condemned) return condemned;
        if (header.PrevHash != parent.Hash)
            return new Violation(Rule.IndexFollows, header.PrevHash.ToString(), parent.Hash.ToString());
        return parent.CheckChild(chain.Rules, header);
    }
}
