using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// Links the pages of headers that a sync brings. The end of a page is remembered while more is expected, because the
/// next page follows it; its other ancestors are not. A sync that ends early leaves it until the next page of any sync.
/// </summary>
public sealed class HeaderPages
{
    private HeaderNode? _end;

    /// <summary>Links a page. Each header was checked by itself.</summary>
    /// <param name="chain">The ledger.</param>
    /// <param name="after">The last header of the page before; null if the page follows a kept block.</param>
    /// <param name="headers">In chain order.</param>
    /// <param name="hasMore">Whether another page is expected.</param>
    public HeaderLink Next(
        ChainState chain,
        Hash256? after,
        IEnumerable<(BlockHeader Header, Hash256 Hash, Signature? Seal)> headers,
        bool hasMore)
    {
        var before = _end;
        _end = null;
        if (after is not null && before?.Hash != after) return new HeaderLink([], [], null);
        var link = HeaderLink.Of(chain, after is null ? null : before, headers);
        if (hasMore && !link.Nodes.IsEmpty) _end = link.Nodes[^1].Detached();
        return link;
    }
}
