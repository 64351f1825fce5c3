using System.CommandLine;
using System.CommandLine.Invocation;
using P2PChain.Actors;

namespace P2PChain.Node.Commands;

/// <summary>Prints name and version.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"p2pchain {CommandLine.Version}");
        return ExitCode.Ok;
    }
}
