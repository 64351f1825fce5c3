using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;

namespace P2PChain.Actors;

/// <summary>Reads <c>p2pchain.names</c>: public keys and their names.</summary>
internal static class KeyNamesReader
{
    private const string Section = "p2pchain.names";

    /// <summary>Reads the names that can be used, and reports the others.</summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="report">Takes each entry that cannot be used.</param>
    public static KeyNames Read(Config config, Action<SettingProblem> report)
    {
        var names = ImmutableDictionary.CreateBuilder<PublicKey, string>();
        var holders = new Dictionary<string, PublicKey>(KeyNames.Same);
        foreach (var (text, value) in Entries(config))
        {
            if (Read(text, value, out var key, out var name) is { } problem)
                report(new SettingProblem([PathOf(text)], problem));
            else if (!holders.TryAdd(name, key))
                report(new SettingProblem(
                    [PathOf(text), PathOf(holders[name].Hex)],
                    $"{holders[name].Short} has the name \"{name}\" too: give each key a name of its own."));
            else
                names.Add(key, name);
        }
        return new KeyNames(names.ToImmutable());
    }

    private static IEnumerable<KeyValuePair<string, HoconValue>> Entries(Config config) =>
        config.GetConfig(Section) is { } section
            ? section.AsEnumerable().OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            : [];

    private static string? Read(string text, HoconValue value, out PublicKey key, out string name)
    {
        name = value.IsString() ? value.GetString() : "";
        return !PublicKey.TryParse(text, out key!)
            ? $"\"{text}\" is no key: a key is 66 lower-case hex digits that start with 02 or 03."
            : KeyNames.Problem(name);
    }

    // As the loader writes it.
    private static string PathOf(string key) =>
        key.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? $"{Section}.{key}"
            : $"{Section}.\"{key}\"";
}
