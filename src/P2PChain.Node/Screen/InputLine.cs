
namespace P2PChain.Node.Screen;

/// <summary>A line of the input.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="Problem">Why the line is unreadable, a sentence; null for a good line.</param>
internal sealed record InputLine(string Text, string? Problem = null);
