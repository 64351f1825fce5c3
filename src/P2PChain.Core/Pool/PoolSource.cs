using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>Where a transaction in the pool came from.</summary>
/// <param name="IsOwn">Mined at once: typed or submitted here, or first received from a plain peer.</param>
/// <param name="Peer">The connection it first came by; null when it was submitted here, and after a restart.</param>
/// <remarks>Source: docs/rules.md P4, M2.</remarks>
public readonly record struct PoolSource(bool IsOwn, PeerId? Peer)
{
    /// <summary>Submitted at this node.</summary>
    public static PoolSource Own => new(true, null);

    /// <summary>First received from a plain peer, which has nobody else to mine for it.</summary>
    public static PoolSource FromPlain(PeerId peer) => new(true, peer);

    /// <summary>Whether the pool's bounds do not apply: only what people submit here, for anybody can be a plain peer.</summary>
    public bool IsExempt => IsOwn && Peer is null;

    /// <summary>First received by this connection.</summary>
    public static PoolSource From(PeerId peer) => new(false, peer);
}
