using P2PChain.Core.Model;

namespace P2PChain.Core.Rules;

/// <summary>A transaction with valid form and signature. Only <see cref="RuleSets.BlockChecks"/> makes one.</summary>
public sealed class CheckedTransaction
{
    internal CheckedTransaction(Transaction transaction) => Transaction = transaction;

    /// <summary>The transaction.</summary>
    public Transaction Transaction { get; }
}
