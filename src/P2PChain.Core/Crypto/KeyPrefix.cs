namespace P2PChain.Core.Crypto;

/// <summary>The first digits of a public key, or all of them, as a person writes it.</summary>
public sealed record KeyPrefix
{
    /// <summary>The fewest digits. A person is shown as many.</summary>
    public const int DigitsMin = 8;

    private KeyPrefix(string digits) => Digits = digits;

    /// <summary>8 to 66 lower-case hex digits that start with 02 or 03.</summary>
    public string Digits { get; }

    /// <summary>The key, if all its digits are there; null otherwise.</summary>
    public PublicKey? Whole => PublicKey.TryParse(Digits, out var key) ? key : null;

    /// <summary>All digits of a key.</summary>
    public static KeyPrefix Of(PublicKey key) => new(key.Hex);

    /// <summary>
    /// Reads one word: 8 to 66 hex digits of either case, perhaps with an ellipsis behind. Null if it is another.
    /// </summary>
    public static KeyPrefix? Parse(string word)
    {
        var digits = word.TrimEnd('…').ToLowerInvariant();
        return digits.Length >= DigitsMin && PublicKey.TryParse(digits.PadRight(2 * PublicKey.Bytes, '0'), out _)
            ? new KeyPrefix(digits)
            : null;
    }

    /// <summary>Whether a key begins so.</summary>
    public bool Fits(PublicKey key) => key.Hex.StartsWith(Digits, StringComparison.Ordinal);

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;
}
