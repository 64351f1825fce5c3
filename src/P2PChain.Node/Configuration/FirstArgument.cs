using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Configuration;

/// <summary>The first word on the command line: a port of this machine if it is all digits, else a file.</summary>
internal static class FirstArgument
{
    /// <summary>
    /// The sources that the environment overrides: a file and its includes, or the data directory of a port. A
    /// container's P2PCHAIN__DATA replaces that directory, because no source named it.
    /// </summary>
    public static IEnumerable<ConfigurationSource> ReadFile(LoadRequest request)
    {
        if (request.FirstArgument is not { } argument)
            return [];
        if (PortOf(argument) is { } port) // at port 0 each run would find another's data
            return port == 0 ? [] : [Set(port, "data", $"./data/{port}")];
        if (Problem(argument) is not { } problem)
            return FileSources.Read(request, argument);
        var wrong = new ConfigurationSource(OriginKind.FirstArgument, "first argument");
        wrong.Fail(null, problem);
        return [wrong];
    }

    /// <summary>The address of a port. It stands on the command line, so it overrides the environment.</summary>
    public static IEnumerable<ConfigurationSource> ReadPort(string? argument) =>
        PortOf(argument) is { } port ? [Set(port, "listen", $"127.0.0.1:{port}")] : [];

    private static ushort? PortOf(string? argument) =>
        ushort.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private static string? Problem(string argument) =>
        string.IsNullOrWhiteSpace(argument) ? "It is empty: name a file or a port."
        : !argument.All(char.IsAsciiDigit) ? HomePath.Problem(argument)
        : $"{argument} is not a port: give one of 0 … 65535, or ./{argument} for a file of that name.";

    private static ConfigurationSource Set(ushort port, string name, string value)
    {
        var source = new ConfigurationSource(OriginKind.FirstArgument, $"first argument {port}");
        source.Set(KeyPath.Of("p2pchain", name), new SettingValue.Single(value));
        return source;
    }
}
