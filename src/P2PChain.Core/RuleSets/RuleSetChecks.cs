using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.RuleSets;

/// <summary>Checks that all rule sets share.</summary>
public static class RuleSetChecks
{
    /// <summary>
    /// The refusal of a signed transaction of good form. A transaction that is an item's last one already is
    /// <c>known</c>.
    /// </summary>
    public static Refusal? Check(this IRuleSet rules, Transaction transaction, ICustodyEntries before, BlockMoment at)
    {
        foreach (var uid in rules.Items(transaction.Content))
        {
            if (before.Find(uid) is { } entry && entry.TxId == transaction.TxId)
                return Refusal.Of(RefusalReason.Known, uid, entry);
        }
        return rules.Check(transaction.Content, before, at);
    }
}
