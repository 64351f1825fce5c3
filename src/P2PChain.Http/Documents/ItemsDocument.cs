using System.Collections.Immutable;

namespace P2PChain.Http.Documents;

/// <summary>A page of items, in the order of their ids.</summary>
/// <param name="Items">The items.</param>
/// <param name="Total">The number of items on all pages.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="Height">The height of the ledger.</param>
public sealed record ItemsDocument(ImmutableArray<ItemRow> Items, int Total, string? Next, long Height)
    : Document("p2pchain.items/1");
