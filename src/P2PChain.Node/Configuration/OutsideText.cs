namespace P2PChain.Node.Configuration;

/// <summary>
/// Values of environment variables and the command line: plain text. For a list, commas separate the entries
/// (<c>10.0.0.5:6000,10.0.0.6:6000</c>), with or without brackets.
/// </summary>
internal static class OutsideText
{
    /// <summary>The value without blanks at its ends; null if it cannot be one, with an error.</summary>
    /// <param name="text">The text from outside.</param>
    /// <param name="line">The line of a file that refers to it, if any.</param>
    /// <param name="errors">Takes its mistakes.</param>
    public static SettingValue? Check(string text, int? line, ErrorList errors)
    {
        // Akka's Config reads the text null, quoted or not, as "not set", in a list too.
        if (!Items(text).Contains("null", StringComparer.Ordinal))
            return new SettingValue.Single(text.Trim(), FromOutside: true);
        errors.Add(line, "The word null cannot be a value: leave the key out, or choose another word.");
        return null;
    }

    /// <summary>The assignment with its value as a list, if it came from outside and the key wants a list.</summary>
    public static Assignment Shape(Assignment assignment, SettingsTree reference)
    {
        if (assignment.Value is not SettingValue.Single { FromOutside: true } value)
            return assignment;
        var wantsList = reference.Find(assignment.Key) switch
        {
            { Setting.Value: SettingValue.List } => true,
            null => IsBracketed(value.Text), // a key of Akka's: only the text can tell
            _ => false,
        };
        return wantsList
            ? assignment with { Value = new SettingValue.List([.. Items(value.Text)]) }
            : assignment;
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
