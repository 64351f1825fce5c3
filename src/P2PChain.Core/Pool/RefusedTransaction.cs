using P2PChain.Core.Custody;
using P2PChain.Core.Model;

namespace P2PChain.Core.Pool;

/// <summary>A transaction that was accepted once and can no longer stand, and why.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Refusal">The reason, relative to the best chain: withdrawn if a later block confirms it after all.</param>
/// <param name="WasConfirmed">Whether it stood in a block that was abandoned: then it was superseded, unless the pool had no room for it.</param>
public sealed record RefusedTransaction(Transaction Transaction, PoolSource Source, Refusal Refusal, bool WasConfirmed);
