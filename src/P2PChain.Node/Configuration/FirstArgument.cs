using System.Globalization;
using P2PChain.Actors;

namespace P2PChain.Node.Configuration;

/// <summary>What the first word on the command line means: all digits = a port, else a file.</summary>
internal abstract record FirstArgument
{
    private FirstArgument()
    {
    }

    /// <summary>There was none: the defaults count.</summary>
    public sealed record None : FirstArgument;

    /// <summary>A file.</summary>
    public sealed record File(string Path) : FirstArgument;

    /// <summary>A port on this machine, 0 … 65535.</summary>
    public sealed record Port(ushort Number) : FirstArgument
    {
        private Origin Origin => new(OriginKind.FirstArgument, $"first argument {Number}", Line: null);

        /// <summary>The address to listen on: said on the command line, so stronger than the environment.</summary>
        public ConfigurationSource Listen => Set("listen", $"127.0.0.1:{Number}");

        /// <summary>
        /// The data directory that goes with the port. Nobody named it, so it stands where a node's file would: a
        /// container's P2PCHAIN__DATA still counts. Port 0 has none: each run would find another's data.
        /// </summary>
        public ConfigurationSource Data => Number == 0 ? ConfigurationSource.Of([], []) : Set("data", $"./data/{Number}");

        private ConfigurationSource Set(string name, string value) =>
            ConfigurationSource.Of(
                [new Assignment(KeyPath.Of("p2pchain", name), new SettingValue.Single(value), Origin)], []);
    }

    /// <summary>Digits that are no port.</summary>
    public sealed record Wrong(ConfigurationError Error) : FirstArgument;

    /// <summary>Reads the argument; null means there was none. An empty one is a variable in a script that was not set.</summary>
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
