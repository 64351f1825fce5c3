namespace P2PChain.Core.Json;

/// <summary>The limits of one JSON text's demands on its reader.</summary>
/// <remarks>Source: docs/protocol.md, limits; docs/rules.md J2.</remarks>
public static class JsonLimits
{
    /// <summary>
    /// Objects and arrays open at once in one text, a line's envelope included. Our deepest message needs six; a bound
    /// keeps the reader's memory fixed and stops depth bombs.
    /// </summary>
    public const int DepthMax = 16;

    /// <summary>
    /// Characters of one number. The longest binary64 in shortest form takes 24 and a 256-bit integer 78; longer ones
    /// only cost the reader time.
    /// </summary>
    public const int NumberCharsMax = 128;
}
