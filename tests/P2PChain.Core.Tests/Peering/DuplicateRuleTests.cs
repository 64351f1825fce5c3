using P2PChain.Core.Crypto;
using P2PChain.Core.Peering;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Peering;

/// <summary>What the rule comes to when nodes really dial each other at the same moment: Scenarios/CrossingDialsTests.</summary>
public sealed class DuplicateRuleTests
{
    private static readonly PublicKey Small = Keys().Min()!;
    private static readonly PublicKey Large = Keys().Max()!;

    [Fact]
    public void The_smaller_key_s_own_dial_replaces_what_was_made_to_it()
    {
        Assert.True(DuplicateRule.NewerReplaces(Small, Large, olderIsOutbound: false, newerIsOutbound: true));
        Assert.False(DuplicateRule.NewerReplaces(Large, Small, olderIsOutbound: false, newerIsOutbound: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_connects_to_us_costs_nobody_a_connection_that_answers(bool olderIsOutbound)
    {
        Assert.False(DuplicateRule.NewerReplaces(Small, Large, olderIsOutbound, newerIsOutbound: false));
        Assert.False(DuplicateRule.NewerReplaces(Large, Small, olderIsOutbound, newerIsOutbound: false));
    }

    [Fact]
    public void Nor_does_a_second_dial_of_ours()
    {
        Assert.False(DuplicateRule.NewerReplaces(Small, Large, olderIsOutbound: true, newerIsOutbound: true));
        Assert.Equal(TimeSpan.FromSeconds(5), DuplicateRule.AnswerTimeout);
    }

    private static PublicKey[] Keys() => [TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey];
}
