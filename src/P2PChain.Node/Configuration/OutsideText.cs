namespace P2PChain.Node.Configuration;

/// <summary>
/// Values of environment variables and the command line: plain text. For a list, commas separate the entries
/// (<c>10.0.0.5:6000,10.0.0.6:6000</c>), with or without brackets.
/// </summary>
internal static class OutsideText
{
    /// <summary>The value without blanks at its ends; null if it cannot be one.</summary>
    public static SettingValue? Read(string text) => Items(text).Contains(ValueReader.Null, StringComparer.Ordinal)
        ? null
        : new SettingValue.Single(text.Trim(), FromOutside: true);

    /// <summary>Sets a key to a text, or adds the error.</summary>
    public static void Set(ConfigurationSource source, KeyPath key, string text)
    {
        if (Read(text) is { } value)
            source.Set(key, value);
        else
            source.Fail(null, ValueReader.NullMessage);
    }

    /// <summary>The assignment with its value as a list, if it came from outside and the key wants a list.</summary>
    public static Assignment Shape(Assignment assignment, SettingsTree known)
    {
        if (assignment.Value is not SettingValue.Single { FromOutside: true } value)
            return assignment;
        var wantsList = assignment.Key.Segments[0] == KeyCheck.Akka
            ? IsBracketed(value.Text) // only the text can tell
            : known.Find(assignment.Key)?.Setting?.Value is SettingValue.List;
        return wantsList ? assignment with { Value = new SettingValue.List([.. Items(value.Text)]) } : assignment;
    }

    private static IEnumerable<string> Items(string text)
    {
        text = text.Trim();
        return (IsBracketed(text) ? text[1..^1] : text)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static item =>
                item.Length > 1 && item.StartsWith('"') && item.EndsWith('"') ? item[1..^1].Trim() : item);
    }

    private static bool IsBracketed(string text) => text.Length > 1 && text.StartsWith('[') && text.EndsWith(']');
}
