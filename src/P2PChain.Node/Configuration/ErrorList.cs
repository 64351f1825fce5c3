namespace P2PChain.Node.Configuration;

/// <summary>The mistakes of one source, in the order of reading. Reading goes on after each.</summary>
/// <param name="source">The name of the source for an operator.</param>
internal sealed class ErrorList(string source)
{
    private readonly List<ConfigurationError> _errors = [];

    /// <summary>The mistakes so far.</summary>
    public IReadOnlyList<ConfigurationError> All => _errors;

    /// <summary>Adds a mistake at a line, or of the source as a whole without one.</summary>
    public void Add(int? line, string message) => _errors.Add(new ConfigurationError(source, line, message));
}
