using P2PChain.Core.Model;
using P2PChain.Simulation.Checks;
using P2PChain.Testing;

namespace P2PChain.Simulation.Tests;

/// <summary>Rule L2 of the simulation: which transactions may wait.</summary>
public sealed class OverdueTests
{
    private const double Ahead = 1_000_000;

    private readonly ChainBuilder _draw = new();
    private readonly Transaction _due;
    private readonly Transaction _ahead;

    public OverdueTests() => (_due, _ahead) = (Request("laptop-001", 10), Request("laptop-001", Ahead));

    [Fact]
    public void A_transaction_that_a_miner_holds_is_overdue()
    {
        Assert.Equal([_due], In(Miner(_due)));
        Assert.Equal([_due], In(Miner(_due, _ahead), Miner(_ahead)));
    }

    [Fact]
    public void A_transaction_of_a_node_that_does_not_mine_is_overdue_if_a_miner_would_take_it()
    {
        Assert.Equal([_due], In(Other(_due), Miner()));
        Assert.Equal([_due], In(Other(_due), Other(_due), Miner(_ahead), Miner(Request("laptop-002", Ahead))));
    }

    [Fact]
    public void One_that_is_dated_ahead_may_wait() => Assert.Empty(In(Miner(_ahead), Other(_ahead)));

    [Fact] // rule C4
    public void One_whose_item_has_one_dated_ahead_at_every_miner_may_wait() =>
        Assert.Empty(In(Other(_due), Miner(_ahead), Miner(_ahead)));

    [Fact]
    public void One_that_reaches_the_miner_only_through_a_pool_that_refuses_it_may_wait()
    {
        Overdue.Pool[] line = [Other(_due), Other(_ahead), Miner()];
        Assert.Empty(new Overdue(line, (one, other) => Math.Abs(one - other) == 1, IsAhead).Transactions);
        line[1] = Other();
        Assert.Equal([_due], new Overdue(line, (one, other) => Math.Abs(one - other) == 1, IsAhead).Transactions);
    }

    private Transaction Request(string item, double seconds) => _draw.Request(TestKeys.Bob, item, seconds);

    private static Overdue.Pool Miner(params Transaction[] waiting) => new(true, waiting);

    private static Overdue.Pool Other(params Transaction[] waiting) => new(false, waiting);

    private bool IsAhead(long timeMs) => timeMs >= _ahead.TimestampMs;

    private IReadOnlyList<Transaction> In(params Overdue.Pool[] pools) =>
        new Overdue(pools, (_, _) => true, IsAhead).Transactions;
}
