using P2PChain.Actors.Ledger;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The answers to questions about single blocks and transactions.</summary>
internal static class LookupAnswers
{
    /// <summary>A block.</summary>
    public static IResult Block(LookupProtocol.BlockRecord record) => record.Block is { } block
        ? new BlockView(block, record.TipHeight, record.Work)
        : new BlockNotFound(record.Name, record.TipHeight, record.IsAmbiguous);

    /// <summary>A transaction.</summary>
    public static IResult Transaction(LookupProtocol.TransactionRecord record) =>
        record is { Transaction: { } transaction, Fate: { } fate }
            ? new TransactionView(transaction, fate)
            : new TransactionNotFound(record.TxId, record.IsAmbiguous);
}
