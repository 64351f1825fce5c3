using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// A plain peer's chain by its own messages: its length and the state of each item. Pushing needs nothing else, so a
/// chain of 100,000 blocks takes 32 bytes per item and nothing per block.
/// </summary>
public sealed class PlainLedger
{
    /// <summary>The most items that are followed, 4 MB. Of a chain with more items nothing is remembered.</summary>
    public const int ItemsMax = 100_000;

    private readonly Dictionary<ulong, PlainItem> _items = [];

    /// <summary>Blocks, genesis included.</summary>
    public long Length { get; private set; }

    /// <summary>The peer's hash of its last block. It shows whether a chain read later begins with this one.</summary>
    public Hash256 LastHash { get; private set; }

    /// <summary>Whether it has more items than are followed.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The state of an item.</summary>
    public PlainItem Find(ulong key) => _items.GetValueOrDefault(key);

    /// <summary>The next block. The peer accepted it, so it is applied without a check.</summary>
    public void Append(PlainBlock block)
    {
        Length++;
        LastHash = block.Hash;
        foreach (var transaction in block.Transactions)
        {
            var key = PlainItem.KeyOf(transaction.Uid);
            if (IsTooLarge || (_items.Count == ItemsMax && !_items.ContainsKey(key))) IsTooLarge = true;
            else _items[key] = Find(key).After(transaction);
        }
        if (IsTooLarge) _items.Clear();
    }

    /// <summary>An old transaction was taken again, so the item's state there is wrong.</summary>
    public void MarkRepeated(ulong key)
    {
        if (_items.TryGetValue(key, out var item) && item.IsBehind) _items[key] = item with { IsRepeated = true };
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _items.Clear();
        Length = 0;
        LastHash = default;
        IsTooLarge = false;
    }
}
