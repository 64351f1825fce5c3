namespace P2PChain.Node.Configuration;

/// <summary>
/// Finds the known key that a key stands for in a text with unpaired braces, so that a missing brace does not hide
/// other mistakes.
/// </summary>
internal static class MissingBraces
{
    /// <summary>
    /// The known key with the same last name that shares most sections; the key itself if there is none.
    /// </summary>
    public static KeyPath Place(KeyPath key, SettingsTree known)
    {
        var top = Math.Max(key.Segments.LastIndexOf(KeyCheck.Product), key.Segments.LastIndexOf(KeyCheck.Akka));
        key = KeyPath.Of(key.Segments[Math.Max(top, 0)..]);
        if (key.Segments[0] == KeyCheck.Akka || known.Find(key) is not null)
            return key;
        return known.Descendants().Select(static node => node.Key)
            .Where(other => other.Segments.LastOrDefault() == key.Segments[^1])
            .MaxBy(other => other.Segments.Intersect(key.Segments).Count()) ?? key;
    }
}
