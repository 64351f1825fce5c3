using System.Diagnostics;
using P2PChain.Actors.Console;
using P2PChain.Actors.Ledger;

namespace P2PChain.Http.Documents;

/// <summary>A transaction and its present place.</summary>
/// <param name="State">
/// <c>confirmed</c>, <c>waiting</c>, <c>refused</c>, or <c>superseded</c>: it was in a block that a better chain undid.
/// </param>
/// <param name="Transaction">The transaction.</param>
/// <param name="Confirmations">The block with it and those after it, if it is confirmed.</param>
/// <param name="Waiting">Its place in the pool, if it waits.</param>
/// <param name="Refusal">The reason, if it cannot stand.</param>
/// <param name="Winner">The transaction that stands in its way on the best chain; null if there is none.</param>
public sealed record TransactionDocument(
    string State,
    MoveDocument Transaction,
    long? Confirmations,
    WaitingDocument? Waiting,
    RefusalDocument? Refusal,
    MoveDocument? Winner) : Document("p2pchain.transaction/1")
{
    internal static TransactionDocument Of(AnswerProtocol.TransactionView view, IWords words)
    {
        var move = MoveDocument.Of(view.Transaction, null, words);
        var unplaced = new TransactionDocument("", move, null, null, null, null);
        return view.Fate switch
        {
            LookupProtocol.InBlock block => unplaced with
            {
                State = "confirmed",
                Transaction = MoveDocument.Of(view.Transaction, block.Height, words),
                Confirmations = block.Confirmations,
            },
            LookupProtocol.InPool pool => unplaced with
            {
                State = "waiting",
                Waiting = WaitingDocument.Of(pool.Waiting, words),
            },
            LookupProtocol.NotStanding(var kept, var winner) => unplaced with
            {
                State = kept.WasConfirmed ? "superseded" : "refused",
                Refusal = RefusalDocument.Of(view.Transaction.Content.Type, kept.Refusal, words),
                Winner = winner is null ? null : MoveDocument.Of(winner.Transaction, winner.Height, words),
            },
            _ => throw new UnreachableException(view.Fate.GetType().Name),
        };
    }
}
