using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>Where a transaction in the pool came from.</summary>
/// <param name="Origin">By what way; this survives confirmation, reorganisation and restart.</param>
/// <param name="Peer">The connection it first came by; null when it was submitted here, and after a restart.</param>
/// <remarks>Source: docs/rules.md P2, M2.</remarks>
public readonly record struct PoolSource(PoolOrigin Origin, PeerId? Peer)
{
    /// <summary>Submitted at this node.</summary>
    public static PoolSource Own => new(PoolOrigin.Here, null);

    /// <summary>Whether this node mines it without waiting for another to do so.</summary>
    public bool IsOwn => Origin != PoolOrigin.Peer;

    /// <summary>Whether the pool's bounds do not apply: only what people submit here, for anybody can be a plain peer.</summary>
    public bool IsExempt => Origin == PoolOrigin.Here;

    /// <summary>First received from a plain peer, which has nobody else to mine for it.</summary>
    public static PoolSource FromPlain(PeerId peer) => new(PoolOrigin.PlainPeer, peer);

    /// <summary>First received by this connection.</summary>
    public static PoolSource From(PeerId peer) => new(PoolOrigin.Peer, peer);
}
