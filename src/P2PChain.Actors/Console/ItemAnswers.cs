using P2PChain.Actors.Ledger;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console;

/// <summary>What a person is answered of what the ledger knows of an item.</summary>
internal static class ItemAnswers
{
    /// <summary>Where it is now.</summary>
    public static IResult Item(ChainProtocol.ItemRecord record) => record is { Entry: null, Waiting: [] }
        ? new ItemNotFound(record.Uid, record.Similar)
        : new ItemView(record.Uid, record.Entry, record.Moves.FirstOrDefault(), record.Waiting);

    /// <summary>How it came there.</summary>
    public static IResult History(ChainProtocol.ItemRecord record) => record.Moves.IsEmpty
        ? new ItemNotFound(record.Uid, record.Similar)
        : new ItemHistory(record.Uid, record.Moves, record.HasOlder);
}
