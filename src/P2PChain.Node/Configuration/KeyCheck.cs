using System.Collections.Immutable;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Refuses unknown keys: only <c>p2pchain</c> and <c>akka</c> may stand at the top. Under <c>p2pchain</c> only the keys
/// of <c>reference.conf</c> may stand, with a list where it has a list. Keys under <c>akka</c> are not checked.
/// </summary>
internal static class KeyCheck
{
    private const string Product = "p2pchain";
    private const string Akka = "akka";

    /// <summary>
    /// The mistakes in the keys of one source. An unknown section is named once, not for each of its keys.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="reference">The known keys.</param>
    /// <returns>The source with the known and fitting keys only; the others are among its errors.</returns>
    public static ConfigurationSource Check(ConfigurationSource source, SettingsTree reference)
    {
        var sound = ImmutableArray.CreateBuilder<Assignment>();
        var unread = source.Unread.ToBuilder();
        var errors = source.Errors.ToBuilder();
        var told = new HashSet<KeyPath>();
        foreach (var assignment in source.Assignments)
        {
            if (Check(assignment, reference) is not var (where, message))
            {
                sound.Add(assignment);
                continue;
            }

            unread.Add(assignment.Key);
            if (told.Add(where) || assignment.Key == where)
                errors.Add(new ConfigurationError(assignment.Origin.Source, assignment.Origin.Line, message));
        }

        return source with
        {
            Assignments = sound.ToImmutable(),
            Unread = unread.ToImmutable(),
            Errors = [.. errors.OrderBy(static error => error.Line)],
        };
    }

    private static (KeyPath Where, string Message)? Check(Assignment assignment, SettingsTree reference)
    {
        var key = assignment.Key;
        if (key.Segments is [Product or Akka] && assignment.Value is not SettingValue.Section)
            return (key, $"{key} is a section: set a key inside it, such as {Product}.listen.");
        if (key.Segments[0] == Akka)
            return null;
        if (key.Segments[0] != Product)
            return (key.Take(1), Unknown(key.Take(1), assignment, reference));

        var node = reference.Child(Product);
        for (var depth = 2; node is not null && depth <= key.Segments.Length; depth++)
        {
            if (node.Setting is not null)
                return (key.Take(depth),
                    $"{node.Key} is a value, not a section, so {key} cannot be set: set {node.Key} itself.");
            node = node.Child(key.Segments[depth - 1]);
            if (node is null)
                return (key.Take(depth), Unknown(key.Take(depth), assignment, reference));
        }

        return node is null || CheckShape(assignment, node) is not { } message ? null : (key, message);
    }

    private static string? CheckShape(Assignment assignment, SettingsTree node) =>
        (assignment.Value, node.Setting?.Value) switch
        {
            (SettingValue.Section, null) => null,
            (SettingValue.Section, _) => $"{node.Key} is a value, not a section: write {node.Key} = and the value.",
            (_, null) => $"{node.Key} is a section: set a key inside it"
                + (node.Descendants().FirstOrDefault(static below => below.Setting is not null) is { } below
                    ? $", such as {below.Key}."
                    : "."),
            (SettingValue.Single, SettingValue.List) => $"{node.Key} is a list: put its values in [ ].",
            (SettingValue.List, SettingValue.Single) => $"{node.Key} is one value, not a list: remove the [ ].",
            _ => null,
        };

    private static string Unknown(KeyPath key, Assignment assignment, SettingsTree reference)
    {
        var problem = key.Segments.Length == 1
            ? $"Only {Product} and {Akka} stand at the top, not {key}"
            : $"There is no key {key}";
        var hint = KeySuggestion.For(reference, key) switch
        {
            null => "remove it, or see p2pchain config show for the keys there are.",
            var meant when assignment.Origin.Kind == OriginKind.Environment =>
                $"did you mean {EnvironmentSource.NameOf(meant)}?",
            var meant => $"did you mean {meant}?",
        };
        return $"{problem}: {hint}";
    }
}
