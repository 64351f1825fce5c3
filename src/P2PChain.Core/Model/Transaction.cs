using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Model;

/// <summary>A signed request or release of one item. Whether the signature is good is a rule, not a property of the type.</summary>
public sealed class Transaction : IEquatable<Transaction>
{
    /// <summary>Puts a signature to a content.</summary>
    public Transaction(TransactionContent content, Signature signature)
    {
        Content = content;
        Signature = signature;
        CanonicalBytes = content.Write(signature);
        TxId = Hash256.Of(content.SigningBytes());
        Wid = Hash256.Of(CanonicalBytes);
    }

    /// <summary>What is signed.</summary>
    public TransactionContent Content { get; }

    /// <summary>The requester's signature.</summary>
    public Signature Signature { get; }

    /// <summary>The canonical JSON of the whole transaction: what leaves us, what the Merkle tree covers.</summary>
    public byte[] CanonicalBytes { get; }

    /// <summary>SHA-256 of the signed bytes: answers "already known or applied?".</summary>
    public Hash256 TxId { get; }

    /// <summary>SHA-256 of the whole transaction: names this copy with this signature, for memos, rejects and requests.</summary>
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
