using System.Text;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>
/// The holder of each item after a block, as a binary trie over SHA-256 of the item ids. The state is immutable: a
/// changed state shares all nodes except the changed path with the earlier one. So a plan costs nothing to discard, and
/// each changed node is hashed once per root.
/// </summary>
/// <remarks>Source: docs/rules.md C5.</remarks>
public sealed class CustodyState : ICustodyEntries
{
    private readonly CustodyNode? _root;

    private CustodyState(CustodyNode? root, int itemCount, int heldCount)
    {
        _root = root;
        ItemCount = itemCount;
        HeldCount = heldCount;
    }

    /// <summary>The state after genesis: no items.</summary>
    public static CustodyState Empty { get; } = new(null, 0, 0);

    /// <summary>Number of items with at least one transaction.</summary>
    public int ItemCount { get; }

    /// <summary>Number of items that are held.</summary>
    public int HeldCount { get; }

    /// <summary>The custody root: a hash over the whole state; zeros for the empty state.</summary>
    public Hash256 Root => CustodyNode.HashOf(_root);

    /// <summary>The entries of all items, in the order of the hashes of their ids. Walks the whole trie.</summary>
    public IEnumerable<CustodyEntry> Entries => CustodyNode.Entries(_root);

    /// <summary>An item's place in the trie: SHA-256 of its id's ASCII bytes.</summary>
    public static Hash256 KeyOf(ItemId uid)
    {
        Span<byte> bytes = stackalloc byte[uid.Text.Length];
        Encoding.ASCII.GetBytes(uid.Text, bytes);
        return Hash256.Of(bytes);
    }

    /// <summary>The item's entry; null if it has none.</summary>
    public CustodyEntry? Find(ItemId uid) => CustodyNode.Find(_root, KeyOf(uid));

    /// <summary>This state with the item's entry added or replaced.</summary>
    public CustodyState With(CustodyEntry entry)
    {
        var key = KeyOf(entry.Uid);
        var before = CustodyNode.Find(_root, key);
        return new CustodyState(
            CustodyNode.With(_root, 0, new CustodyLeaf(key, entry)),
            ItemCount + (before is null ? 1 : 0),
            HeldCount + Held(entry) - Held(before));
    }

    /// <summary>This state without the item's entry.</summary>
    public CustodyState Without(ItemId uid)
    {
        var key = KeyOf(uid);
        if (CustodyNode.Find(_root, key) is not { } before) return this;
        return new CustodyState(CustodyNode.Without(_root, 0, key), ItemCount - 1, HeldCount - Held(before));
    }

    /// <summary>
    /// The items with other entries than in an earlier or later state. The time grows with the number of changed items,
    /// if the one state was made of the other.
    /// </summary>
    public IEnumerable<CustodyChange> ChangesSince(CustodyState other) => CustodyDifference.Of(other._root, _root);

    /// <summary>A proof that <see cref="Root"/> covers an item's entry, or its absence.</summary>
    public CustodyProof Prove(ItemId uid) => CustodyProof.From(_root, KeyOf(uid));

    private static int Held(CustodyEntry? entry) => entry?.Holder is null ? 0 : 1;
}
