namespace P2PChain.Node.Configuration;

/// <summary>The origin of a value.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="Source">A file as the operator named it, <c>environment variable X</c>, <c>--set</c>.</param>
/// <param name="Line">The line in a file or in the reference text, from 1; null otherwise.</param>
internal sealed record Origin(OriginKind Kind, string Source, int? Line)
{
    /// <summary><c>node-a.conf:4</c>, <c>environment variable P2PCHAIN__LISTEN</c>, <c>--set</c>.</summary>
    public override string ToString() => Line is { } line ? $"{Source}:{line}" : Source;
}
