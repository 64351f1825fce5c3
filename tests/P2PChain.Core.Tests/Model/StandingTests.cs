using CsCheck;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Model;

public sealed class StandingTests
{
    private static readonly NetworkParameters Closed = new()
    {
        Members = [.. new[] { TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey }.Order()],
        Miners = [.. new[] { TestKeys.Bob.PublicKey, TestKeys.Carol.PublicKey }.Order()],
        Stewards = [TestKeys.Alice.PublicKey],
        ReleasePolicy = ReleasePolicy.HolderOrSteward,
    };

    [Fact] // rules T7, H9
    public void In_an_open_network_every_key_may_request_and_mine_and_none_is_a_steward() =>
        Assert.Equal(new Standing(true, true, false), Standing.Of(NetworkParameters.Demo, TestKeys.Mallory.PublicKey));

    [Fact] // rules T7, H9, C3
    public void In_a_closed_network_each_list_gives_its_right_and_no_other()
    {
        Assert.Equal(new Standing(true, false, true), Standing.Of(Closed, TestKeys.Alice.PublicKey));
        Assert.Equal(new Standing(true, true, false), Standing.Of(Closed, TestKeys.Bob.PublicKey));
        Assert.Equal(new Standing(false, true, false), Standing.Of(Closed, TestKeys.Carol.PublicKey));
        Assert.Equal(new Standing(false, false, false), Standing.Of(Closed, TestKeys.Mallory.PublicKey));
    }

    [Fact]
    public void A_list_of_any_length_gives_its_right_to_its_own_keys_only() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 39]).Sample(
            (count, at) =>
            {
                var keys = Enumerable.Range(0, 40).Select(number => TestKeys.Number(number).PublicKey).ToList();
                var network = new NetworkParameters { Members = [.. keys.Take(count).Order()] };
                Assert.Equal(at < count, Standing.Of(network, keys[at]).MayRequest);
            },
            iter: 100);
}
