namespace P2PChain.Actors.Protocols;

/// <summary>Why a node cannot go on.</summary>
/// <param name="ExitCode">What the process should end with: 69 port in use, 70 a bug, 74 the disk.</param>
/// <param name="Sentence">One sentence for the person who runs it.</param>
/// <param name="Cause">What was thrown; null when nothing was.</param>
public sealed record NodeFailure(int ExitCode, string Sentence, Exception? Cause);
