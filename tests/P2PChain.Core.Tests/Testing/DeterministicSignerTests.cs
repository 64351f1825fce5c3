using P2PChain.Core.Crypto;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Testing;

public sealed class DeterministicSignerTests
{
    [Fact]
    public void The_product_verifies_what_it_signs_and_nothing_else()
    {
        var verifier = new SignatureVerifier();
        var signature = TestKeys.Alice.Sign("laptop-001"u8);
        Assert.True(verifier.Verify(TestKeys.Alice.PublicKey, "laptop-001"u8, signature));
        Assert.False(verifier.Verify(TestKeys.Alice.PublicKey, "laptop-002"u8, signature));
        Assert.False(verifier.Verify(TestKeys.Bob.PublicKey, "laptop-001"u8, signature));
    }

    [Fact]
    public void The_same_name_gives_the_same_key_and_the_same_signature()
    {
        var (one, other) = (TestKeys.Number(7), TestKeys.Number(7));
        Assert.Equal(one.PublicKey, other.PublicKey);
        Assert.Equal(one.Sign("message"u8), other.Sign("message"u8));
    }

    [Fact] // golden: recorded seeds of the simulation hang on it
    public void The_key_of_Alice_may_never_change()
    {
        Assert.Equal(
            "02665230da4e54bedb10df4a7fe66b229a7e9b698e299595878132b4e993bdc6b8",
            TestKeys.Alice.PublicKey.Hex);
    }

    [Fact]
    public void The_named_keys_are_different_ones()
    {
        Assert.Equal(TestKeys.All.Length, TestKeys.All.Select(signer => signer.PublicKey).Distinct().Count());
    }
}
