using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>A page of the best chain's blocks, the latest first.</summary>
/// <param name="Blocks">The blocks.</param>
/// <param name="Next">The value of <c>before</c> for the next page; null on the last one.</param>
/// <param name="Height">The height of the ledger.</param>
public sealed record BlocksDocument(ImmutableArray<BlockRow> Blocks, long? Next, long Height)
    : Document("p2pchain.blocks/1");
