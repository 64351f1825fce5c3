using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Custody;

/// <summary>A subtree with two items or more; one side may be empty.</summary>
internal sealed class CustodyBranch(CustodyNode? left, CustodyNode? right) : CustodyNode
{
    public static CustodyBranch Of(CustodyLeaf only, int depth) =>
        only.Key.Bit(depth) ? new CustodyBranch(null, only) : new CustodyBranch(only, null);

    public CustodyNode? Child(bool side) => side ? right : left;

    public CustodyBranch With(bool side, CustodyNode? child) =>
        side ? new CustodyBranch(left, child) : new CustodyBranch(child, right);

    protected override Hash256 ComputeHash() => MerkleTree.Node(HashOf(left), HashOf(right));
}
