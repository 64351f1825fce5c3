using System.Collections.Immutable;
using Akka.Configuration;

namespace P2PChain.Node.Configuration;

/// <summary>The joined configuration with the origin of each value.</summary>
internal sealed class EffectiveConfiguration
{
    private readonly SettingsTree _tree;

    /// <summary>Makes the configuration from a tree of joined sources.</summary>
    public EffectiveConfiguration(SettingsTree tree)
    {
        _tree = tree;
        Settings = [.. tree.Descendants().Select(static node => node.Setting).OfType<Assignment>()];

        // Written from the settings that `config show` prints, so the two cannot differ.
        Config = ConfigurationFactory.ParseString(HoconWriter.Write(Settings));
    }

    /// <summary>The configuration for NodeSettings and the actor system.</summary>
    public Config Config { get; }

    /// <summary>Each key with its value and origin, in ordinal order.</summary>
    public ImmutableArray<Assignment> Settings { get; }

    /// <summary>The origin of a key's value; for a section, that of its first key; null without one.</summary>
    /// <param name="key">The dotted key, such as <c>p2pchain.transport.ping-timeout</c>.</param>
    public Origin? OriginOf(string key)
    {
        var node = KeyPath.Parse(key) is { } path ? _tree.Find(path) : null;
        return node?.Setting?.Origin
            ?? node?.Descendants().Select(static below => below.Setting).OfType<Assignment>().FirstOrDefault()?.Origin;
    }

    /// <summary>An error about the values of some keys, at the place of the one that an operator set.</summary>
    /// <param name="message">The mistake and the remedy, without the place.</param>
    /// <param name="keys">The dotted keys, the wrong one first.</param>
    public ConfigurationError ErrorAt(string message, params IReadOnlyList<string> keys) =>
        keys.Select(OriginOf).OfType<Origin>().MaxBy(static origin => origin.Kind) is { } origin
            ? new ConfigurationError(origin.Source, origin.Line, message)
            : new ConfigurationError(keys[0], null, message);
}
