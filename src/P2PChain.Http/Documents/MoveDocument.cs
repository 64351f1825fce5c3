using P2PChain.Core.Model;

namespace P2PChain.Http.Documents;

/// <summary>A transaction.</summary>
/// <param name="Txid">Its id.</param>
/// <param name="Item">The item.</param>
/// <param name="Type"><c>request</c> or <c>release</c>.</param>
/// <param name="By">The key that signed it.</param>
/// <param name="Time">Its time, by the signer's clock.</param>
/// <param name="Note">Its note; null for none.</param>
/// <param name="Height">The block with it; null while it waits.</param>
public sealed record MoveDocument(
    string Txid, string Item, string Type, KeyDocument By, DateTime Time, string? Note, long? Height)
{
    internal static MoveDocument Of(Transaction transaction, long? height, IWords words) => new(
        transaction.TxId.ToString(),
        transaction.Uid.Text,
        TypeOf(transaction.Content.Type),
        KeyDocument.Of(transaction.Content.Requester, words),
        Times.Of(transaction.Content.Timestamp),
        transaction.Content.Note,
        height);

    internal static string TypeOf(TransactionType type) => type == TransactionType.Request ? "request" : "release";
}
