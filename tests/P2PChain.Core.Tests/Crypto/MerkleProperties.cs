using System.Security.Cryptography;
using CsCheck;
using P2PChain.Core.Crypto;

namespace P2PChain.Core.Tests.Crypto;

/// <summary>Rule B5 by its definition.</summary>
public sealed class MerkleProperties
{
    private static readonly Gen<List<byte[]>> Leaves = Gen.Byte.Array[0, 6].List[0, 40];

    [Fact]
    public void A_root_is_what_the_definition_says() => Leaves.Sample(leaves =>
        Assert.Equal(Convert.ToHexStringLower(ByDefinition(leaves)), MerkleTree.Root(leaves).ToString()));

    [Fact]
    public void Leaves_that_are_exchanged_altered_or_repeated_have_another_root() =>
        Gen.Select(Leaves, Gen.Int[0, 39], Gen.Int[0, 39]).Where(drawn => drawn.Item1.Count > 0).Sample((leaves, first, second) =>
        {
            var root = MerkleTree.Root(leaves);
            var (one, other) = (first % leaves.Count, second % leaves.Count);
            Assert.NotEqual(root, MerkleTree.Root([.. leaves, leaves[^1]])); // Bitcoin's duplicated leaf
            Assert.NotEqual(root, MerkleTree.Root([.. leaves[..one], [.. leaves[one], 0], .. leaves[(one + 1)..]]));
            if (leaves[one].AsSpan().SequenceEqual(leaves[other])) return;
            (leaves[one], leaves[other]) = (leaves[other], leaves[one]);
            Assert.NotEqual(root, MerkleTree.Root(leaves));
        });

    private static byte[] ByDefinition(List<byte[]> leaves)
    {
        if (leaves.Count == 0) return SHA256.HashData([]);
        if (leaves.Count == 1) return SHA256.HashData([0, .. leaves[0]]);
        var split = 1;
        while (split * 2 < leaves.Count) split *= 2;
        return SHA256.HashData([1, .. ByDefinition(leaves[..split]), .. ByDefinition(leaves[split..])]);
    }
}
