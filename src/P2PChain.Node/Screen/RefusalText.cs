using System.Diagnostics;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Node.Screen;

/// <summary>The reason of a refusal, as the end of a sentence with the remedy.</summary>
internal static class RefusalText
{
    /// <summary><c>held by 02ab41cd… since block 1</c>.</summary>
    public static string Of(TransactionType type, Refusal refusal, Spoken say) => refusal.Reason switch
    {
        RefusalReason.Known => "the same transaction is in the ledger already",
        RefusalReason.HeldBy => HeldBy(refusal, say),
        RefusalReason.NotHeld => "it has no holder, so it cannot be released",
        RefusalReason.NotHolder => $"{HeldBy(refusal, say)}, and this network does not let others release it",
        RefusalReason.Stale => $"it moved{At(refusal, say)}; {Then(type, refusal, say)}",
        RefusalReason.TooEarly when refusal.NotBefore == default =>
            $"the rules allow it from block {Spoken.Height(refusal.Height)} on: ask again then",
        RefusalReason.TooEarly =>
            $"it is dated ahead of the network's time, which takes it from {say.Second(refusal.NotBefore)}: "
            + "check this clock",
        RefusalReason.PoolFull => "too many transactions wait for a block: try again after the next one",
        RefusalReason.NotMember =>
            "this node's key is not in network.members: start the node with a listed key, "
            + "or agree with the other sites on a new list, which makes a new network",
        RefusalReason.WrongForm =>
            $"the rules of block {Spoken.Height(refusal.Height)} do not have this form of a transaction: sign it again",
        RefusalReason.ClockOff =>
            $"nothing was signed, for {ClockText.Wrong(refusal.ClockSlow)}: set this computer's clock and ask again",
        _ => throw new UnreachableException(refusal.Reason.ToString()),
    };

    private static string HeldBy(Refusal refusal, Spoken say)
    {
        var holder = refusal.Holder is { } key ? $"held by {say.Key(key)}" : "held by another key";
        return refusal.Height > 0
            ? $"{holder} since block {Spoken.Height(refusal.Height)}"
            : $"{holder} as soon as the next block comes";
    }

    private static string At(Refusal refusal, Spoken say) =>
        refusal.MovedAt > 0 ? $" at {say.Time(refusal.MovedAt)}" : "";

    private static string Then(TransactionType type, Refusal refusal, Spoken say) => (type, refusal.Holder) switch
    {
        (TransactionType.Request, null) => "it is free now: request it again",
        (_, null) => "it is free now: there is nothing to release",
        (TransactionType.Request, _) => $"it is {HeldBy(refusal, say)}",
        (_, _) => $"it is {HeldBy(refusal, say)}: release it again",
    };
}
