namespace P2PChain.Core.Json;

/// <summary>The faults that <see cref="JsonCursor"/> may find in a text.</summary>
public enum JsonFaultCode
{
    /// <summary>
    /// The bytes are not UTF-8: a stray or missing byte, an overlong form, a surrogate, above U+10FFFF.
    /// </summary>
    InvalidUtf8,

    /// <summary>The text is something other than one object.</summary>
    NotAnObject,

    /// <summary>A byte that the grammar does not allow in this place.</summary>
    UnexpectedByte,

    /// <summary>The text ends within a value.</summary>
    UnexpectedEnd,

    /// <summary>Something other than white space follows the object.</summary>
    TrailingBytes,

    /// <summary>More than <see cref="JsonLimits.DepthMax"/> objects and arrays are open.</summary>
    TooDeep,

    /// <summary>An object has the same key twice, however spelled.</summary>
    DuplicateKey,

    /// <summary>A control character stands in a string unescaped.</summary>
    ControlCharacter,

    /// <summary>An escape that JSON does not know.</summary>
    BadEscape,

    /// <summary>An escaped half of a surrogate pair stands alone.</summary>
    LoneSurrogate,

    /// <summary>A number with a leading zero, or without digits where there must be some.</summary>
    BadNumber,

    /// <summary>A number of more than <see cref="JsonLimits.NumberCharsMax"/> characters.</summary>
    NumberTooLong,
}
