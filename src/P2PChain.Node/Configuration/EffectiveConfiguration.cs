using System.Collections.Immutable;
using Akka.Configuration;

namespace P2PChain.Node.Configuration;

/// <summary>The joined configuration with the origin of each value.</summary>
internal sealed class EffectiveConfiguration(IEnumerable<Assignment> settings)
{
    /// <summary>Each key with its value and origin, in ordinal order.</summary>
    public ImmutableArray<Assignment> Settings { get; } = [.. settings];

    /// <summary>The configuration for NodeSettings and the actor system.</summary>
    /// <remarks>Written from the settings that <c>config show</c> prints, so the two cannot differ.</remarks>
    public Config Config { get; } = ConfigurationFactory.ParseString(HoconWriter.Write(settings));

    /// <summary>The origin of a key's value; null without one.</summary>
    /// <param name="key">The dotted key, such as <c>p2pchain.transport.ping-timeout</c>.</param>
    public Origin? OriginOf(string key) => Settings.FirstOrDefault(setting => setting.Key.Text == key)?.Origin;

    /// <summary>An error about the values of some keys, at the place of the one that an operator set.</summary>
    /// <param name="message">The mistake and the remedy, without the place.</param>
    /// <param name="keys">The dotted keys, the wrong one first.</param>
    public ConfigurationError ErrorAt(string message, params IReadOnlyList<string> keys) =>
        keys.Select(OriginOf).OfType<Origin>().MaxBy(static origin => origin.Kind) is { } origin
            ? new ConfigurationError(origin.Source, origin.Line, message)
            : new ConfigurationError(keys[0], null, message);
}
