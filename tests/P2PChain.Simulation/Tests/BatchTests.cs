using System.Collections.Immutable;
using P2PChain.Simulation.Checks;
using P2PChain.Simulation.Faults;

namespace P2PChain.Simulation.Tests;

/// <summary>A batch that proves less than it seems does not pass.</summary>
public sealed class BatchTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void A_batch_in_which_all_that_is_wanted_happened_ends_with_0() => Assert.Equal(
        0, Run(100, WantedMarks.All));

    [Fact]
    public void A_batch_in_which_something_wanted_never_happened_names_it_and_ends_with_3()
    {
        Assert.All(WantedMarks.All, lacking =>
        {
            Assert.Equal(3, Run(100, WantedMarks.All.Remove(lacking)));
            Assert.Contains($"NEVER HAPPENED in 100 seeds: {lacking}", _output.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_happens_in_one_seed_of_many_has_happened() =>
        Assert.Equal(0, Run(100, seed => seed == 57 ? WantedMarks.All : []));

    [Fact]
    public void Fewer_seeds_or_shorter_ones_may_lack_something()
    {
        Assert.Equal(0, Run(99, []));
        Assert.Equal(0, Run(100, [], minutes: 9));
    }

    [Fact]
    public void A_violation_counts_for_more_than_what_never_happened()
    {
        Assert.Equal(1, Run(100, [], violation: "S3 at 1 s: two holders"));
        Assert.Contains("S3 at 1 s: two holders", _output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>No adversary, no fault: the simulator itself, and not only a made-up result, comes out short.</summary>
    [Fact]
    public void A_quiet_seed_hits_almost_nothing_that_is_wanted()
    {
        var hit = SimulationRun.Of(1, TimeSpan.FromSeconds(5)).Marks.Keys;

        Assert.NotEmpty(WantedMarks.Missing(hit, seeds: 100, minutes: 10));
    }

    private int Run(int seeds, ImmutableArray<string> marks, double minutes = 10, string? violation = null) =>
        Run(seeds, _ => marks, minutes, violation);

    private int Run(int seeds, Func<long, ImmutableArray<string>> marks, double minutes = 10, string? violation = null)
    {
        var arguments = new Arguments(From: 1, seeds, minutes, Trace: false, Jobs: 2, Twice: false, Stop: false);
        return new Batch(arguments, _output, seed => new RunResult(
            seed, Scenario.Draw(new Random(1)), 1, violation, TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(1), 1, 1,
            marks(seed).ToDictionary(mark => mark, _ => 1L))).Run();
    }
}
