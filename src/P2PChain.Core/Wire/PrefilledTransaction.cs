using P2PChain.Core.Model;

namespace P2PChain.Core.Wire;

/// <summary>A transaction that a compact block carries whole.</summary>
/// <param name="Index">Its place in the block.</param>
/// <param name="Transaction">The transaction.</param>
public sealed record PrefilledTransaction(int Index, Transaction Transaction);
