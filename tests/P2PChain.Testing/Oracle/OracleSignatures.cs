using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace P2PChain.Testing.Oracle;

/// <summary>ECDSA on NIST P-256 with SHA-256: compressed points, strict DER, verification by the platform.</summary>
internal sealed class OracleSignatures
{
    private static readonly BigInteger P = Number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger N = Number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static readonly BigInteger B = Number("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    // Keys repeat in every chain, and importing one costs several times what verifying does.
    private readonly Dictionary<string, ECDsa> _keys = [];

    // The same few names stand everywhere, and a root takes as long as verifying a signature does.
    private static readonly ConcurrentDictionary<string, bool> Named = [];

    /// <summary>Whether the text is a SEC 1 compressed point on the curve: 66 lower-case hex digits.</summary>
    public static bool IsKey(string hex) => Named.GetOrAdd(hex, each => Decompress(each) is not null);

    /// <summary>Whether the text is exactly <c>30 len 02 len r 02 len s</c>, minimal, with 1 ≤ r, s &lt; n.</summary>
    public static bool IsSignature(string hex) => ReadSignature(hex) is not null;

    public bool Verify(string key, byte[] message, string signature)
    {
        if (ReadSignature(signature) is not var (r, s))
            return false;

        byte[] both = [.. Bytes(r), .. Bytes(s)];
        return Import(key).VerifyData(message, both, HashAlgorithmName.SHA256); // r‖s is the platform's own form
    }

    public bool Verify(string key, string asciiMessage, string signature) =>
        Verify(key, Encoding.ASCII.GetBytes(asciiMessage), signature);

    private static (BigInteger X, BigInteger Y)? Decompress(string hex)
    {
        if (hex.Length != 66 || !hex.All(char.IsAsciiHexDigitLower) || hex[..2] is not ("02" or "03"))
            return null;

        var x = Number(hex[2..]);
        if (x >= P)
            return null;

        // y² = x³ − 3x + b; since p ≡ 3 (mod 4), a square's root is its power (p + 1) / 4.
        var square = ((x * x * x) - (3 * x) + B) % P;
        square = square.Sign < 0 ? square + P : square;
        var y = BigInteger.ModPow(square, (P + 1) / 4, P);
        if (y * y % P != square)
            return null;

        var wantsOdd = hex[1] == '3';
        return (x, y.IsEven == wantsOdd ? P - y : y);
    }

    private static (BigInteger R, BigInteger S)? ReadSignature(string hex)
    {
        if (hex.Length is 0 or > 144 || hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigitLower))
            return null;

        var bytes = Convert.FromHexString(hex);
        if (bytes.Length < 2 || bytes[0] != 0x30 || bytes[1] != bytes.Length - 2)
            return null;

        var at = 2;
        var (r, s) = (ReadInteger(bytes, ref at), ReadInteger(bytes, ref at));
        return r is not null && s is not null && at == bytes.Length ? (r.Value, s.Value) : null;
    }

    private static BigInteger? ReadInteger(byte[] bytes, ref int at)
    {
        if (bytes.Length < at + 2 || bytes[at] != 0x02)
            return null;

        var length = bytes[at + 1];
        if (length is 0 or > 33 || bytes.Length < at + 2 + length)
            return null;

        var digits = bytes.AsSpan(at + 2, length);
        var negative = digits[0] >= 0x80;
        var padded = digits[0] == 0 && (length == 1 || digits[1] < 0x80);
        if (negative || padded)
            return null;

        at += 2 + length;
        var value = new BigInteger(digits, isUnsigned: true, isBigEndian: true);
        return value < N ? value : null;
    }

    private ECDsa Import(string key)
    {
        if (_keys.TryGetValue(key, out var known))
            return known;

        var (x, y) = Decompress(key) ?? throw new ArgumentException("not a key", nameof(key));
        var point = new ECPoint { X = Bytes(x), Y = Bytes(y) };
        return _keys[key] = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
    }

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
