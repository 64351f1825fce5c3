namespace P2PChain.Node.Configuration;

/// <summary>The problems found in one source, in the order they were found; reading goes on after each.</summary>
/// <param name="source">The name of the source, as an operator knows it.</param>
internal sealed class ErrorList(string source)
{
    private readonly List<ConfigurationError> _errors = [];

    /// <summary>The problems so far.</summary>
    public IReadOnlyList<ConfigurationError> All => _errors;

    /// <summary>Notes a problem at a line, or of the source as a whole when there is none.</summary>
    public void Add(int? line, string message) => _errors.Add(new ConfigurationError(source, line, message));
}
