namespace P2PChain.Core.Crypto;

/// <summary>
/// Holds one private key and signs with it. Production signs with the platform's random k; tests and the simulation sign
/// deterministically, because the Merkle root covers signatures and a seed could not be repeated otherwise.
/// </summary>
public interface ISigner
{
    /// <summary>The key that verifies what this signer signs.</summary>
    PublicKey PublicKey { get; }

    /// <summary>ECDSA on P-256 over SHA-256 of <paramref name="message"/>.</summary>
    Signature Sign(ReadOnlySpan<byte> message);
}
