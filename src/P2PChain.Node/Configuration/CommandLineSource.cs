namespace P2PChain.Node.Configuration;

/// <summary>The keys set by <c>--set key=value</c>. The last one for a key counts.</summary>
internal static class CommandLineSource
{
    private const string Option = "--set";

    /// <summary>Reads each <c>key=value</c>. The value is taken as it stands, without quotes of its own.</summary>
    public static ConfigurationSource Read(IEnumerable<string> overrides)
    {
        var assignments = new List<Assignment>();
        var errors = new ErrorList(Option);
        foreach (var text in overrides)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                errors.Add(null, $"{text} has no value: write {Option} key=value.");
            else if (KeyPath.Read(text[..equals].Trim(), null, errors) is { } key
                && OutsideText.Check(text[(equals + 1)..], line: null, errors) is { } value)
                assignments.Add(new Assignment(key, value, new Origin(OriginKind.CommandLine, Option, Line: null)));
        }

        return ConfigurationSource.Of(assignments, errors.All);
    }
}
