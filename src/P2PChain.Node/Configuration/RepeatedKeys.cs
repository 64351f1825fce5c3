using System.Globalization;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Finds keys under p2pchain that one file sets twice. In HOCON the later one would win in silence; in a file of ten
/// lines it is a slip. A later variable (<c>${?NAME}</c>) is meant to win and is accepted.
/// </summary>
internal static class RepeatedKeys
{
    /// <summary>An error for each repetition.</summary>
    /// <param name="assignments">The assignments of one source.</param>
    /// <param name="known">The known keys; others are errors already, or Akka's.</param>
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
