namespace P2PChain.Node.Configuration;

/// <summary>The keys set by <c>--set key=value</c>. The last one for a key counts.</summary>
internal static class CommandLineSource
{
    private const string Option = "--set";

    /// <summary>Reads each <c>key=value</c>. The value is taken as it stands, without quotes of its own.</summary>
    public static ConfigurationSource Read(IEnumerable<string> overrides)
    {
        var source = new ConfigurationSource(OriginKind.CommandLine, Option);
        foreach (var text in overrides)
        {
            if (text.Split('=', 2) is not [var name, var value])
                source.Fail(null, $"{text} has no value: write {Option} key=value.");
            else if (source.ReadKey(name.Trim()) is { } key)
                OutsideText.Set(source, key, value);
        }

        return source;
    }
}
