namespace P2PChain.Node.Screen;

/// <summary>The tone of a line. A terminal shows it as a colour; no line depends on the colour alone.</summary>
internal enum Tone
{
    /// <summary>Neutral.</summary>
    Plain,

    /// <summary>Success.</summary>
    Good,

    /// <summary>A delay, or a point to look at.</summary>
    Notice,

    /// <summary>A failure.</summary>
    Bad,
}
