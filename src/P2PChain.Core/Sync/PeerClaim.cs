using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The check of a peer's claim.</summary>
/// <param name="Peer">The connection.</param>
/// <param name="State">Its result.</param>
public readonly record struct PeerClaim(PeerId Peer, ClaimState State)
{
    /// <summary>The height up to which its headers were checked; 0 if none was.</summary>
    public long CheckedTo { get; init; }

    /// <summary>Checked headers of blocks that this node lacks.</summary>
    public long Blocks { get; init; }

    /// <summary>Whether more of its headers follow.</summary>
    public bool HasMore { get; init; }
}
