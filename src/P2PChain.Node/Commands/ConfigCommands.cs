using P2PChain.Actors;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Commands;

/// <summary><c>config check</c> and <c>config show</c>: the configuration of a node, without starting it.</summary>
internal static class ConfigCommands
{
    /// <summary>Checks whether a node could start from this configuration.</summary>
    public static int Check(string? first, IEnumerable<string> overrides, Streams streams)
    {
        var configuration = NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return Refuse(configuration, streams);
        var settings = configuration.Settings;
        streams.Output.WriteLine(
            $"{first ?? "The configuration"} is good: a node would listen on {settings.Listen} and keep its data in "
            + $"{Path.GetFullPath(settings.DataDirectory)}.");
        return ExitCode.Ok;
    }

    /// <summary>Prints each key and its value, as in a file.</summary>
    /// <param name="first">A file, a port, or null.</param>
    /// <param name="overrides">The <c>key=value</c> of each <c>--set</c>.</param>
    /// <param name="withOrigins">Whether to print the source of each value, as a comment.</param>
    /// <param name="streams">Where to print.</param>
    public static int Show(string? first, IEnumerable<string> overrides, bool withOrigins, Streams streams)
    {
        var configuration = NodeConfiguration.Load(first, overrides);
        if (!configuration.Errors.IsEmpty) return Refuse(configuration, streams);
        foreach (var setting in configuration.Effective.Settings)
            streams.Output.WriteLine($"{setting.Key} = {setting.Value}" + (withOrigins ? $"  # {setting.Origin}" : ""));
        return ExitCode.Ok;
    }

    /// <summary>Prints the mistakes, one per line.</summary>
    public static int Refuse(NodeConfiguration configuration, Streams streams)
    {
        foreach (var error in configuration.Errors) streams.Errors.WriteLine(SafeLine.Of(error.ToString()));
        return ExitCode.Configuration;
    }
}
