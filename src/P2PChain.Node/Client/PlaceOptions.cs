using System.CommandLine;

namespace P2PChain.Node.Client;

/// <summary>The options by which a command finds the running node.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _data = new("--data")
    {
        HelpName = "DIR|FILE|PORT",
        Description = "The data directory of the running node, its configuration file, or its port.",
    };

    private readonly Option<string?> _node = new("--node")
    {
        HelpName = "URL",
        Description = "The address of the running node, such as http://127.0.0.1:8000.",
    };

    private readonly Option<string?> _token = new("--token")
    {
        HelpName = "FILE",
        Description = $"The file with the node's token; its text may also stand in {ServerPlace.TokenVariable}.",
    };

    /// <summary>Adds the options to a command.</summary>
    public PlaceOptions(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_node);
        command.Options.Add(_token);
    }

    /// <summary>Finds the node.</summary>
    /// <exception cref="ClientException">It cannot be found.</exception>
    public ServerPlace Find(ParseResult parsed) => ServerPlace.Find(
        parsed.GetValue(_data), parsed.GetValue(_node), parsed.GetValue(_token),
        Environment.GetEnvironmentVariable(ServerPlace.TokenVariable));
}
