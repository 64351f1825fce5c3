namespace P2PChain.Node.Configuration;

/// <summary>Finds the known key that an unknown one resembles.</summary>
internal static class KeySuggestion
{
    // Longer words are not compared: they resemble no known key.
    private const int LengthMax = 64;

    /// <summary>The known key with the closest last name or the closest text; null if none is close.</summary>
    /// <param name="known">The section <c>p2pchain</c> of the known keys.</param>
    /// <param name="unknown">The key up to and including its first unknown name.</param>
    public static string? For(SettingsTree known, KeyPath unknown)
    {
        var name = unknown.Segments[^1];
        if (unknown.Text.Length > LengthMax)
            return null;
        var slipsMax = name.Length switch { <= 3 => 1, <= 8 => 2, _ => 3 };
        return known.Descendants()
            .Select(node => (
                node.Key.Text,
                ByName: EditDistance.Between(node.Key.Segments[^1], name),
                ByText: EditDistance.Between(node.Key.Text, unknown.Text)))
            .Where(candidate => Math.Min(candidate.ByName, candidate.ByText) <= slipsMax)
            .OrderBy(static candidate => Math.Min(candidate.ByName, candidate.ByText))
            .ThenBy(static candidate => candidate.ByText)
            .Select(static candidate => candidate.Text)
            .FirstOrDefault();
    }
}
