namespace P2PChain.Node.Configuration;

/// <summary>
/// Environment variables that set keys: <c>P2PCHAIN__LOG__LEVEL</c> sets <c>p2pchain.log.level</c>; two underscores are
/// a dot, one is a hyphen. Names with a single underscore after <c>P2PCHAIN</c> are ignored: Kubernetes makes such
/// variables (<c>P2PCHAIN_PORT</c>) for a service called p2pchain.
/// </summary>
internal static class EnvironmentSource
{
    private const string Prefix = "P2PCHAIN__";

    /// <summary>The keys that the variables set, in the order of the variables' names.</summary>
    public static ConfigurationSource Read(IReadOnlyDictionary<string, string> environment)
    {
        var assignments = new Dictionary<KeyPath, Assignment>();
        var problems = new List<ConfigurationError>();
        foreach (var (name, value) in environment.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var origin = new Origin(OriginKind.Environment, $"environment variable {name}", Line: null);
            var errors = new ErrorList(origin.Source);
            if (KeyPath.Read(KeyOf(name), null, errors) is { } key
                && OutsideText.Check(value, line: null, errors) is { } text
                && !assignments.TryAdd(key, new Assignment(key, text, origin)))
                errors.Add(null, $"It sets {key}, and so does {assignments[key].Origin}: unset one of them.");
            problems.AddRange(errors.All);
        }

        return ConfigurationSource.Of(assignments.Values, problems);
    }

    /// <summary>The variable for a key; for suggestions.</summary>
    public static string NameOf(string key) =>
        key.ToUpperInvariant().Replace('-', '_').Replace(".", "__", StringComparison.Ordinal);

    private static string KeyOf(string name) =>
        name.ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal).Replace('_', '-');
}
