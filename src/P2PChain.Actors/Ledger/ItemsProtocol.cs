using P2PChain.Core.Custody;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Ledger;

/// <summary>Questions about chosen items. The lookups answer them.</summary>
public static class ItemsProtocol
{
    /// <summary>Sent by HTTP. Answered with <see cref="Found"/>.</summary>
    /// <param name="Filter">The choice of items.</param>
    /// <param name="After">The id before the page; null for the first page.</param>
    /// <param name="Count">The most items, 1 or more.</param>
    public sealed record Find(ItemFilter Filter, ItemId? After, int Count) : IQuery<Found>;

    /// <summary>Answers <see cref="Find"/>.</summary>
    /// <param name="Page">The items.</param>
    /// <param name="Height">The height of the ledger.</param>
    public sealed record Found(ItemPage Page, long Height);
}
