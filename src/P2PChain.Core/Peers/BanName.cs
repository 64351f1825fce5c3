using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>The target of a ban as a person writes it.</summary>
public abstract record BanName
{
    /// <summary>The digits of a shortened key, as people are shown it.</summary>
    public const int KeyDigitsMin = 8;

    private BanName()
    {
    }

    /// <summary>Reads one word; null if it names nothing that can be banned.</summary>
    public static BanName? Parse(string word)
    {
        var digits = word.TrimEnd('…').ToLowerInvariant();
        if (BanTarget.Parse(digits) is { } target) return new Exact(target);
        if (HostPort.Parse(word) is { } address) return new At(address);
        var isKey = digits.Length is >= KeyDigitsMin and < 2 * PublicKey.Bytes
            && digits[..2] is "02" or "03" && digits.All(char.IsAsciiHexDigitLower);
        return isKey ? new KeyStart(digits) : null;
    }

    /// <summary>An address, a range or a whole key.</summary>
    public sealed record Exact(BanTarget Target) : BanName
    {
        /// <inheritdoc/>
        public override string ToString() => Target.ToString();
    }

    /// <summary>The first digits of a key.</summary>
    public sealed record KeyStart(string Digits) : BanName
    {
        /// <summary>Whether a key begins so.</summary>
        public bool Fits(PublicKey key) => key.Hex.StartsWith(Digits, StringComparison.Ordinal);

        /// <inheritdoc/>
        public override string ToString() => Digits;
    }

    /// <summary>The node at an address.</summary>
    public sealed record At(HostPort Address) : BanName
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToString();
    }
}
