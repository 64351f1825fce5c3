namespace P2PChain.Node.Screen;

/// <summary>A source of lines that blocks.</summary>
internal interface ILines
{
    /// <summary>Waits for the next line.</summary>
    /// <returns>Null at the end of input.</returns>
    InputLine? Read();
}
