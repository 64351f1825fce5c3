namespace P2PChain.Node.Client;

/// <summary>The options of a command line for a running node.</summary>
/// <param name="Format">The form of the answer.</param>
/// <param name="Wait">The state of a request or a release that ends the command.</param>
/// <param name="Timeout">The longest time of the command.</param>
internal sealed record OneShotOptions(OutputFormat Format, WaitFor Wait, TimeSpan Timeout);
