using System.Collections.Immutable;
using Akka.Configuration;

namespace P2PChain.Actors;

/// <summary>Reads a node's settings from HOCON and reports the values that cannot be used.</summary>
public static class NodeSettingsReader
{
    private static readonly Config Defaults = ConfigurationFactory.ParseString(ReferenceText());

    /// <summary>The text of reference.conf: every key with its default.</summary>
    public static string ReferenceText()
    {
        using var stream = typeof(NodeSettingsReader).Assembly.GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads the settings; keys that the configuration lacks have the defaults of reference.conf.</summary>
    /// <param name="config">The whole configuration, with <c>p2pchain</c> at its top.</param>
    /// <param name="problems">The values that cannot be used.</param>
    public static NodeSettings Read(Config config, out ImmutableArray<SettingProblem> problems)
    {
        var sections = new SettingSections(config.WithFallback(Defaults), Defaults);
        var settings = sections.Read();
        problems = sections.Problems;
        return settings;
    }
}
