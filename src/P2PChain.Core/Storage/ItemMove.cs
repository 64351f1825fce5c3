using P2PChain.Core.Model;

namespace P2PChain.Core.Storage;

/// <summary>A move of an item that stands in a block of the best chain.</summary>
/// <param name="Height">The block's.</param>
/// <param name="Transaction">Who moved it, when by its own word, and the note.</param>
public sealed record ItemMove(long Height, Transaction Transaction);
