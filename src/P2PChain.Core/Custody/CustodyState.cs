using System.Text;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>
/// Who holds what after some block: a binary trie over SHA-256 of the item ids. Immutable: a change shares all but the
/// touched path with the state before, so planning costs nothing to throw away, and each touched node is hashed once per
/// root asked for.
/// </summary>
/// <remarks>Source: docs/rules.md C5.</remarks>
public sealed class CustodyState
{
    private readonly CustodyNode? _root;

    private CustodyState(CustodyNode? root, int itemCount, int heldCount)
    {
        _root = root;
        ItemCount = itemCount;
        HeldCount = heldCount;
    }

    /// <summary>The state after genesis: no item was ever seen.</summary>
    public static CustodyState Empty { get; } = new(null, 0, 0);

    /// <summary>Items ever seen.</summary>
    public int ItemCount { get; }

    /// <summary>Items that somebody holds.</summary>
    public int HeldCount { get; }

    /// <summary>The state in 32 bytes; zeros for the empty state.</summary>
    public Hash256 Root => CustodyNode.HashOf(_root);

    /// <summary>Every item ever seen, in the order of the hashes of their ids. Walks all of them.</summary>
    public IEnumerable<CustodyEntry> Entries => CustodyNode.Entries(_root);

    /// <summary>Where an item stands in the trie: SHA-256 of its id's ASCII bytes.</summary>
    public static Hash256 KeyOf(ItemId uid)
    {
        Span<byte> bytes = stackalloc byte[uid.Text.Length];
        Encoding.ASCII.GetBytes(uid.Text, bytes);
        return Hash256.Of(bytes);
    }

    /// <summary>The item's entry; null when it was never seen.</summary>
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

    /// <summary>This state as if the item had never been seen.</summary>
    public CustodyState Without(ItemId uid)
    {
        var key = KeyOf(uid);
        if (CustodyNode.Find(_root, key) is not { } before) return this;
        return new CustodyState(CustodyNode.Without(_root, 0, key), ItemCount - 1, HeldCount - Held(before));
    }

    /// <summary>Proof that an item's entry, or its absence, is covered by <see cref="Root"/>.</summary>
    public CustodyProof Prove(ItemId uid) => CustodyProof.From(_root, KeyOf(uid));

    private static int Held(CustodyEntry? entry) => entry?.Holder is null ? 0 : 1;
}
