using P2PChain.Core.Chain;
using P2PChain.Core.Custody;
using P2PChain.Core.Rules;
using P2PChain.Core.Tests.Chain;

namespace P2PChain.Core.Tests.Forks;

/// <summary>Every drawn fork of Vectors/forks.txt, told to the product and to the oracle.</summary>
public sealed class ForkTests
{
    // The later moment of RandomDelivery's clock.
    private const long DeliveredMs = 1_766_620_800_000 + 1_000_000_000;

    public static TheoryData<string> Titles => [.. ForkCase.All.Select(fork => fork.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_node_says_what_is_drawn(string title) => new ForkRun(ForkCase.Of(title)).Run();

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_oracle_says_what_is_drawn(string title) => new ForkOracle(ForkCase.Of(title)).Run();

    [Fact] // rules F1, F2
    public void In_whatever_order_the_blocks_of_a_fork_arrive_its_best_block_wins()
    {
        foreach (var fork in ForkCase.All)
        {
            var drawing = new ForkDrawing(fork);
            var blocks = drawing.Names.Select(name => drawing[name]).ToList();
            if (blocks.Exists(block => block.Header.TimeMs > DeliveredMs)) continue;
            for (var seed = 0; seed < 3; seed++)
            {
                var delivery = new RandomDelivery(drawing.Builder, seed);
                delivery.Deliver(blocks);
                Assert.Equal((fork.Title, fork.Best), (fork.Title, drawing.NameOf(delivery.Ledger.State.Tip.Hash)));
            }
        }
    }

    [Fact]
    public void There_are_a_hundred_and_more_all_different()
    {
        Assert.InRange(ForkCase.All.Count, 140, int.MaxValue);
        Assert.Equal(ForkCase.All.Count, ForkCase.All.Select(fork => fork.Title).Distinct().Count());
    }

    [Theory]
    [InlineData("H1 H3 H4 H5 H6 H7 H8 H9 B1 B2 B3 B5 B6 T3 T4 T5 T6 T7 K1 K3 C1 C2 C3 C4 C5")]
    public void Each_rule_is_shown_kept_and_broken(string rules)
    {
        // A rule is shown kept by a case of it in which no block breaks one, or by a good block after the bad one.
        foreach (var rule in rules.Split(' '))
        {
            var shown = ForkCase.All.Where(fork => fork.Rule == rule).ToList();
            Assert.True(shown.Exists(fork => fork.Drawing.Contains('*', StringComparison.Ordinal)), $"{rule} is broken by no case");
            Assert.True(
                rule is "H5" or "K1" or "K3" || shown.Exists(
                    fork => !fork.Drawing.Contains('*', StringComparison.Ordinal)),
                $"{rule} is kept by no case");
        }
    }

    [Fact]
    public void Every_rule_verdict_and_reason_there_is_is_said_in_some_fork()
    {
        var said = ForkCase.All.SelectMany(fork => fork.Steps).Select(step => step.Said).ToHashSet();
        Assert.Empty(Enum.GetNames<Rule>().Except(said));
        // A signer looks at the clock and at its standing before it signs; the ledger knows them as broken rules. Rule
        // set 1
        // has all forms that can be read.
        RefusalReason[] others = [RefusalReason.ClockOff, RefusalReason.NotMember, RefusalReason.WrongForm];
        Assert.Empty(Enum.GetValues<RefusalReason>().Except(others).Select(reason => reason.Name()).Except(said));
        Assert.Empty(ForkStep.Verdicts.Except(said));
        var kinds = typeof(Verdict).GetNestedTypes().Where(kind => kind.IsSubclassOf(typeof(Verdict))).ToList();
        Assert.Equal(7, kinds.Count); // a new one needs a word in ForkStep and a fork here
    }
}
