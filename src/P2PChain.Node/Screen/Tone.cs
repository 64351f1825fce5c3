namespace P2PChain.Node.Screen;

/// <summary>How a line is meant; a terminal shows it as a colour, and no line says anything by its colour alone.</summary>
internal enum Tone
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>It went well.</summary>
    Good,

    /// <summary>Not yet, or look at this.</summary>
    Notice,

    /// <summary>It did not go.</summary>
    Bad,
}
