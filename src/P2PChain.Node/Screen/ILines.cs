namespace P2PChain.Node.Screen;

/// <summary>Lines that can only be waited for by blocking.</summary>
internal interface ILines
{
    /// <summary>Waits for the next line.</summary>
    /// <returns>Null at the end of input.</returns>
    InputLine? Read();
}
