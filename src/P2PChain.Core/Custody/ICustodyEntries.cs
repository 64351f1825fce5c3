using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A state of custody, as rules read it.</summary>
public interface ICustodyEntries
{
    /// <summary>The item's entry; null if it has none.</summary>
    CustodyEntry? Find(ItemId uid);
}
