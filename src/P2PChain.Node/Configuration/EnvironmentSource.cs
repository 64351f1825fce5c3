namespace P2PChain.Node.Configuration;

/// <summary>
/// Environment variables that set keys: <c>P2PCHAIN__LOG__LEVEL</c> sets <c>p2pchain.log.level</c>; two underscores are
/// a dot, one is a hyphen. Names with a single underscore after <c>P2PCHAIN</c> are ignored: Kubernetes makes such
/// variables (<c>P2PCHAIN_PORT</c>) for a service called p2pchain.
/// </summary>
internal static class EnvironmentSource
{
    private const string Prefix = "P2PCHAIN__";

    /// <summary>A source for each variable, in the order of their names.</summary>
    public static IEnumerable<ConfigurationSource> Read(IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<KeyPath, string>();
        foreach (var (name, value) in environment.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var variable = $"environment variable {name}";
            var source = new ConfigurationSource(OriginKind.Environment, variable);
            if (source.ReadKey(KeyOf(name)) is { } key)
            {
                if (variables.TryAdd(key, variable))
                    OutsideText.Set(source, key, value);
                else
                    source.Fail(null, $"It sets {key}, and so does {variables[key]}: unset one of them.");
            }

            yield return source;
        }
    }

    /// <summary>The variable for a key; for suggestions.</summary>
    public static string NameOf(string key) =>
        key.ToUpperInvariant().Replace('-', '_').Replace(".", "__", StringComparison.Ordinal);

    private static string KeyOf(string name) =>
        name.ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-');
}
