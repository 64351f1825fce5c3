namespace P2PChain.Node.Screen;

/// <summary>What the far end of the output can show.</summary>
/// <param name="IsTerminal">A person reads: columns are aligned, typed lines are seen. Else a program does.</param>
/// <param name="HasColours">Colours are understood and wanted.</param>
/// <param name="EditsLines">The typed line is drawn here, key by key; else the terminal, if there is one, shows it itself.</param>
internal readonly record struct ScreenStyle(bool IsTerminal, bool HasColours, bool EditsLines = false);
