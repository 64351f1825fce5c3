using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.RuleSets;

namespace P2PChain.Core.Pool;

/// <summary>The rules for transactions that wait: those of the next block.</summary>
/// <param name="schedule">The network's rule sets.</param>
/// <param name="height">The next block's height.</param>
/// <remarks>Source: docs/rules.md U3.</remarks>
public sealed class PoolRules(RuleSchedule schedule, long height)
{
    /// <summary>The rule set of the next block.</summary>
    public IRuleSet Set { get; } = schedule.At(height);

    /// <summary>The refusal of a transaction; null if every block of the set may hold it.</summary>
    public Refusal? Check(Transaction transaction, ICustodyEntries before)
    {
        var refusal = Set.Check(transaction, before, BlockMoment.Waiting);
        return refusal is { Reason: RefusalReason.Known } ? refusal : CheckForm(transaction.Content) ?? refusal;
    }

    /// <summary>The same check for a transaction that is not signed yet.</summary>
    public Refusal? Check(TransactionContent content, ICustodyEntries before) =>
        CheckForm(content) ?? Set.Check(content, before, BlockMoment.Waiting);

    /// <summary>The entries that a checked transaction writes.</summary>
    public ImmutableArray<CustodyEntry> Apply(Transaction transaction, ICustodyEntries before) =>
        Set.Apply(transaction, before, BlockMoment.Waiting);

    /// <summary>A form of a later set may come from that set's height on.</summary>
    private Refusal? CheckForm(TransactionContent content)
    {
        if (Set.CheckForm(content) is null) return null;
        for (var passed = schedule.PassedAt(height); schedule.HeightAfter(passed) is { } later; passed++)
        {
            if (schedule.At(later).CheckForm(content) is null)
                return new Refusal(RefusalReason.TooEarly, content.Uid, Height: later);
        }
        return new Refusal(RefusalReason.WrongForm, content.Uid, Height: height);
    }
}
