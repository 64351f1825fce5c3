using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace P2PChain.Core.Crypto;

/// <summary>
/// An ECDSA signature in strict DER: <c>30 len 02 len r 02 len s</c>, short-form lengths, minimal positive integers, 1
/// ≤ r, s &lt; n, nothing after; at most 72 bytes, shown as lower-case hex. High and low s are both valid.
/// </summary>
/// <remarks>
/// The platform's own DER reader accepts a negative r that others refuse, which would split the network. So this reader
/// is ours, and the platform gets r‖s. Source: docs/rules.md K2.
/// </remarks>
public sealed record Signature
{
    /// <summary>Longest signature in bytes.</summary>
    public const int BytesMax = 72;

    private const int HalfBytes = 32;

    private Signature(string hex) => Hex = hex;

    /// <summary>The DER bytes as lower-case hex.</summary>
    public string Hex { get; }

    /// <summary>Reads strict DER from lower-case hex.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Signature? signature)
    {
        signature = null;
        if (text is null || text.Length > BytesMax * 2 || text.Length % 2 != 0) return false;
        Span<byte> der = stackalloc byte[text.Length / 2];
        if (!Primitives.LowerHex.TryDecode(text, der) || !IsStrictDer(der)) return false;
        signature = new Signature(text);
        return true;
    }

    /// <summary>Reads a signature of a constant or a stored value.</summary>
    /// <exception cref="FormatException">The text is no signature.</exception>
    public static Signature Parse(string text) =>
        TryParse(text, out var signature) ? signature : throw new FormatException("Not a strict DER signature.");

    /// <summary>The DER form of r‖s, 32 bytes each, big-endian (IEEE P1363).</summary>
    public static Signature FromP1363(ReadOnlySpan<byte> rs)
    {
        Span<byte> der = stackalloc byte[BytesMax];
        var at = 2;
        at += WriteInteger(rs[..HalfBytes], der[at..]);
        at += WriteInteger(rs[HalfBytes..], der[at..]);
        der[0] = 0x30;
        der[1] = (byte)(at - 2);
        return new Signature(Convert.ToHexStringLower(der[..at]));
    }

    /// <summary>Writes r‖s, 32 bytes each, big-endian: the form that the platform verifies.</summary>
    /// <param name="destination">64 bytes.</param>
    public void WriteP1363(Span<byte> destination)
    {
        Span<byte> der = stackalloc byte[Hex.Length / 2];
        Convert.FromHexString(Hex, der, out _, out _);
        destination.Clear();
        var (r, s) = Halves(der);
        r.CopyTo(destination[(HalfBytes - r.Length)..]);
        s.CopyTo(destination[(2 * HalfBytes - s.Length)..]);
    }

    /// <summary>The DER bytes as lower-case hex.</summary>
    public override string ToString() => Hex;

    private static bool IsStrictDer(ReadOnlySpan<byte> der)
    {
        if (der.Length < 8 || der[0] != 0x30 || der[1] != der.Length - 2) return false;
        var rLength = der[3];
        var sAt = 4 + rLength;
        if (der[2] != 2 || sAt + 2 > der.Length) return false;
        return der[sAt] == 2
            && sAt + 2 + der[sAt + 1] == der.Length
            && IsScalar(der.Slice(4, rLength))
            && IsScalar(der[(sAt + 2)..]);
    }

    /// <summary>Whether these are the minimal bytes of a positive integer below the group's order.</summary>
    private static bool IsScalar(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > HalfBytes + 1 || bytes[0] >= 0x80) return false;
        if (bytes[0] == 0 && (bytes.Length == 1 || bytes[1] < 0x80)) return false;
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true) < P256.Order;
    }

    private static (byte[] R, byte[] S) Halves(ReadOnlySpan<byte> der)
    {
        var rLength = der[3];
        return (der.Slice(4, rLength).TrimStart((byte)0).ToArray(), der[(6 + rLength)..].TrimStart((byte)0).ToArray());
    }

    private static int WriteInteger(ReadOnlySpan<byte> magnitude, Span<byte> destination)
    {
        var digits = magnitude.TrimStart((byte)0);
        var pad = digits[0] >= 0x80 ? 1 : 0;
        destination[0] = 2;
        destination[1] = (byte)(digits.Length + pad);
        destination[2] = 0;
        digits.CopyTo(destination[(2 + pad)..]);
        return 2 + pad + digits.Length;
    }
}
