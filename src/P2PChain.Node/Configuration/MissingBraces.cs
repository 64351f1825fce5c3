namespace P2PChain.Node.Configuration;

/// <summary>
/// Finds the known key that a key stands for in a text with unpaired braces, so that a missing brace does not hide
/// other mistakes.
/// </summary>
internal static class MissingBraces
{
    private const string Product = "p2pchain";
    private const string Akka = "akka";

    /// <summary>
    /// The assignment moved to the known key that has the same end and shares most of its sections; unchanged if there
    /// is none.
    /// </summary>
    public static Assignment Place(Assignment assignment, SettingsTree known)
    {
        var segments = assignment.Key.Segments;
        var top = Math.Max(segments.LastIndexOf(Product), segments.LastIndexOf(Akka));
        var key = top > 0 ? KeyPath.Of(segments[top..]) : assignment.Key;
        if (key.Segments[0] == Akka || known.Find(key) is not null)
            return assignment with { Key = key };

        var own = segments[^assignment.OwnSegments..];
        var meant = known.Descendants()
            .Where(node => node.Key.Segments.Length >= own.Length)
            .Where(node => node.Key.Segments[^own.Length..].SequenceEqual(own))
            .MaxBy(node => node.Key.Segments[..^own.Length].Count(name => segments.Contains(name)));
        return assignment with { Key = meant?.Key ?? key };
    }
}
