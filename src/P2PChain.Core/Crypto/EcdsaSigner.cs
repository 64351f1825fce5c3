using System.Security.Cryptography;

namespace P2PChain.Core.Crypto;

/// <summary>Signs with the platform's ECDSA and its random k. Not thread-safe: one actor owns it.</summary>
public sealed class EcdsaSigner : ISigner, IDisposable
{
    private readonly ECDsa _key;

    private EcdsaSigner(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = PublicKey.FromPoint(point.X, point.Y);
    }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <summary>A signer with a new key.</summary>
    public static EcdsaSigner Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The signer of a PKCS #8 PEM text.</summary>
    /// <exception cref="CryptographicException">The text holds no P-256 private key.</exception>
    public static EcdsaSigner FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var curve = key.ExportParameters(false).Curve.Oid.FriendlyName;
            if (key.KeySize != 256 || curve is not ("nistP256" or "ECDSA_P256"))
                throw new CryptographicException("The key is not on the curve P-256.");
            return new EcdsaSigner(key);
        }
        catch (ArgumentException error)
        {
            key.Dispose();
            throw new CryptographicException("The text holds no private key in PEM form.", error);
        }
    }

    /// <summary>The private key as PKCS #8 PEM. Its owner can act as this node.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public Signature Sign(ReadOnlySpan<byte> message)
    {
        Span<byte> rs = stackalloc byte[64];
        _key.TrySignData(
            message, rs, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _);
        return Signature.FromP1363(rs);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
