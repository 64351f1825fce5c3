using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Custody;

/// <summary>A block's effect on custody.</summary>
/// <param name="After">The state after the block.</param>
/// <param name="Undo">The way back to the state before.</param>
public sealed record CustodyStep(CustodyState After, CustodyUndo Undo)
{
    /// <summary>Applies a block's transactions in order and compares the custody root.</summary>
    public static bool TryConnect(
        CustodyRules rules,
        CustodyState before,
        Block block,
        [NotNullWhen(true)] out CustodyStep? step,
        [NotNullWhen(false)] out Violation? violation)
    {
        step = null;
        if (!TryApply(rules, before, block.Transactions, block.Height, out var applied, out violation)) return false;
        if (applied.After.Root != block.Header.CustodyRoot)
        {
            violation = new Violation(
                Rule.CustodyRoot, block.Header.CustodyRoot.ToString(), applied.After.Root.ToString());
            return false;
        }
        step = applied;
        return true;
    }

    /// <summary>Applies transactions in order.</summary>
    public static bool TryApply(
        CustodyRules rules,
        CustodyState before,
        IReadOnlyList<Transaction> transactions,
        long height,
        [NotNullWhen(true)] out CustodyStep? step,
        [NotNullWhen(false)] out Violation? violation)
    {
        var (state, seen, held) = (before, new HashSet<ItemId>(), before.HeldCount);
        var undo = ImmutableArray.CreateBuilder<KeyValuePair<ItemId, CustodyEntry?>>();
        foreach (var transaction in transactions)
        {
            var entry = state.Find(transaction.Uid);
            if (rules.Check(entry, transaction) is { } refusal)
            {
                step = null;
                violation = new Violation(
                    CustodyRules.RuleOf(refusal.Reason), $"{transaction} ({transaction.TxId})",
                    refusal.Reason.ToString());
                return false;
            }
            if (seen.Add(transaction.Uid)) undo.Add(new(transaction.Uid, entry));
            state = state.With(CustodyRules.Apply(transaction, height));
            held += transaction.Content.Type == TransactionType.Request ? 1 : -1;
        }
        // A request finds the item free and a release finds it held, so each changes the count by one.
        Invariant.Check(state.HeldCount == held, "An item has one holder at most", height);
        (step, violation) = (new CustodyStep(state, new CustodyUndo(undo.ToImmutable())), null);
        return true;
    }
}
