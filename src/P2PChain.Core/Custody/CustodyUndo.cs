using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>What undoes a block exactly: each touched item's entry before it, null for an item it saw first.</summary>
/// <param name="Before">One per touched item, in the order of their first transaction.</param>
public sealed record CustodyUndo(ImmutableArray<KeyValuePair<ItemId, CustodyEntry?>> Before)
{
    /// <summary>The state before the block.</summary>
    public CustodyState Undo(CustodyState after)
    {
        foreach (var (uid, entry) in Before) after = entry is null ? after.Without(uid) : after.With(entry);
        return after;
    }
}
