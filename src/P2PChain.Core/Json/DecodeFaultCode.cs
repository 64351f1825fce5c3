namespace P2PChain.Core.Json;

/// <summary>The faults of a received line or a stored document.</summary>
public enum DecodeFaultCode
{
    /// <summary>
    /// Not the JSON we accept; the value names the <see cref="JsonFaultCode"/>, the limit is its offset.
    /// </summary>
    NotJson,

    /// <summary>
    /// More bytes than its kind of message may have; the value is how many, the limit how many it may be.
    /// </summary>
    TooLarge,

    /// <summary>A value of another kind than the member has; the value names what was found.</summary>
    WrongKind,

    /// <summary>A number outside its range; the limit is the end of the range it is beyond.</summary>
    OutOfRange,

    /// <summary>A text longer than allowed; the limit is in characters (UTF-16 code units).</summary>
    TooLong,

    /// <summary>More items than allowed; the limit is how many.</summary>
    TooMany,

    /// <summary>A member that an object must have is not there.</summary>
    MissingMember,

    /// <summary>A member that a hashed object does not have.</summary>
    UnknownMember,

    /// <summary>A text that is not of its member's form.</summary>
    Malformed,

    /// <summary>A block's <c>hash</c> is not that of its header; the value is the one that came.</summary>
    WrongHash,
}
