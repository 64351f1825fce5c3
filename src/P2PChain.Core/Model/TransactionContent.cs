using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>All members of a transaction except the signature.</summary>
/// <param name="Requester">The signer's key.</param>
/// <param name="Uid">The item.</param>
/// <param name="Type">Request or release.</param>
/// <param name="Timestamp">Unix seconds as binary64, 0.001 … 2^33.</param>
/// <param name="Network">The network's name; null exactly if the network has none.</param>
/// <param name="Note">Text shown to people, 1–256 scalar values; null for none.</param>
/// <remarks>Source: docs/rules.md T1–T6.</remarks>
public sealed record TransactionContent(
    PublicKey Requester,
    ItemId Uid,
    TransactionType Type,
    double Timestamp,
    string? Network = null,
    string? Note = null)
{
    /// <summary>The canonical JSON that is signed.</summary>
    public byte[] SigningBytes() => Write(null);

    /// <summary>This content with the signer's signature.</summary>
    /// <exception cref="ArgumentException">The signer's key is not the requester: a bug of the caller.</exception>
    public Transaction SignedBy(ISigner signer)
    {
        if (signer.PublicKey != Requester) throw new ArgumentException("Only the requester signs.", nameof(signer));
        return new Transaction(this, signer.Sign(SigningBytes()));
    }

    internal byte[] Write(Signature? signature)
    {
        var json = new CanonicalJson(384).BeginObject();
        if (Network is not null) json.Member("network", Network);
        if (Note is not null) json.Member("note", Note);
        json.Member("requester", Requester.Hex);
        if (signature is not null) json.Member("signature", signature.Hex);
        json.Name("timestamp").Number(Timestamp);
        return json.Member("type", (long)Type).Member("uid", Uid.Text).EndObject().ToArray();
    }
}
