namespace P2PChain.Node.Screen;

/// <summary>The abilities of the output's far end.</summary>
/// <param name="IsTerminal">
/// Whether a person reads: columns are aligned, typed lines are seen. Otherwise a program reads.
/// </param>
/// <param name="HasColours">Whether colours are understood and wanted.</param>
/// <param name="EditsLines">
/// Whether this program draws the typed line, key by key. Otherwise a terminal shows it itself.
/// </param>
internal readonly record struct ScreenStyle(bool IsTerminal, bool HasColours, bool EditsLines = false)
{
    /// <summary>The columns of the terminal; 0 if they are not known.</summary>
    public int Width { get; init; }
}
