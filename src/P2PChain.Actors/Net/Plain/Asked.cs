using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net.Plain;

/// <summary>A block or transaction of a plain peer that is being verified.</summary>
/// <param name="Position">The index of the plain block that held the transaction; null if it came by itself.</param>
/// <param name="Block">The hash of a block of our form; null for a transaction.</param>
/// <param name="Item">The transaction's item.</param>
internal sealed record Asked(long? Position, Hash256? Block, string Item = "");
