using System.Collections.Immutable;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>Sources that tests load from: a small reference text, files in memory, an environment.</summary>
internal sealed record Sources
{
    public const string Reference = """
        p2pchain {
          listen = "0.0.0.0:6000"
          data = "./data"
          peers = []
          headless = false
          network {
            name = ""
            genesis-time-ms = 0
            initial-difficulty = 256
            max-block-bytes = 1048576
            members = []
            miners = []
            stewards = []
            release-policy = anyone
            retarget = fixed
            half-life-ms = 3600000
            target-spacing-ms = 10000
          }
          mining { mode = on-demand }
          limits { peers-inbound = 64, peers-per-address = 4, outbox-bytes = 4 MiB }
          log { level = info, directory = logs }
          transport { ping-interval = 5 s, ping-timeout = 15 s, handshake-timeout = 5 s, dial-timeout = 5 s }
        }
        """;

    /// <summary>The text of reference.conf.</summary>
    public string Defaults { get; init; } = Reference;

    /// <summary>The working directory.</summary>
    public static string Home { get; } = Path.GetFullPath("/home/node");

    public string? First { get; init; }

    public string[] Set { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Files by their path below the working directory, with /.</summary>
    public Dictionary<string, string> Files { get; init; } = [];

    /// <summary>One file, node.conf, given as the first argument.</summary>
    public static Sources File(params string[] lines) =>
        new() { First = "node.conf", Files = { ["node.conf"] = string.Join('\n', lines) } };

    public LoadResult Load() => HoconLoader.Load(new LoadRequest
    {
        Reference = Defaults,
        FirstArgument = First,
        Overrides = [.. Set],
        Environment = Environment,
        WorkingDirectory = Home,
        ReadFile = path => Files.TryGetValue(Path.GetRelativePath(Home, path).Replace('\\', '/'), out var text)
            ? new FileText.Read(text)
            : new FileText.Unreadable($"there is no file {path}: check the name"),
    });

    public EffectiveConfiguration Loaded()
    {
        var (configuration, errors, _) = Load();
        Assert.Empty(errors);
        return configuration;
    }

    public ImmutableArray<ConfigurationError> Errors() => Load().Errors;

    /// <summary>The only error, as an operator reads it.</summary>
    public string Error() => Assert.Single(Errors()).ToString();
}
