using System.Collections.Immutable;
using Akka.Configuration;

namespace P2PChain.Node.Configuration;

/// <summary>What counts after all sources were joined, and where each value came from.</summary>
internal sealed class EffectiveConfiguration
{
    private readonly SettingsTree _tree;

    /// <summary>The configuration that a tree of joined sources makes.</summary>
    public EffectiveConfiguration(SettingsTree tree)
    {
        _tree = tree;
        Settings = [.. tree.Descendants().Select(static node => node.Setting).OfType<Assignment>()];

        // Written out from the very settings that `config show` prints, so the two cannot differ.
        Config = ConfigurationFactory.ParseString(HoconWriter.Write(Settings));
    }

    /// <summary>The configuration for NodeSettings and the actor system.</summary>
    public Config Config { get; }

    /// <summary>Each key that has a value, with the value and where it came from, in ordinal order.</summary>
    public ImmutableArray<Assignment> Settings { get; }

    /// <summary>Where a key's value came from; for a section, where its first key's did; null without one.</summary>
    /// <param name="key">The dotted key, such as <c>p2pchain.transport.ping-timeout</c>.</param>
    public Origin? OriginOf(string key)
    {
        var path = KeyReader.ReadWhole(key, new ErrorList("a key in the program"));
        var node = path is null ? null : _tree.Find(path);
        return node?.Setting?.Origin
            ?? node?.Descendants().Select(static below => below.Setting).OfType<Assignment>().FirstOrDefault()?.Origin;
    }

    /// <summary>An error about the values of some keys, at the place where the one that an operator set came from.</summary>
    /// <param name="message">What is wrong and what to do, without the place.</param>
    /// <param name="keys">The dotted keys, the one that the error is about first.</param>
    public ConfigurationError ErrorAt(string message, params IReadOnlyList<string> keys) =>
        keys.Select(OriginOf).OfType<Origin>().MaxBy(static origin => origin.Kind) is { } origin
            ? new ConfigurationError(origin.Source, origin.Line, message)
            : new ConfigurationError(keys[0], null, message);
}
