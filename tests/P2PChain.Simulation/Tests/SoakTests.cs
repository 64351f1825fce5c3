using P2PChain.Simulation.Checks;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Simulation.Tests;

/// <summary>Worlds that run for long, while connections, nodes, disks and clocks fail all the time.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Actors_sockets_and_timers_do_not_grow(int seed)
    {
        List<Use> uses = [];
        var result = SimulationRun.Of(seed, TimeSpan.FromMinutes(TestScale.Times(10)), observe: uses.Add);
        Assert.Null(result.Violation);
        foreach (var use in uses) output.WriteLine(use.ToString());
        AssertFlat(uses);
    }

    [Fact]
    public void A_world_that_keeps_its_sockets_fails()
    {
        var leaking = Enumerable.Range(1, 12).Select(minute => new Use(100, 20 * minute, 200)).ToList();
        Assert.ThrowsAny<Exception>(() => AssertFlat(leaking));
    }

    private static void AssertFlat(IReadOnlyList<Use> uses)
    {
        // A node that is down at a moment takes thirty actors with it; a sync sets hundreds of timers.
        Soak.AssertFlat("actors", [.. uses.Select(use => (double)use.Actors)], slack: 30);
        Soak.AssertFlat("sockets", [.. uses.Select(use => (double)use.Sockets)], slack: 10);
        Soak.AssertFlat("timers", [.. uses.Select(use => (double)use.Timers)], slack: 500);
    }
}
