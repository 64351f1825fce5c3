using P2PChain.Core.Primitives;

namespace P2PChain.Core.Pool;

/// <summary>Where a transaction in the pool came from.</summary>
/// <param name="IsOwn">Typed or submitted here: mined at once, and exempt from the pool's bounds.</param>
/// <param name="Peer">The connection it first came by; null for own ones, and after a restart.</param>
public readonly record struct PoolSource(bool IsOwn, PeerId? Peer)
{
    /// <summary>Submitted at this node.</summary>
    public static PoolSource Own => new(true, null);

    /// <summary>First received by this connection.</summary>
    public static PoolSource From(PeerId peer) => new(false, peer);
}
