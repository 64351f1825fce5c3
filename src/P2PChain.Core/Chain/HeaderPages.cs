using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Chain;

/// <summary>
/// Links the pages of headers that peers send. The end of a peer's page is remembered while more is expected, because
/// its next page follows it; its other ancestors are not. Peers that end early leave theirs until others need the room.
/// </summary>
public sealed class HeaderPages
{
    private const int PeersMax = 256;

    private readonly RecentlyUsed<PeerId, HeaderNode> _ends = new(PeersMax);

    /// <summary>Links a page. Each header was checked by itself.</summary>
    /// <param name="chain">The ledger.</param>
    /// <param name="peer">The sender.</param>
    /// <param name="after">The last header of the page before; null if the page follows a kept block.</param>
    /// <param name="headers">In chain order.</param>
    /// <param name="hasMore">Whether another page is expected.</param>
    public HeaderLink Next(
        ChainState chain,
        PeerId peer,
        Hash256? after,
        IEnumerable<(BlockHeader Header, Hash256 Hash, Signature? Seal)> headers,
        bool hasMore)
    {
        _ = _ends.TryGet(peer, out var before);
        _ends.Remove(peer);
        if (after is not null && before?.Hash != after) return new HeaderLink([], [], null);
        var link = HeaderLink.Of(chain, after is null ? null : before, headers);
        if (hasMore && !link.Nodes.IsEmpty) _ends.Set(peer, link.Nodes[^1].Detached());
        return link;
    }
}
