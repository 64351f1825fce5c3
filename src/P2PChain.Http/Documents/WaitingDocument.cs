using P2PChain.Actors.Ledger;
using P2PChain.Core.Pool;

namespace P2PChain.Http.Documents;

/// <summary>A transaction that waits for a block.</summary>
/// <param name="Place">Its place, from 1.</param>
/// <param name="Transaction">The transaction.</param>
/// <param name="IsOwn">Whether it was submitted at this node.</param>
/// <param name="WaitsUntil">The earliest time of a block with it; null if the next block may hold it.</param>
/// <param name="IsReturned">Whether a better chain undid its block.</param>
public sealed record WaitingDocument(
    int Place, MoveDocument Transaction, bool IsOwn, DateTime? WaitsUntil, bool IsReturned)
{
    internal static WaitingDocument Of(LookupProtocol.WaitingTransaction waiting, IWords words) => new(
        waiting.Place,
        MoveDocument.Of(waiting.Transaction, null, words),
        waiting.Origin == PoolOrigin.Here,
        waiting.WaitsUntil is { } until ? Times.Of(until) : null,
        waiting.IsReturned);
}
