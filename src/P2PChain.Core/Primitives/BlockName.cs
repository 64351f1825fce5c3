using System.Globalization;

namespace P2PChain.Core.Primitives;

/// <summary>A block as a person writes it: by its height on the best chain, or by its hash.</summary>
/// <param name="Height">The height; null if the word is no height.</param>
/// <param name="Hash">
/// The hash; null if the word is none. Eight or more decimal digits may be either; then the height goes first.
/// </param>
public sealed record BlockName(long? Height, HashPrefix? Hash)
{
    private const int HeightDigitsMax = 16; // 2^53 - 1, the largest height of a header

    /// <summary>Reads one word; null if it names no block.</summary>
    public static BlockName? Parse(string word)
    {
        // A hash of much work begins with zeros.
        var isHeight = word.Length <= HeightDigitsMax && (word == "0" || !word.StartsWith('0'));
        long? height = isHeight && long.TryParse(
            word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var hash = HashPrefix.Parse(word);
        return height is null && hash is null ? null : new BlockName(height, hash);
    }

    /// <summary>The word.</summary>
    public override string ToString() => Hash?.Digits ?? Height?.ToString(CultureInfo.InvariantCulture) ?? "";
}
