namespace P2PChain.Node.Screen;

/// <summary>What the far end of the output can show.</summary>
/// <param name="IsTerminal">A person reads: columns are aligned, typed lines are seen. Else a program does.</param>
/// <param name="HasColours">Escape sequences are understood and wanted.</param>
internal readonly record struct ScreenStyle(bool IsTerminal, bool HasColours);
