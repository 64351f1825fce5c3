using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// A plain peer's chain as far as it told us itself: how long it is and what became of each item. That is all that pushing
/// asks for, so a chain of 100,000 blocks takes 32 bytes per item and nothing per block.
/// </summary>
public sealed class PlainLedger
{
    /// <summary>Items that are followed, 4 MB; of a chain with more nothing is remembered.</summary>
    public const int ItemsMax = 100_000;

    private readonly Dictionary<ulong, PlainItem> _items = [];

    /// <summary>Blocks, genesis included.</summary>
    public long Length { get; private set; }

    /// <summary>What the peer calls its last block: tells whether a chain read later begins with this one.</summary>
    public Hash256 LastHash { get; private set; }

    /// <summary>Whether it has more items than are followed.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>What is known of an item.</summary>
    public PlainItem Find(ulong key) => _items.GetValueOrDefault(key);

    /// <summary>The next block. The peer took it, so it is applied whatever it holds.</summary>
    public void Append(PlainBlock block)
    {
        (Length, LastHash) = (Length + 1, block.Hash);
        foreach (var transaction in block.Transactions)
        {
            var key = PlainItem.KeyOf(transaction.Uid);
            if (IsTooLarge || (_items.Count == ItemsMax && !_items.ContainsKey(key))) IsTooLarge = true;
            else _items[key] = Find(key).After(transaction);
        }
        if (IsTooLarge) _items.Clear();
    }

    /// <summary>An old transaction was taken again, and an item stands there as it should not.</summary>
    public void MarkRepeated(ulong key)
    {
        if (_items.TryGetValue(key, out var item) && item.IsBehind) _items[key] = item with { IsRepeated = true };
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _items.Clear();
        (Length, LastHash, IsTooLarge) = (0, default, false);
    }
}
