namespace P2PChain.Core.Plain;

/// <summary>The decision about one of our confirmed transactions for a plain peer.</summary>
public enum PlainPushVerdict
{
    /// <summary>It is pushed.</summary>
    Push,

    /// <summary>The peer has it, or a newer transaction of that item.</summary>
    Has,

    /// <summary>It carries a note, which the peer's signature check does not cover.</summary>
    HasNote,

    /// <summary>The peer refuses it, by its custody or by earlier refusals.</summary>
    WouldRefuse,
}
