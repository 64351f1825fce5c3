namespace P2PChain.Core.Model;

/// <summary>The kinds of transactions, with their numbers on the wire.</summary>
public enum TransactionType
{
    /// <summary>The signer takes the item.</summary>
    Request = 1,

    /// <summary>The item becomes available.</summary>
    Release = 2,
}
