namespace P2PChain.Core.Crypto;

/// <summary>
/// Holds one private key and signs with it. Production uses the platform's random k. Tests and simulation sign
/// deterministically: the Merkle root covers signatures, so otherwise a seed could not repeat.
/// </summary>
public interface ISigner
{
    /// <summary>The key that verifies the signatures.</summary>
    PublicKey PublicKey { get; }

    /// <summary>ECDSA on P-256 over SHA-256 of <paramref name="message"/>.</summary>
    Signature Sign(ReadOnlySpan<byte> message);
}
