using System.Globalization;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Refuses unknown keys: only <c>p2pchain</c> and <c>akka</c> may stand at the top. Under <c>p2pchain</c> only the keys
/// of <c>reference.conf</c> may stand, with a list where it has a list, and each once in a file. A section that is
/// empty in <c>reference.conf</c> is a map: its keys are free, and each has one value. Keys under <c>akka</c> are not
/// checked.
/// </summary>
internal sealed class KeyCheck
{
    /// <summary>The section of the node's own keys.</summary>
    public const string Product = "p2pchain";

    /// <summary>The section of Akka's keys.</summary>
    public const string Akka = "akka";

    private readonly ConfigurationSource _source;
    private readonly SettingsTree _known;
    private readonly HashSet<KeyPath> _told = [];
    private readonly Dictionary<KeyPath, int> _lines = [];

    private KeyCheck(ConfigurationSource source, SettingsTree known)
    {
        _source = source;
        _known = known;
    }

    /// <summary>Leaves the known and fitting keys in a source. The others become errors.</summary>
    public static void Check(ConfigurationSource source, SettingsTree known)
    {
        var check = new KeyCheck(source, known);
        source.Keep([.. source.Assignments.Select(check.Place).Where(check.IsSound)]);
    }

    private Assignment Place(Assignment assignment)
    {
        var key = _source.IsBalanced ? assignment.Key : MissingBraces.Place(assignment.Key, _known);
        return OutsideText.Shape(assignment with { Key = key }, _known);
    }

    private bool IsSound(Assignment assignment)
    {
        var key = assignment.Key;
        if (Mistake(assignment) is not var (where, message))
        {
            CheckRepetition(assignment);
            return true;
        }

        // An unknown section is told once, not for each of its keys.
        _source.Unread.Add(key);
        if (_told.Add(where) || key == where)
            _source.Fail(assignment.Origin.Line, message);
        return false;
    }

    private (KeyPath Where, string Message)? Mistake(Assignment assignment)
    {
        var key = assignment.Key;
        if (key.Segments is [Product or Akka] && assignment.Value is not null)
            return (key, $"{key} is a section: set a key inside it, such as {Product}.listen.");
        if (key.Segments[0] == Akka)
            return null;
        var node = _known;
        for (var depth = 1; depth <= key.Segments.Length; depth++)
        {
            if (node.IsMap)
                return MistakeInMap(assignment, node) is { } refusal ? (key, refusal) : null;
            if (node.Setting is not null)
                return (key.Take(depth),
                    $"{node.Key} is a value, not a section, so {key} cannot be set: set {node.Key} itself.");
            if (node.Child(key.Segments[depth - 1]) is not { } child)
                return (key.Take(depth), Unknown(key.Take(depth), assignment.Origin.Kind));
            node = child;
        }

        return MistakeOfShape(assignment.Value, node) is { } message ? (key, message) : null;
    }

    private static string? MistakeInMap(Assignment entry, SettingsTree map)
    {
        var (key, value, _) = entry;
        if (key.Segments.Length > map.Key.Segments.Length + 1)
            return $"{key} has a name too many: under {map.Key} stands one name, in quotes if it has a dot.";
        return value is SettingValue.Single ? null : $"{key} is one value: write {key} = and the value.";
    }

    private static string? MistakeOfShape(SettingValue? value, SettingsTree node) => (value, node.Setting?.Value) switch
    {
        (null, null) => null,
        (null, _) => $"{node.Key} is a value, not a section: write {node.Key} = and the value.",
        (_, null) when node.IsMap => $"{node.Key} is a section: set a key of your own inside it.",
        (_, null) => $"{node.Key} is a section: set a key inside it, such as {node.Settings.First().Key}.",
        (SettingValue.Single, SettingValue.List) => $"{node.Key} is a list: put its values in [ ].",
        (SettingValue.List, SettingValue.Single) => $"{node.Key} is one value, not a list: remove the [ ].",
        _ => null,
    };

    private string Unknown(KeyPath key, OriginKind kind)
    {
        var problem = key.Segments.Length == 1
            ? $"Only {Product} and {Akka} stand at the top, not {key}"
            : $"There is no key {key}";
        var meant = _known.Child(Product) is { } product ? KeySuggestion.For(product, key) : null;
        if (meant is null)
            return $"{problem}: remove it, or see p2pchain config show for the keys there are.";
        return $"{problem}: did you mean {(kind == OriginKind.Environment ? EnvironmentSource.NameOf(meant) : meant)}?";
    }

    // In HOCON the later one would win in silence; in a file of ten lines it is a slip. A later variable (${?NAME}) is
    // meant to win.
    private void CheckRepetition(Assignment assignment)
    {
        var (key, value, origin) = assignment;
        if (value is null or SettingValue.Single { FromOutside: true } || key.Segments[0] == Akka
            || origin is not { Kind: OriginKind.File, Line: { } line } || _lines.TryAdd(key, line))
            return;
        _source.Fail(line, $"{key} was set on line {_lines[key].ToString(CultureInfo.InvariantCulture)} already: "
            + "remove one of the two.");
    }
}
