using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Pool;

/// <summary>
/// Checks the waiting transactions of a stored pool. A block that this node mines of its pool is not verified again, so
/// what comes from the disk is verified when it is loaded.
/// </summary>
public static class StoredPool
{
    /// <summary>Checks form and signature of each transaction.</summary>
    /// <param name="rules">The network's rule sets.</param>
    /// <param name="entries">The stored pool.</param>
    /// <param name="memo">Remembers the good signatures.</param>
    /// <exception cref="InvalidDataException">A transaction is not valid: the file was altered.</exception>
    public static void Check(RuleSchedule rules, ImmutableArray<PoolEntry> entries, SignatureMemo memo)
    {
        using var verifier = new SignatureVerifier();
        var checks = new BlockChecks(rules, verifier, memo);
        foreach (var entry in entries)
        {
            if (!checks.TryCheck(entry.Transaction, out _, out var violation))
            {
                throw new InvalidDataException(
                    $"The stored transaction {entry.Transaction.TxId} waits and is not valid: {violation}.");
            }
        }
    }
}
