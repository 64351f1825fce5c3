using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Crypto;

public sealed class MerkleTreeTests
{
    // The leaves and roots of the reference test of Certificate Transparency (RFC 6962 §2.1.3's inputs).
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact] // rule B5
    public void Roots_are_those_of_RFC_6962()
    {
        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.Root([]).ToString());
        var leaves = Inputs.Select(Convert.FromHexString).ToList();
        for (var count = 1; count <= leaves.Count; count++)
            Assert.Equal(Roots[count - 1], MerkleTree.Root(leaves[..count]).ToString());
    }

    [Fact]
    public void Every_path_proves_its_leaf_at_its_place_and_nothing_else() =>
        Gen.Byte.Array[1, 8].List[1, 20].Sample(list =>
        {
            var leaves = list.Select((bytes, i) => (byte[])[(byte)i, .. bytes]).ToList();
            var root = MerkleTree.Root(leaves);
            for (var i = 0; i < leaves.Count; i++)
            {
                var path = MerkleTree.Path(leaves, i);
                Assert.True(MerkleTree.Verify(root, leaves[i], i, leaves.Count, path));
                Assert.False(MerkleTree.Verify(root, [.. leaves[i], 0], i, leaves.Count, path));
                Assert.False(MerkleTree.Verify(Hash256.Zero, leaves[i], i, leaves.Count, path));
                Assert.False(MerkleTree.Verify(root, leaves[i], leaves.Count, leaves.Count, path));
                Assert.False(MerkleTree.Verify(root, leaves[i], i, leaves.Count, path.Add(Hash256.Zero)));
            }
        }, iter: 200);
}
