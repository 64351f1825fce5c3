using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Custody;

/// <summary>The rules for requests and releases. No rule looks at two items.</summary>
/// <remarks>Source: docs/rules.md C1–C4.</remarks>
public sealed class CustodyRules(NetworkParameters parameters)
{
    /// <summary>The refusal of a transaction for an item with this entry; null if it can be applied.</summary>
    public Refusal? Check(CustodyEntry? entry, TransactionContent content) =>
        CheckCustody(entry, content) ?? CheckTime(entry, content);

    /// <summary>
    /// The item's entry after a checked <paramref name="transaction"/> in a block at <paramref name="height"/>.
    /// </summary>
    public static CustodyEntry Apply(Transaction transaction, long height)
    {
        var holder = transaction.Content.Type == TransactionType.Request ? transaction.Requester : null;
        return new CustodyEntry(transaction.Uid, holder, height, transaction.Content.Timestamp, transaction.TxId);
    }

    /// <summary>The rule that a block breaks if it holds a transaction refused for this reason.</summary>
    public static Rule RuleOf(RefusalReason reason) => reason switch
    {
        RefusalReason.HeldBy => Rule.RequestOfAvailable,
        RefusalReason.NotHeld => Rule.ReleaseOfHeld,
        RefusalReason.NotHolder => Rule.ReleaseAllowed,
        RefusalReason.NotMember => Rule.RequesterIsMember,
        _ => Rule.TimestampRises,
    };

    private Refusal? CheckCustody(CustodyEntry? entry, TransactionContent content)
    {
        if (content.Type == TransactionType.Request)
            return entry?.Holder is null ? null : Refusal.Of(RefusalReason.HeldBy, content.Uid, entry);
        if (entry?.Holder is not { } holder) return Refusal.Of(RefusalReason.NotHeld, content.Uid, entry);
        return MayRelease(content.Requester, holder) ? null : Refusal.Of(RefusalReason.NotHolder, content.Uid, entry);
    }

    private bool MayRelease(PublicKey requester, PublicKey holder) => parameters.ReleasePolicy switch
    {
        ReleasePolicy.Anyone => true,
        ReleasePolicy.Holder => requester == holder,
        _ => requester == holder || Standing.Of(parameters, requester).IsSteward,
    };

    private static Refusal? CheckTime(CustodyEntry? entry, TransactionContent content) =>
        entry is null || content.Timestamp > entry.Timestamp
            ? null
            : Refusal.Of(RefusalReason.Stale, content.Uid, entry);
}
