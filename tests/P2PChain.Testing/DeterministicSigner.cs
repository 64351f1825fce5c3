using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using P2PChain.Core.Crypto;

namespace P2PChain.Testing;

/// <summary>
/// Signs the same message the same way every time (RFC 6979). The Merkle root covers signatures, so with the platform's
/// random k no seed would give the same chain twice. For tests and simulation: it is not constant-time.
/// </summary>
public sealed class DeterministicSigner : ISigner
{
    private readonly Rfc6979 _key;

    private DeterministicSigner(string name, Rfc6979 key)
    {
        Name = name;
        _key = key;
        PublicKey = PublicKey.Parse(key.PublicKeyHex);
    }

    /// <summary>What the key was made from; for messages of tests.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <summary>The signer whose private key is made from a name: everywhere and always the same.</summary>
    public static DeterministicSigner Named(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("P2PChain test key " + name));
        var number = new BigInteger(hash, isUnsigned: true, isBigEndian: true);
        return new DeterministicSigner(name, new Rfc6979((number % (P256Arithmetic.N - 1)) + 1));
    }

    /// <inheritdoc/>
    public Signature Sign(ReadOnlySpan<byte> message) => Signature.Parse(_key.SignHex(message));

    public override string ToString() => Name;
}
