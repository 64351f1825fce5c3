namespace P2PChain.Node.Client;

/// <summary>A command line cannot be carried out.</summary>
/// <param name="exitCode">One of <see cref="Actors.ExitCode"/>.</param>
/// <param name="sentence">The fault and the next step.</param>
internal sealed class ClientException(int exitCode, string sentence) : Exception(sentence)
{
    /// <summary>One of <see cref="Actors.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
