namespace P2PChain.Node.Configuration;

/// <summary>One source of values, such as a file or an environment variable. It fills while it is read.</summary>
/// <param name="kind">The kind of source.</param>
/// <param name="name">A file as the operator named it, <c>environment variable X</c>, <c>--set</c>.</param>
internal sealed class ConfigurationSource(OriginKind kind, string name)
{
    /// <summary>The files that it includes, as written, in order.</summary>
    public List<(string File, int Line)> Includes { get; } = [];

    /// <summary>Keys, values and sections, in order; a later one overrides an earlier one.</summary>
    public List<Assignment> Assignments { get; private set; } = [];

    /// <summary>Its mistakes. Reading goes on after each.</summary>
    public List<ConfigurationError> Errors { get; private set; } = [];

    /// <summary>Keys with a value that cannot be read or has no place.</summary>
    public HashSet<KeyPath> Unread { get; } = [];

    /// <summary>Whether its braces pair up. If not, a key may belong to another section.</summary>
    public bool IsBalanced { get; set; } = true;

    /// <summary>Adds a value, or the beginning of a section.</summary>
    public void Set(KeyPath key, SettingValue? value, int? line = null) =>
        Assignments.Add(new Assignment(key, value, new Origin(kind, name, line)));

    /// <summary>Adds a mistake at a line, or of the source as a whole without one.</summary>
    /// <returns>Always false, for the caller to return.</returns>
    public bool Fail(int? line, string message)
    {
        Errors.Add(new ConfigurationError(name, line, message));
        return false;
    }

    /// <summary>The key that a text names; null, with an error, if it is none.</summary>
    public KeyPath? ReadKey(string text, int? line = null)
    {
        var key = KeyPath.Parse(text);
        if (key is null)
            Fail(line, $"\"{text}\" is not a key: write at most {KeyPath.SegmentsMax} names with dots between, such as "
                + "p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.");
        return key;
    }

    /// <summary>Keeps only these assignments, and puts the mistakes into the order of their lines.</summary>
    public void Keep(List<Assignment> assignments)
    {
        Assignments = assignments;
        Errors = [.. Errors.OrderBy(static error => error.Line)];
    }
}
