using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.RuleSets;

/// <summary>A block's effect on custody.</summary>
/// <param name="After">The state after the block.</param>
/// <param name="Undo">The way back to the state before.</param>
public sealed record CustodyStep(CustodyState After, CustodyUndo Undo)
{
    /// <summary>
    /// Checks a block against the state after its parent: the miner, each transaction in order, and the custody root.
    /// </summary>
    /// <param name="rules">The rule set of the block's height.</param>
    /// <param name="before">The state after the parent.</param>
    /// <param name="block">The block; every check that needs no state has passed.</param>
    /// <param name="step">The block's effect.</param>
    /// <param name="violation">The broken rule.</param>
    public static bool TryConnect(
        IRuleSet rules,
        CustodyState before,
        Block block,
        [NotNullWhen(true)] out CustodyStep? step,
        [NotNullWhen(false)] out Violation? violation)
    {
        step = null;
        violation = CheckMiner(rules, block.Header, before);
        if (violation is not null) return false;
        var at = BlockMoment.Of(block);
        if (!TryApply(rules, before, block.Transactions, at, out var applied, out violation)) return false;
        if (applied.After.Root != block.Header.CustodyRoot)
        {
            violation = new Violation(
                Rule.CustodyRoot, block.Header.CustodyRoot.ToString(), applied.After.Root.ToString());
            return false;
        }
        step = applied;
        return true;
    }

    /// <summary>Checks who mined a block (rule H9).</summary>
    /// <param name="rules">The rule set of the block's height.</param>
    /// <param name="header">Its header.</param>
    /// <param name="afterParent">The state after its parent; null if it is not known.</param>
    public static Violation? CheckMiner(IRuleSet rules, BlockHeader header, ICustodyEntries? afterParent) =>
        header.Miner is { } miner && rules.MayMine(miner, afterParent)
            ? null
            : new Violation(Rule.MinerListed, header.Miner?.Hex ?? "(none)", "a miner of the network");

    /// <summary>Applies transactions in order.</summary>
    public static bool TryApply(
        IRuleSet rules,
        CustodyState before,
        IReadOnlyList<Transaction> transactions,
        BlockMoment at,
        [NotNullWhen(true)] out CustodyStep? step,
        [NotNullWhen(false)] out Violation? violation)
    {
        step = null;
        violation = null;
        var state = before;
        var held = before.HeldCount;
        var seen = new HashSet<ItemId>();
        var undo = ImmutableArray.CreateBuilder<KeyValuePair<ItemId, CustodyEntry?>>();
        foreach (var transaction in transactions)
        {
            if (rules.Check(transaction, state, at) is { } refusal)
            {
                violation = new Violation(
                    CustodyRules.RuleOf(refusal.Reason),
                    $"{transaction} ({transaction.TxId})",
                    refusal.Reason.ToString());
                return false;
            }
            foreach (var written in rules.Apply(transaction, state, at))
            {
                var entry = state.Find(written.Uid);
                if (seen.Add(written.Uid)) undo.Add(new(written.Uid, entry));
                state = state.With(written);
                held += Held(written) - Held(entry);
            }
        }
        Invariant.Check(state.HeldCount == held, "The count of held items follows the entries", at.Height);
        step = new CustodyStep(state, new CustodyUndo(undo.ToImmutable()));
        return true;
    }

    private static int Held(CustodyEntry? entry) => entry?.Holder is null ? 0 : 1;
}
