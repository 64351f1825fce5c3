namespace P2PChain.Core.Plain;

/// <summary>What is to be done with one of our confirmed transactions for a plain peer.</summary>
public enum PlainPushVerdict
{
    /// <summary>It is pushed.</summary>
    Push,

    /// <summary>The peer has it, or something newer of that item.</summary>
    Has,

    /// <summary>It carries a note, which the peer's signature check does not cover.</summary>
    HasNote,

    /// <summary>The peer's own custody, or the peer by experience, does not take it.</summary>
    WouldRefuse,
}
