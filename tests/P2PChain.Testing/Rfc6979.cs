using System.Numerics;
using System.Security.Cryptography;

namespace P2PChain.Testing;

/// <summary>ECDSA on P-256 with SHA-256 whose k is computed from the key and the message, as RFC 6979 says.</summary>
public sealed class Rfc6979
{
    private const int Bytes = 32;

    private readonly BigInteger _key;
    private readonly byte[] _keyBytes;

    /// <param name="privateKey">1 … n − 1.</param>
    public Rfc6979(BigInteger privateKey)
    {
        _key = privateKey;
        (PublicX, PublicY) = P256Arithmetic.MultiplyBase(privateKey);
        _keyBytes = Octets(privateKey);
    }

    public BigInteger PublicX { get; }

    public BigInteger PublicY { get; }

    /// <summary>SEC 1 compressed form: 66 lower-case hex digits.</summary>
    public string PublicKeyHex => (PublicY.IsEven ? "02" : "03") + Convert.ToHexStringLower(Octets(PublicX));

    /// <summary>The signature's two numbers; the same message always gives the same ones.</summary>
    public (BigInteger R, BigInteger S) Sign(ReadOnlySpan<byte> message)
    {
        // Order and hash have 256 bits both, so the RFC's bits2int is no more than reading the number.
        var hash = SHA256.HashData(message);
        var z = Number(hash);
        var (k, v) = Seed(Octets(z % P256Arithmetic.N));
        while (true)
        {
            v = HMACSHA256.HashData(k, v);
            var nonce = Number(v);
            if (nonce >= 1 && nonce < P256Arithmetic.N)
            {
                var r = P256Arithmetic.MultiplyBase(nonce).X % P256Arithmetic.N;
                var s = P256Arithmetic.Inverse(nonce, P256Arithmetic.N) * (z + (r * _key)) % P256Arithmetic.N;
                if (!r.IsZero && !s.IsZero)
                    return (r, s);
            }

            k = HMACSHA256.HashData(k, (byte[])[.. v, 0x00]);
            v = HMACSHA256.HashData(k, v);
        }
    }

    /// <summary>The signature as strict DER, lower-case hex.</summary>
    public string SignHex(ReadOnlySpan<byte> message)
    {
        var (r, s) = Sign(message);
        byte[] both = [.. Integer(r), .. Integer(s)];
        return Convert.ToHexStringLower([0x30, (byte)both.Length, .. both]);
    }

    private static byte[] Integer(BigInteger value)
    {
        // Signed, which puts a zero in front where DER wants one.
        var digits = value.ToByteArray(isUnsigned: false, isBigEndian: true);
        return [0x02, (byte)digits.Length, .. digits];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Bytes - bytes.Length], .. bytes];
    }

    // Section 3.2, steps b to g.
    private (byte[] K, byte[] V) Seed(byte[] hash)
    {
        var v = Enumerable.Repeat((byte)0x01, Bytes).ToArray();
        var k = HMACSHA256.HashData(new byte[Bytes], (byte[])[.. v, 0x00, .. _keyBytes, .. hash]);
        v = HMACSHA256.HashData(k, v);
        k = HMACSHA256.HashData(k, (byte[])[.. v, 0x01, .. _keyBytes, .. hash]);
        return (k, HMACSHA256.HashData(k, v));
    }
}
