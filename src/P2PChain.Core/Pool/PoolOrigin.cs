namespace P2PChain.Core.Pool;

/// <summary>By what way a transaction came to this node first.</summary>
public enum PoolOrigin
{
    /// <summary>From another node, which mines it itself.</summary>
    Peer,

    /// <summary>Submitted at this node.</summary>
    Here,

    /// <summary>From a plain peer, which has nobody else to mine for it.</summary>
    PlainPeer,
}
