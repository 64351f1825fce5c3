using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Configuration;

/// <summary>The first word on the command line: a port if it is all digits, else a file.</summary>
internal abstract record FirstArgument
{
    private FirstArgument()
    {
    }

    /// <summary>There is none: the defaults count.</summary>
    public sealed record None : FirstArgument;

    /// <summary>A file.</summary>
    public sealed record File(string Path) : FirstArgument;

    /// <summary>A port on this machine, 0 … 65535.</summary>
    public sealed record Port(ushort Number) : FirstArgument
    {
        private Origin Origin => new(OriginKind.FirstArgument, $"first argument {Number}", Line: null);

        /// <summary>The address to listen on. It stands on the command line, so it overrides the environment.</summary>
        public ConfigurationSource Listen => Set("listen", $"127.0.0.1:{Number}");

        /// <summary>
        /// The data directory of the port. No source named it, so it ranks like a node's file: a container's
        /// P2PCHAIN__DATA overrides it. Port 0 has none, because each run would find another's data.
        /// </summary>
        public ConfigurationSource Data => Number == 0
            ? ConfigurationSource.Of([], [])
            : Set("data", $"./data/{Number}");

        private ConfigurationSource Set(string name, string value) =>
            ConfigurationSource.Of(
                [new Assignment(KeyPath.Of("p2pchain", name), new SettingValue.Single(value), Origin)], []);
    }

    /// <summary>Digits that are no port.</summary>
    public sealed record Wrong(ConfigurationError Error) : FirstArgument;

    /// <summary>
    /// Reads the argument; null means that there is none. An empty one comes from a script's unset variable.
    /// </summary>
    public static FirstArgument Read(string? argument)
    {
        if (argument is null)
            return new None();
        if (string.IsNullOrWhiteSpace(argument))
            return new Wrong(new ConfigurationError("first argument", null, "It is empty: name a file or a port."));
        if (HomePath.Problem(argument) is { } problem)
            return new Wrong(new ConfigurationError("first argument", null, problem));
        if (!argument.All(char.IsAsciiDigit))
            return new File(argument);
        return ushort.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new Port(port)
            : new Wrong(new ConfigurationError("first argument", null,
                $"{argument} is not a port: give one of 0 … 65535, or ./{argument} for a file of that name."));
    }
}
