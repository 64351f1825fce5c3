using System.Collections.Immutable;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The lines about one item: its holder, its moves, and similar ids.</summary>
internal static class ItemText
{
    /// <summary>Its state, with the note of its last move, and its waiting transactions.</summary>
    public static ImmutableArray<ScreenLine> Of(ItemView item, Spoken say) =>
    [
        ScreenLine.Of(
            $"{item.Uid}: {(item.Entry is { } entry ? State(entry, say) : "not in a block yet")}"
            + Note(item.Last?.Transaction)
            + (item.Entry is { } last ? $"; txid {Spoken.TxId(last.TxId)}" : "")),
        .. item.Waiting.Select(waiting => ScreenLine.Of(
            $"{item.Uid}: the {Spoken.Wish(waiting.Content.Type)} by {say.Key(waiting.Requester)} waits for a block"
            + Note(waiting)
            + $"; txid {Spoken.TxId(waiting.TxId)}")),
    ];

    /// <summary>Its moves, the latest first.</summary>
    public static ImmutableArray<ScreenLine> Of(ItemHistory history, Spoken say) =>
    [
        ScreenLine.Header("BLOCK", "AT", "WHAT", "BY", "NOTE", "TXID"),
        .. history.Moves.Select(move => ScreenLine.Row(
            $"block {Spoken.Height(move.Height)}",
            say.Time(move.Transaction.Content.Timestamp),
            Spoken.Done(move.Transaction.Content.Type),
            say.Key(move.Transaction.Requester),
            move.Transaction.Content.Note ?? "",
            Spoken.TxId(move.Transaction.TxId))),
        .. history.HasOlder
            ? (ScreenLine[])[ScreenLine.Of("there are older moves: table transactions of ledger.db has all of them")]
            : [],
    ];

    /// <summary>The item is in no block and no waiting transaction.</summary>
    public static ScreenLine Of(ItemNotFound missing) => ScreenLine.Of(
        missing.Similar.IsEmpty
            ? $"{missing.Uid}: no such item was ever requested"
            : $"{missing.Uid}: no such item was ever requested; known is {Names(missing.Similar)}",
        Tone.Notice);

    /// <summary>A warning: another item may have been meant.</summary>
    public static ScreenLine Of(SimilarKnown known) => ScreenLine.Of(
        $"{known.Uid}: another item than {Names(known.Similar)}, which is known already: check the id", Tone.Notice);

    private static string State(CustodyEntry entry, Spoken say) =>
        $"{(entry.Holder is { } holder ? $"held by {say.Key(holder)}" : "free")} "
        + $"since block {Spoken.Height(entry.Since)} ({say.Time(entry.Timestamp)})";

    /// <summary>A transaction's note in quotes behind a blank; empty if it has none.</summary>
    public static string Note(Transaction? transaction) =>
        transaction?.Content.Note is { } note ? $" {NewsText.Quoted(note)}" : "";

    private static string Names(ImmutableArray<ItemId> items) => string.Join(" and ", items);
}
