using P2PChain.Core.Custody;

namespace P2PChain.Http.Documents;

/// <summary>The state of an item.</summary>
/// <param name="Item">Its id.</param>
/// <param name="Holder">The holder; null if the item is available.</param>
/// <param name="Height">The block of its last move.</param>
/// <param name="Since">The time of its last move.</param>
/// <param name="Txid">The transaction of its last move.</param>
/// <param name="Note">The note of its last move, if it was asked for; null for none.</param>
public sealed record ItemRow(
    string Item, KeyDocument? Holder, long Height, DateTime Since, string Txid, string? Note)
{
    internal static ItemRow Of(CustodyEntry entry, IWords words, string? note = null) => new(
        entry.Uid.Text,
        KeyDocument.OfAny(entry.Holder, words),
        entry.Since,
        Times.Of(entry.Timestamp),
        entry.TxId.ToString(),
        note);
}
