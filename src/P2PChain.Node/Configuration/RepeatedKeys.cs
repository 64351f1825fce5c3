using System.Globalization;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Finds keys of ours that one file sets twice. HOCON would let the later one win in silence; in a file of ten lines it is a
/// slip. A later value that is a variable (<c>${?NAME}</c>) is meant to win and stays.
/// </summary>
internal static class RepeatedKeys
{
    /// <summary>An error for each second time.</summary>
    /// <param name="assignments">One source's.</param>
    /// <param name="known">The keys that exist; others are errors already, or Akka's business.</param>
    public static IEnumerable<ConfigurationError> In(IEnumerable<Assignment> assignments, SettingsTree known)
    {
        var lines = new Dictionary<KeyPath, int>();
        foreach (var (key, value, origin) in assignments)
        {
            if (value is SettingValue.Section or SettingValue.Single { FromOutside: true }
                || origin is not { Kind: OriginKind.File, Line: { } line }
                || known.Find(key) is null
                || lines.TryAdd(key, line))
                continue;
            yield return new ConfigurationError(origin.Source, line, $"{key} was set on line "
                + $"{lines[key].ToString(CultureInfo.InvariantCulture)} already: remove one of the two.");
        }
    }
}
