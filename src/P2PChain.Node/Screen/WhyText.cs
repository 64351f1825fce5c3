using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The lines about what became of a transaction.</summary>
internal static class WhyText
{
    /// <summary>The transaction's place with the reason, and its whole id.</summary>
    public static ImmutableArray<ScreenLine> Of(TransactionView view, Spoken say) =>
    [
        .. Reasons(view, say),
        ScreenLine.Of($"{view.Transaction.Uid}: txid {view.Transaction.TxId}{ItemText.Note(view.Transaction)}"),
    ];

    /// <summary>No transaction is known, or several are.</summary>
    public static ScreenLine Of(TransactionNotFound missing) => ScreenLine.Of(
        missing.IsAmbiguous
            ? $"several transactions begin with {missing.TxId}: write more digits"
            : $"no transaction {missing.TxId} is in a block, waits, or was refused here in the last "
                + $"{Spoken.Span(RefusalRetention.KeptFor)}",
        Tone.Notice);

    private static IEnumerable<ScreenLine> Reasons(TransactionView view, Spoken say)
    {
        var what = $"{view.Transaction.Uid}: the {What(view.Transaction, say)}";
        return view.Fate switch
        {
            LookupProtocol.InBlock block =>
            [
                ScreenLine.Of(
                    $"{what} is confirmed in block {Spoken.Height(block.Height)}, "
                    + $"with {Spoken.Count(block.Confirmations, "confirmation")}",
                    Tone.Good),
            ],
            LookupProtocol.InPool waits => Waits(what, waits, say),
            LookupProtocol.NotStanding refused => Refused(what, view.Transaction, refused, say),
            _ => throw new UnreachableException(view.Fate.GetType().Name),
        };
    }

    private static IEnumerable<ScreenLine> Waits(string what, LookupProtocol.InPool waits, Spoken say)
    {
        var why = (waits.Waiting.WaitsUntil is { } until
                ? $"is dated ahead of this clock, so it waits for a block until {say.Second(until)}"
                : "waits for the next block")
            + $", in place {Spoken.Number(waits.Waiting.Place)} of {Spoken.Number(waits.Total)}";
        var undone = waits.Waiting.IsReturned ? "; a better chain undid its block" : "";
        yield return ScreenLine.Of($"{what} {why}{undone}", Tone.Notice);
        if (PoolText.Unmined(waits.Unmined) is { } unmined) yield return ScreenLine.Of(unmined, Tone.Notice);
    }

    private static IEnumerable<ScreenLine> Refused(
        string what, Transaction transaction, LookupProtocol.NotStanding refused, Spoken say)
    {
        var (refusal, at) = (refused.Kept.Refusal, say.Time(refused.Kept.At));
        var how = (refused.Kept.WasConfirmed, refusal.Reason) switch
        {
            (false, _) => $"was refused at {at}: ",
            (true, RefusalReason.PoolFull) => $"was undone at {at}: a better chain undid its block; ",
            (true, _) => $"was superseded at {at}: a better chain undid its block; ",
        };
        yield return ScreenLine.Of(
            $"{what} {how}{RefusalText.Of(transaction.Content.Type, refusal, say)}", Tone.Bad);
        if (refused.Winner is { } winner)
            yield return ScreenLine.Of(
                $"{transaction.Uid}: in its way stands the {What(winner.Transaction, say)} "
                + $"of block {Spoken.Height(winner.Height)}; txid {Spoken.TxId(winner.Transaction.TxId)}");
    }

    private static string What(Transaction transaction, Spoken say) =>
        $"{Spoken.Wish(transaction.Content.Type)} by {say.Key(transaction.Requester)}";
}
