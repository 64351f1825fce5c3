using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Documents;

/// <summary>The moves of an item on the best chain, the latest first.</summary>
/// <param name="Item">Its id.</param>
/// <param name="Moves">The moves.</param>
/// <param name="HasOlder">Whether there are older moves.</param>
public sealed record HistoryDocument(string Item, ImmutableArray<MoveDocument> Moves, bool HasOlder)
    : Document("p2pchain.history/1")
{
    internal static HistoryDocument Of(AnswerProtocol.ItemHistory history, IWords words) => new(
        history.Uid.Text,
        [.. history.Moves.Select(move => MoveDocument.Of(move.Transaction, move.Height, words))],
        history.HasOlder);
}
