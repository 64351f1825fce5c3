using System.Diagnostics;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Actors.Console;

/// <summary>Asks the ledger's readers about blocks, transactions and holders.</summary>
internal static class LookupAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The answer to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="context">The console's parameters.</param>
    public static async Task<IResult> AskAsync(Command command, ConsoleContext context)
    {
        switch (command)
        {
            case ShowBlock(_, var name): return Of(await Ask(new LookupProtocol.GetBlockRecord(name)));
            case ListPool(_, var skip, var max):
                return new Pool(await Ask(new LookupProtocol.GetPoolPage(skip, max)));
            case Explain(_, var txId): return Of(await Ask(new LookupProtocol.GetTransactionRecord(txId)));
            case ListHeld(_, var by, var at) list:
                var held = new LookupProtocol.GetHeld(list.AreOwn ? KeyPrefix.Of(context.Key) : by, at);
                return Of(held, await Ask(held));
            default: throw new UnreachableException(command.GetType().Name);
        }

        Task<TAnswer> Ask<TAnswer>(IQuery<TAnswer> question) => context.Lookups.Query(question, Patience);
    }

    private static IResult Of(LookupProtocol.BlockRecord record) => record.Block is { } block
        ? new BlockView(block, record.TipHeight, record.Work)
        : new BlockNotFound(record.Name, record.TipHeight, record.IsAmbiguous);

    private static IResult Of(LookupProtocol.TransactionRecord record) =>
        record is { Transaction: { } transaction, Fate: { } fate }
            ? new TransactionView(transaction, fate)
            : new TransactionNotFound(record.TxId, record.IsAmbiguous);

    private static IResult Of(LookupProtocol.GetHeld ask, LookupProtocol.HeldItems found)
    {
        if (found.AsOf is not { } last)
            return new BlockNotFound(
                new BlockName((ask.At as AsOf.Height)?.Index, null), found.TipHeight, IsAmbiguous: false);
        return ask.By is { } by && found.By is null
            ? new HolderNotFound(by, found.IsAmbiguous)
            : new Held(found.Items, found.By, last, found.TipHeight) { IsDated = ask.At is not null };
    }
}
