using System.Collections.Immutable;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.RuleSets;

/// <summary>
/// The rules that may change at a height. <see cref="RuleSchedule"/> tells which set is in force. A set is bound to the
/// parameters of one network. It is immutable and pure: no clock, no randomness. Several threads use it.
/// </summary>
/// <remarks>
/// All sets share the other rules: hashes, signatures, header ranges, proof of work, difficulty, times, Merkle root,
/// custody root and fork choice. Source: docs/rules.md, Rule sets.
/// </remarks>
public interface IRuleSet
{
    /// <summary>The number of the set, 1 or more. It is the <c>version</c> of its blocks (rule H5).</summary>
    long Version { get; }

    /// <summary>Checks a transaction without the ledger: its type and the members that it may have.</summary>
    Violation? CheckForm(TransactionContent content);

    /// <summary>Checks the transactions of a block together, without the ledger: size and count.</summary>
    Violation? CheckForm(Block block);

    /// <summary>How many of the waiting transactions, taken in order, one block may hold (rule M1).</summary>
    int CountFitting(IEnumerable<Transaction> waiting);

    /// <summary>
    /// The items that a transaction reads or writes: at least one, <c>uid</c> first. It answers for any content, also
    /// for a form that this set refuses.
    /// </summary>
    ImmutableArray<ItemId> Items(TransactionContent content);

    /// <summary>
    /// Checks a transaction of good form against the state before it. Null if it can be applied.
    /// </summary>
    /// <param name="content">The transaction.</param>
    /// <param name="before">The state before it, in block order.</param>
    /// <param name="at">
    /// Its block. With <see cref="BlockMoment.Waiting"/> the answer is null only if every block may hold it.
    /// </param>
    Refusal? Check(TransactionContent content, ICustodyEntries before, BlockMoment at);

    /// <summary>The entries that a checked transaction writes: each item once. Cannot fail.</summary>
    ImmutableArray<CustodyEntry> Apply(Transaction transaction, ICustodyEntries before, BlockMoment at);

    /// <summary>Whether a key may mine the block after a parent (rule H9).</summary>
    /// <param name="key">The key.</param>
    /// <param name="afterParent">
    /// The state after the parent. Null while a header is linked without the bodies before it: then the answer is false
    /// only if no state allows the key. A block that is connected is asked again with the state.
    /// </param>
    bool MayMine(PublicKey key, ICustodyEntries? afterParent);
}
