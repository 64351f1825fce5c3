using System.Collections.Immutable;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>Undoes a block exactly.</summary>
/// <param name="Before">
/// The entry before the block of each touched item, null for a new item, in the order of the items' first transactions.
/// </param>
public sealed record CustodyUndo(ImmutableArray<KeyValuePair<ItemId, CustodyEntry?>> Before)
{
    /// <summary>The state before the block.</summary>
    public CustodyState Undo(CustodyState after)
    {
        foreach (var (uid, entry) in Before) after = entry is null ? after.Without(uid) : after.With(entry);
        return after;
    }
}
