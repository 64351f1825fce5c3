using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peering;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peering;

public sealed class DuplicateRuleTests
{
    private static readonly PublicKey Small = Keys().Min()!;
    private static readonly PublicKey Large = Keys().Max()!;

    private static readonly Gen<PublicKey> Key =
        Gen.Byte.Array[32].Select(bytes => PublicKey.Parse((bytes[0] % 2 == 0 ? "02" : "03") + Convert.ToHexStringLower(bytes)));

    [Fact]
    public void The_connection_that_the_smaller_key_dialled_survives()
    {
        Assert.True(DuplicateRule.NewerStays(Small, Large, sharesAddress: true, olderIsOutbound: false, newerIsOutbound: true));
        Assert.False(DuplicateRule.NewerStays(Small, Large, sharesAddress: true, olderIsOutbound: true, newerIsOutbound: false));
        Assert.True(DuplicateRule.NewerStays(Large, Small, sharesAddress: true, olderIsOutbound: true, newerIsOutbound: false));
        Assert.False(DuplicateRule.NewerStays(Large, Small, sharesAddress: true, olderIsOutbound: false, newerIsOutbound: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_side_dialled_twice_and_the_newer_replaces(bool isOutbound) =>
        Assert.True(DuplicateRule.NewerStays(Small, Large, sharesAddress: true, isOutbound, isOutbound));

    [Fact]
    public void From_elsewhere_a_claimed_key_cuts_nobody() => Gen.Select(Key, Key, Gen.Bool, Gen.Bool).Sample((ours, theirs, older, newer) =>
        Assert.False(DuplicateRule.NewerStays(ours, theirs, sharesAddress: false, older, newer)));

    [Fact]
    public void Both_sides_keep_the_same_one_of_two_crossing_connections_whichever_each_saw_first() =>
        Gen.Select(Key, Key, Gen.Bool, Gen.Bool).Where(drawn => drawn.Item1 != drawn.Item2).Sample((ours, theirs, weSawOurDialFirst, theySawOurDialFirst) =>
        {
            var here = OurDialSurvives(ours, theirs, ourDialIsOutbound: true, weSawOurDialFirst);
            var there = OurDialSurvives(theirs, ours, ourDialIsOutbound: false, theySawOurDialFirst);
            Assert.Equal(here, there);
        });

    /// <summary>Whether the connection that the first of two nodes dialled survives, as one of them sees it.</summary>
    private static bool OurDialSurvives(PublicKey self, PublicKey other, bool ourDialIsOutbound, bool ourDialIsOlder) =>
        ourDialIsOlder != DuplicateRule.NewerStays(
            self, other, sharesAddress: true, ourDialIsOlder == ourDialIsOutbound, ourDialIsOlder != ourDialIsOutbound);

    private static PublicKey[] Keys() => [TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey];
}
