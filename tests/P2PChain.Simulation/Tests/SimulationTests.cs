using P2PChain.Simulation.Engine;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Tests;

/// <summary>A taste of what the program does with many more seeds, and proof that it would notice.</summary>
public sealed class SimulationTests
{
    private static readonly TimeSpan Faulty = TimeSpan.FromSeconds(90);

    [Fact]
    public void Twenty_seeds_of_a_faulty_minute_and_a_half_violate_nothing()
    {
        var results = Enumerable.Range(1, 20).Select(seed => SimulationRun.Of(seed, Faulty)).ToList();

        Assert.Empty(results.Where(result => result.Violation is not null).Select(
            result => $"seed {result.Seed}: {result.Violation}"));
        var marks = results.SelectMany(result => result.Marks.Keys).ToHashSet();
        // Without these, nothing would have been put to the test.
        string[] wanted = ["reorganised-over-1", "returned-to-pool", "superseded-after-confirmation", "confirmed", "node-ended-by-disk", "plain-takes-a-push"];
        Assert.All(wanted, mark => Assert.Contains(mark, marks));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void The_same_seed_does_the_same_again(long seed)
    {
        var (first, second) = (SimulationRun.Of(seed, Faulty), SimulationRun.Of(seed, Faulty));

        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.Steps, second.Steps);
        Assert.True(first.Steps > 1_000);
    }

    [Fact]
    public void Seeds_differ_from_each_other() =>
        Assert.Equal(5, Enumerable.Range(1, 5).Select(seed => SimulationRun.Of(seed, TimeSpan.FromSeconds(10)).TraceHash).Distinct().Count());

    [Fact]
    public void A_disk_that_lies_is_noticed() =>
        Assert.Contains(
            Enumerable.Range(1, 5), seed => SimulationRun.Of(seed, Faulty, disksLie: true).Violation is not null);

    [Fact]
    public void A_disk_that_gives_back_something_else_is_noticed()
    {
        var world = new SimWorld(1);
        var node = world.AddNode();
        node.Disk.Garbles = true;
        node.Start();
        world.Run(TimeSpan.FromSeconds(1));
        world.System.ActorOf(Person.Props(world, node)).Tell(new Person.Wish(1), Akka.Actor.ActorRefs.NoSender);
        world.Run(TimeSpan.FromSeconds(10));

        Assert.True(node.HasEnded());
        Assert.StartsWith("R3 ", world.Findings.Violation, StringComparison.Ordinal);
        Assert.Contains(
            "exit code 7: The disk does not hold block ", world.Findings.Violation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_thread_makes_ready_is_refused()
    {
        var core = SimSystem.Create(1).Core;
        var escape = Task.Factory.StartNew(
            () => core.Execute("/user/anybody", null!), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => escape);
    }
}
