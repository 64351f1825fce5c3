using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A subtree with exactly one item.</summary>
internal sealed class CustodyLeaf(Hash256 key, CustodyEntry entry) : CustodyNode
{
    public Hash256 Key { get; } = key;

    public CustodyEntry Entry { get; } = entry;

    protected override Hash256 ComputeHash() => MerkleTree.Leaf(Entry.CanonicalBytes());
}
