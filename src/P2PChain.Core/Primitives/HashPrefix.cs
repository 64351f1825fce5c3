namespace P2PChain.Core.Primitives;

/// <summary>The first digits of a hash, or all of them, as a person writes it.</summary>
public sealed record HashPrefix
{
    /// <summary>The fewest digits. A person is shown at least as many.</summary>
    public const int DigitsMin = 8;

    private HashPrefix(string digits, Hash256 first, Hash256 last) => (Digits, First, Last) = (digits, first, last);

    /// <summary>8 to 64 lower-case hex digits.</summary>
    public string Digits { get; }

    /// <summary>The smallest hash that begins so.</summary>
    public Hash256 First { get; }

    /// <summary>The largest hash that begins so.</summary>
    public Hash256 Last { get; }

    /// <summary>All digits of a hash.</summary>
    public static HashPrefix Of(Hash256 hash) => new(hash.ToString(), hash, hash);

    /// <summary>
    /// Reads one word: 8 to 64 hex digits of either case, perhaps with an ellipsis behind. Null if it is another.
    /// </summary>
    public static HashPrefix? Parse(string word)
    {
        var digits = word.TrimEnd('…').ToLowerInvariant();
        return digits.Length >= DigitsMin
            && Hash256.TryParse(digits.PadRight(2 * Hash256.Bytes, '0'), out var first)
            && Hash256.TryParse(digits.PadRight(2 * Hash256.Bytes, 'f'), out var last)
            ? new HashPrefix(digits, first, last)
            : null;
    }

    /// <summary>Whether a hash begins so.</summary>
    public bool Fits(Hash256 hash) => hash >= First && hash <= Last;

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;
}
