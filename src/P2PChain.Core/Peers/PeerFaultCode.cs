namespace P2PChain.Core.Peers;

/// <summary>The reasons for the end of a connection. <see cref="Misbehaviour"/> has the penalty of each.</summary>
public enum PeerFaultCode
{
    /// <summary>The other side closed, or the network did.</summary>
    ConnectionLost,

    /// <summary>The other side said goodbye.</summary>
    SaidBye,

    /// <summary>The other side said goodbye before its welcome: it refuses this node.</summary>
    RefusedUs,

    /// <summary>A person, or this node's stop, ended it.</summary>
    WeClose,

    /// <summary>No complete first line in time.</summary>
    NoFirstLine,

    /// <summary>No handshake in time.</summary>
    HandshakeTimeout,

    /// <summary>A started line did not end in time.</summary>
    LineTimeout,

    /// <summary>Nothing came for so long that the peer counts as dead.</summary>
    Silent,

    /// <summary>It does not read the answers to its requests.</summary>
    DoesNotRead,

    /// <summary>Too many bytes or lines before the handshake.</summary>
    HandshakeTooLarge,

    /// <summary>A line over the bound.</summary>
    LineTooLong,

    /// <summary>
    /// The other side speaks another protocol: its first line is no JSON object, or names no type of message.
    /// </summary>
    NotANode,

    /// <summary>A line that is no message.</summary>
    Malformed,

    /// <summary>
    /// JSON that is written only to hurt: too deep, a key twice, more bytes than any message of its kind has.
    /// </summary>
    Hostile,

    /// <summary>More items than a message may have.</summary>
    TooMany,

    /// <summary>Another network's name.</summary>
    OtherNetwork,

    /// <summary>Another genesis.</summary>
    OtherGenesis,

    /// <summary>Another schedule of upgrades.</summary>
    OtherUpgrades,

    /// <summary>This node itself.</summary>
    Ourselves,

    /// <summary>Another node that proved this node's own key.</summary>
    Twin,

    /// <summary>It announced this node's own key, and does not prove it.</summary>
    KeyNotProved,

    /// <summary>A signature that is not the announced key's.</summary>
    WrongProof,

    /// <summary>No proof of the announced key in time.</summary>
    NoProof,

    /// <summary>A second connection with the same node.</summary>
    Duplicate,

    /// <summary>
    /// A second connection with the same proven key, from another address: another process or another interface.
    /// </summary>
    DuplicateElsewhere,

    /// <summary>No slot.</summary>
    Full,

    /// <summary>Too many connections with its address.</summary>
    TooManyFromAddress,

    /// <summary>Its address is discouraged, and half of the slots are taken.</summary>
    Discouraged,

    /// <summary>A person banned its address or its key.</summary>
    Banned,

    /// <summary>It sends far more messages than any use needs.</summary>
    Floods,

    /// <summary>Too much waits to be written to all peers together, and most of it waits for this one.</summary>
    OutboxesFull,

    /// <summary>A message out of order.</summary>
    ProtocolOrder,

    /// <summary>It was asked again and again, and never answered.</summary>
    NoAnswer,

    /// <summary>Transactions that are not those of the block they came with; the block itself may be good.</summary>
    MutatedBody,

    /// <summary>A block that no honest node sends.</summary>
    InvalidBlock,

    /// <summary>A header that no honest node sends.</summary>
    InvalidHeader,

    /// <summary>A transaction that no honest node sends.</summary>
    InvalidTransaction,
}
