namespace P2PChain.Core.Peers;

/// <summary>The next act of this side in a handshake.</summary>
public enum HandshakeAct
{
    /// <summary>Read the next line.</summary>
    ReadOn,

    /// <summary>Announce this node, then read the next line.</summary>
    AnnounceAndReadOn,

    /// <summary>Sign a <see cref="ConnectionProof"/>; read nothing meanwhile.</summary>
    Sign,

    /// <summary>Verify the other side's signature; read nothing meanwhile.</summary>
    Verify,

    /// <summary>Ask whether the connection may stay; read nothing meanwhile.</summary>
    Introduce,

    /// <summary>The connection stays: send the rest of the greeting.</summary>
    Welcome,

    /// <summary>The connection ends: say goodbye.</summary>
    Refuse,

    /// <summary>The line does not belong here: the connection ends.</summary>
    OutOfOrder,

    /// <summary>The signature is not the announced key's: the connection ends.</summary>
    WrongProof,
}
