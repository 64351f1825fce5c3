using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.Pool;

/// <summary>An accepted transaction that no longer stands.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Source">Its source.</param>
/// <param name="Refusal">
/// The reason. It is relative to the best chain: a later block may confirm the transaction after all.
/// </param>
/// <param name="WasConfirmed">
/// Whether it was in an abandoned block. Then it was superseded, unless the pool had no room.
/// </param>
public sealed record RefusedTransaction(Transaction Transaction, PoolSource Source, Refusal Refusal, bool WasConfirmed);
