using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>A line as the console shows it.</summary>
/// <param name="Cells">The cells of a row of a table; one for a sentence.</param>
/// <param name="Tone"><c>plain</c>, <c>good</c>, <c>notice</c> or <c>bad</c>.</param>
/// <param name="IsHeader">Whether it names the columns of a table.</param>
public sealed record LineDocument(ImmutableArray<string> Cells, string Tone, bool IsHeader);
