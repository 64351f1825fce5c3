using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Documents;

/// <summary>One item.</summary>
/// <param name="Item">Its id.</param>
/// <param name="State">Its state on the best chain; null if no block has a move of it.</param>
/// <param name="Note">The note of its last move; null for none.</param>
/// <param name="Waiting">Its waiting transactions, in their order.</param>
public sealed record ItemDocument(string Item, ItemRow? State, string? Note, ImmutableArray<MoveDocument> Waiting)
    : Document("p2pchain.item/1")
{
    internal static ItemDocument Of(AnswerProtocol.ItemView view, IWords words) => new(
        view.Uid.Text,
        view.Entry is { } entry ? ItemRow.Of(entry, words, view.Last?.Transaction.Content.Note) : null,
        view.Last?.Transaction.Content.Note,
        [.. view.Waiting.Select(transaction => MoveDocument.Of(transaction, null, words))]);
}
