using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>A signed request or release of one item. The type does not check the signature; a rule does.</summary>
public sealed class Transaction : IEquatable<Transaction>
{
    /// <summary>Joins a content and a signature.</summary>
    public Transaction(TransactionContent content, Signature signature)
    {
        Content = content;
        Signature = signature;
        CanonicalBytes = content.Write(signature);
        TxId = Hash256.Of(content.SigningBytes());
        Wid = Hash256.Of(CanonicalBytes);
    }

    /// <summary>The signed content.</summary>
    public TransactionContent Content { get; }

    /// <summary>The requester's signature.</summary>
    public Signature Signature { get; }

    /// <summary>The canonical JSON of the whole transaction, as sent and as covered by the Merkle tree.</summary>
    public byte[] CanonicalBytes { get; }

    /// <summary>SHA-256 of the signed bytes. It identifies the transaction.</summary>
    public Hash256 TxId { get; }

    /// <summary>SHA-256 of the whole transaction. It identifies this copy with this signature.</summary>
    public Hash256 Wid { get; }

    /// <summary>The item.</summary>
    public ItemId Uid => Content.Uid;

    /// <summary>The signer's key.</summary>
    public PublicKey Requester => Content.Requester;

    /// <summary>The timestamp in whole milliseconds: one binary64 multiplication, rounded down.</summary>
    /// <remarks>Source: docs/rules.md T4. In range it is below 2^43.</remarks>
    public long TimestampMs => (long)Math.Floor(Content.Timestamp * 1000.0);

    /// <inheritdoc/>
    public bool Equals(Transaction? other) => other is not null && other.Wid == Wid;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Transaction);

    /// <inheritdoc/>
    public override int GetHashCode() => Wid.GetHashCode();

    /// <summary>For logs and debuggers: type, item, signer.</summary>
    public override string ToString() => $"{Content.Type} {Uid} by {Requester.Short}";
}
