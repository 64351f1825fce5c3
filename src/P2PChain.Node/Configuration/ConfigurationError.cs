namespace P2PChain.Node.Configuration;

/// <summary>One thing wrong with the configuration, in a sentence that says what to do about it.</summary>
/// <param name="Source">A file as the operator named it, <c>environment variable X</c>, <c>--set</c>.</param>
/// <param name="Line">The line in that file, from 1; null where there are no lines.</param>
/// <param name="Message">What is wrong and what to do, without the place.</param>
internal sealed record ConfigurationError(string Source, int? Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form editors and terminals make clickable.</summary>
    public override string ToString() => Line is { } line ? $"{Source}:{line}: {Message}" : $"{Source}: {Message}";
}
