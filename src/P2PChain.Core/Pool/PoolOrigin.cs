
namespace P2PChain.Core.Pool;

/// <summary>The first way by which a transaction reached this node.</summary>
public enum PoolOrigin
{
    /// <summary>Another node, which mines it itself.</summary>
    Peer,

    /// <summary>Submitted at this node.</summary>
    Here,

    /// <summary>A plain peer. No other node may mine for it.</summary>
    PlainPeer,
}
