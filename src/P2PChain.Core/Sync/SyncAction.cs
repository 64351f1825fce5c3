using System.Collections.Immutable;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Sync;

/// <summary>The acts that the planner wants.</summary>
public abstract record SyncAction
{
    private SyncAction()
    {
    }

    /// <summary>Ask the chain for its locator.</summary>
    public sealed record AskLocator : SyncAction;

    /// <summary>Ask a peer for headers.</summary>
    public sealed record AskHeaders(PeerId Peer, uint Id, ImmutableArray<Hash256> Locator) : SyncAction;

    /// <summary>Ask the chain to consider headers.</summary>
    /// <param name="Peer">The sender.</param>
    /// <param name="Id">The request that they answer.</param>
    /// <param name="After">The last header of the page before; null for the first page.</param>
    /// <param name="Items">In chain order.</param>
    /// <param name="HasMore">Whether another page is expected.</param>
    public sealed record Consider(
        PeerId Peer, uint Id, Hash256? After, ImmutableArray<HeaderItem> Items, bool HasMore) : SyncAction;

    /// <summary>Ask a peer for bodies.</summary>
    public sealed record AskBlocks(PeerId Peer, uint Id, ImmutableArray<Hash256> Hashes) : SyncAction;

    /// <summary>Give a body to the chain, and await its verdict.</summary>
    public sealed record Submit(PeerId From, CheckedBlock Block) : SyncAction;

    /// <summary>End a connection.</summary>
    public sealed record Drop(PeerId Peer, PeerFault Fault) : SyncAction;
}
