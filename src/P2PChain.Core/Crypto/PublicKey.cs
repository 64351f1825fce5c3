using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>
/// A P-256 public key: the SEC 1 compressed point, 33 bytes, 66 lower-case hex digits. This type checks the form.
/// <see cref="SignatureVerifier.IsOnCurve"/> checks the curve; that is costly and remembered per key.
/// </summary>
/// <remarks>Source: docs/rules.md K1.</remarks>
public sealed record PublicKey : IComparable<PublicKey>
{
    /// <summary>Length of the compressed point in bytes.</summary>
    public const int Bytes = 33;

    private PublicKey(string hex) => Hex = hex;

    /// <summary>66 lower-case hex digits.</summary>
    public string Hex { get; }

    /// <summary>Reads 66 lower-case hex digits that start with 02 or 03.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PublicKey? key)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        key = LowerHex.TryDecode(text, bytes) && bytes[0] is 2 or 3 ? new PublicKey(text!) : null;
        return key is not null;
    }

    /// <summary>Reads a key of a constant or a stored value.</summary>
    /// <exception cref="FormatException">The text is no key.</exception>
    public static PublicKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new FormatException("A key is 66 lower-case hex digits from 02 or 03.");

    /// <summary>The compressed form of an affine point.</summary>
    /// <param name="x">32 bytes, big-endian.</param>
    /// <param name="y">32 bytes, big-endian.</param>
    public static PublicKey FromPoint(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y) =>
        new((y[^1] % 2 == 0 ? "02" : "03") + Convert.ToHexStringLower(x));

    /// <summary>The first eight digits and an ellipsis, for people.</summary>
    public string Short => Hex[..8] + "…";

    /// <inheritdoc/>
    public int CompareTo(PublicKey? other) => string.CompareOrdinal(Hex, other?.Hex);

    /// <summary>66 lower-case hex digits.</summary>
    public override string ToString() => Hex;
}
