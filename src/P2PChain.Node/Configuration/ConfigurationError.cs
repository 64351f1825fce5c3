namespace P2PChain.Node.Configuration;

/// <summary>One mistake in the configuration, with the remedy.</summary>
/// <param name="Source">A file as the operator named it, <c>environment variable X</c>, <c>--set</c>.</param>
/// <param name="Line">The line in that file, from 1; null if there are no lines.</param>
/// <param name="Message">The mistake and the remedy, without the place.</param>
internal sealed record ConfigurationError(string Source, int? Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form that editors and terminals make clickable.</summary>
    public override string ToString() => Line is { } line ? $"{Source}:{line}: {Message}" : $"{Source}: {Message}";
}
