using P2PChain.Actors.Ledger;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The answers to questions about an item.</summary>
internal static class ItemAnswers
{
    /// <summary>Its present state.</summary>
    public static IResult Item(ChainProtocol.ItemRecord record) => record is { Entry: null, Waiting: [] }
        ? new ItemNotFound(record.Uid, record.Similar)
        : new ItemView(record.Uid, record.Entry, record.Moves.FirstOrDefault(), record.Waiting);

    /// <summary>Its moves.</summary>
    public static IResult History(ChainProtocol.ItemRecord record) => record.Moves.IsEmpty
        ? new ItemNotFound(record.Uid, record.Similar)
        : new ItemHistory(record.Uid, record.Moves, record.HasOlder);
}
