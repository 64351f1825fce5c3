using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace P2PChain.Core.Crypto;

/// <summary>
/// Points of NIST P-256 (SEC 2: secp256r1) from their compressed form, which the platform does not offer.
/// </summary>
internal static class P256
{
    private static readonly BigInteger Prime = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger B = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    /// <summary>The order of the group, n: a signature's r and s lie in 1 … n − 1.</summary>
    public static BigInteger Order { get; } = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    /// <summary>The affine point of a compressed key; null if no point of the curve has this x.</summary>
    /// <remarks>SEC 1 §2.3.4: y = ±√(x³ − 3x + b); the prime is 3 modulo 4, so the root is a power.</remarks>
    public static ECPoint? Decompress(PublicKey key)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.Bytes];
        Convert.FromHexString(key.Hex, bytes, out _, out _);
        var x = new BigInteger(bytes[1..], isUnsigned: true, isBigEndian: true);
        if (x >= Prime) return null;
        var square = (BigInteger.ModPow(x, 3, Prime) - (3 * x) + B) % Prime;
        if (square.Sign < 0) square += Prime;
        var y = BigInteger.ModPow(square, (Prime + 1) / 4, Prime);
        if (BigInteger.ModPow(y, 2, Prime) != square) return null;
        if (y.IsEven != (bytes[0] == 2)) y = Prime - y;
        return new ECPoint { X = bytes[1..].ToArray(), Y = To32(y) };
    }

    private static byte[] To32(BigInteger value)
    {
        var result = new byte[32];
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(result, result.Length - bytes.Length);
        return result;
    }

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
