using System.Security.Cryptography;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Crypto;

/// <summary>
/// Verifies signatures. It keeps the last used keys decompressed and imported, because an import costs three times as
/// much as a verification. Not thread-safe: each verifying actor owns one.
/// </summary>
public sealed class SignatureVerifier : IDisposable
{
    /// <summary>Keys by default: a few KiB each, and more than the members of any expected network.</summary>
    public const int KeysMax = 1024;

    private readonly RecentlyUsed<PublicKey, ECDsa?> _keys;

    /// <summary>A verifier that remembers at most <paramref name="keysMax"/> keys.</summary>
    public SignatureVerifier(int keysMax = KeysMax) =>
        _keys = new RecentlyUsed<PublicKey, ECDsa?>(keysMax, key => key?.Dispose());

    /// <summary>Whether the key is a point of the curve.</summary>
    public bool IsOnCurve(PublicKey key) => Imported(key) is not null;

    /// <summary>
    /// Whether <paramref name="signature"/> is the key's ECDSA signature over SHA-256 of <paramref name="message"/>.
    /// </summary>
    public bool Verify(PublicKey key, ReadOnlySpan<byte> message, Signature signature)
    {
        if (Imported(key) is not { } imported) return false;
        Span<byte> rs = stackalloc byte[64];
        signature.WriteP1363(rs);
        return imported.VerifyData(
            message, rs, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Clear();

    private ECDsa? Imported(PublicKey key)
    {
        if (_keys.TryGet(key, out var known)) return known;
        var imported = P256.Decompress(key) is { } point
            ? ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point })
            : null;
        _keys.Set(key, imported);
        return imported;
    }
}
