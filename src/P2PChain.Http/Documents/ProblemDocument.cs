namespace P2PChain.Http.Documents;

/// <summary>A problem of the node.</summary>
/// <param name="Word">A word of at most eight capitals.</param>
/// <param name="Sentence">The fact, a colon, the next step.</param>
public sealed record ProblemDocument(string Word, string Sentence);
