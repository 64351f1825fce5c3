using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>The source of a transaction in the pool.</summary>
/// <param name="Origin">The way it came; kept through confirmation, reorganisation and restart.</param>
/// <param name="Peer">The first connection that sent it; null if it was submitted here, and after a restart.</param>
/// <remarks>Source: docs/rules.md P2, M2.</remarks>
public readonly record struct PoolSource(PoolOrigin Origin, PeerId? Peer)
{
    /// <summary>Submitted at this node.</summary>
    public static PoolSource Own => new(PoolOrigin.Here, null);

    /// <summary>Whether this node mines it without waiting for another node.</summary>
    public bool IsOwn => Origin != PoolOrigin.Peer;

    /// <summary>Whether the pool's bounds do not apply. Plain peers are not exempt: any stranger can be one.</summary>
    public bool IsExempt => Origin == PoolOrigin.Here;

    /// <summary>First received from a plain peer.</summary>
    public static PoolSource FromPlain(PeerId peer) => new(PoolOrigin.PlainPeer, peer);

    /// <summary>First received on this connection.</summary>
    public static PoolSource From(PeerId peer) => new(PoolOrigin.Peer, peer);
}
