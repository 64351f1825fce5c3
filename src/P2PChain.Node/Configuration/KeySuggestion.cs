namespace P2PChain.Node.Configuration;

/// <summary>Finds the known key that an unknown one resembles.</summary>
internal static class KeySuggestion
{
    // Longer words are not compared: they resemble no known key.
    private const int LengthMax = 64;

    /// <summary>The known key closest to an unknown one, or null if none is close.</summary>
    /// <param name="reference">The known keys.</param>
    /// <param name="unknown">The key up to and including its first unknown name.</param>
    public static string? For(SettingsTree reference, KeyPath unknown)
    {
        var name = unknown.Segments[^1];
        if (unknown.Text.Length > LengthMax)
            return null;
        var known = reference.Child("p2pchain") is { } product ? product.Descendants().Prepend(product).ToList() : [];
        var siblings = known.Where(node => node.Key.Segments.Length == unknown.Segments.Length
            && node.Key.Take(unknown.Segments.Length - 1) == unknown.Take(unknown.Segments.Length - 1));
        return Closest(siblings, name, static node => node.Key.Segments[^1], SlipsMax(name))
            ?? known.Find(node => string.Equals(node.Key.Segments[^1], name, StringComparison.Ordinal))?.Key.Text
            ?? Closest(known.Where(IsAsDeep), unknown.Text, static node => node.Key.Text, SlipsMax(name))
            ?? Closest(known, "p2pchain." + unknown.Text, static node => node.Key.Text, SlipsMax(name))
            ?? Closest(known.Skip(1), name, static node => node.Key.Segments[^1], SlipsMax(name));

        // Otherwise p2pchain itself is close to p2pchain.x.
        bool IsAsDeep(SettingsTree node) => (node.Key.Segments.Length == 1) == (unknown.Segments.Length == 1);
    }

    private static string? Closest(
        IEnumerable<SettingsTree> known, string word, Func<SettingsTree, string> text, int slipsMax) =>
        known.Select(node => (node.Key.Text, Distance: EditDistance.Between(text(node), word)))
        .Where(candidate => candidate.Distance <= slipsMax)
        .OrderBy(static candidate => candidate.Distance)
        .Select(static candidate => candidate.Text)
        .FirstOrDefault();

    private static int SlipsMax(string word) => word.Length switch
    {
        <= 3 => 1,
        <= 8 => 2,
        _ => 3,
    };
}
