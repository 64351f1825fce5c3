using P2PChain.Core.Crypto;
using P2PChain.Testing;
using static P2PChain.Core.Peers.DuplicateRule;

namespace P2PChain.Core.Tests.Peers;

/// <summary>
/// What the rule comes to when nodes really dial each other at the same moment: Scenarios/CrossingDialsTests.
/// </summary>
public sealed class DuplicateRuleTests
{
    private static readonly PublicKey Small = Keys().Min()!;
    private static readonly PublicKey Large = Keys().Max()!;

    private static readonly Tie ProvenDial = new(IsDialled: true, IsProven: true);
    private static readonly Tie ProvenVisit = new(IsDialled: false, IsProven: true);
    private static readonly Tie ClaimedDial = new(IsDialled: true, IsProven: false);
    private static readonly Tie ClaimedVisit = new(IsDialled: false, IsProven: false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_smaller_key_s_own_dial_replaces_what_was_made_to_it(bool isProven)
    {
        var (dial, visit) = (new Tie(true, isProven), new Tie(false, isProven));
        Assert.Equal((Verdict.Replace, 0), Judge(Small, Large, dial, [visit]));
    }

    [Fact]
    public void The_larger_key_s_own_proven_dial_gives_way_to_nothing_that_it_did_not_dial() =>
        Assert.Equal(Verdict.Beside, Judge(Large, Small, ProvenDial, [ProvenVisit]).Verdict);

    [Fact]
    public void Between_claims_the_larger_key_s_own_dial_waits_for_the_older_connection_to_answer() =>
        Assert.Equal((Verdict.Await, 0), Judge(Large, Small, ClaimedDial, [ClaimedVisit]));

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Who_connects_to_us_costs_nobody_a_connection_that_answers(bool isProven, bool olderIsDialled)
    {
        var (newer, older) = (new Tie(false, isProven), new Tie(olderIsDialled, isProven));
        Assert.Equal((Verdict.Await, 0), Judge(Small, Large, newer, [older]));
        Assert.Equal((Verdict.Await, 0), Judge(Large, Small, newer, [older]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nor_does_a_second_dial_of_ours(bool isProven)
    {
        var dial = new Tie(true, isProven);
        Assert.Equal((Verdict.Await, 0), Judge(Small, Large, dial, [dial]));
        Assert.Equal(TimeSpan.FromSeconds(5), AnswerTimeout);
    }

    [Fact]
    public void An_unproven_connection_neither_displaces_a_proven_one_nor_puts_it_to_the_test()
    {
        foreach (var proven in new[] { ProvenDial, ProvenVisit })
        {
            Assert.Equal(Verdict.Refuse, Judge(Small, Large, ClaimedVisit, [proven]).Verdict);
            Assert.Equal(Verdict.Refuse, Judge(Large, Small, ClaimedVisit, [proven]).Verdict);
        }
        Assert.Equal(Verdict.Refuse, Judge(Small, Large, ClaimedDial, [ProvenDial]).Verdict);
    }

    [Fact]
    public void An_unproven_dial_of_ours_stands_beside_a_proven_connection_that_was_made_to_us()
    {
        Assert.Equal(Verdict.Beside, Judge(Small, Large, ClaimedDial, [ProvenVisit]).Verdict);
        Assert.Equal(Verdict.Beside, Judge(Large, Small, ClaimedDial, [ProvenVisit]).Verdict);
    }

    [Fact]
    public void A_proven_connection_ends_a_claim_of_its_key_but_no_dial_of_ours()
    {
        foreach (var proven in new[] { ProvenDial, ProvenVisit })
        {
            Assert.Equal((Verdict.Replace, 0), Judge(Small, Large, proven, [ClaimedVisit]));
            Assert.Equal((Verdict.Replace, 0), Judge(Large, Small, proven, [ClaimedVisit]));
            Assert.Equal(Verdict.Beside, Judge(Small, Large, proven, [ClaimedDial]).Verdict);
        }
    }

    [Fact]
    public void Among_several_the_dialled_one_is_asked_and_the_one_that_was_made_to_us_is_replaced()
    {
        Assert.Equal((Verdict.Await, 1), Judge(Large, Small, ProvenVisit, [ProvenVisit, ProvenDial]));
        Assert.Equal((Verdict.Replace, 1), Judge(Small, Large, ProvenDial, [ClaimedDial, ProvenVisit]));
        Assert.Equal(Verdict.Beside, Judge(Small, Large, ProvenDial, []).Verdict);
    }

    private static PublicKey[] Keys() => [TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey];
}
