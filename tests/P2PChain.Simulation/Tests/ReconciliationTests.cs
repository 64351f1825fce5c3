using P2PChain.Core.Chain;
using P2PChain.Core.Pool;
using P2PChain.Simulation.Nodes;
using P2PChain.Simulation.Plain;
using P2PChain.Testing;

namespace P2PChain.Simulation.Tests;

/// <summary>Rule L5 of the simulation: when plain peers hold what ours hold.</summary>
public sealed class ReconciliationTests
{
    private readonly SimWorld _world = new(1);
    private readonly SimNode _node;
    private readonly PlainSite _site;

    public ReconciliationTests()
    {
        _node = _world.AddNode();
        _site = new PlainSite(_world, _world.AddHost("p0", 2000), DeterministicSigner.Named("Plain p0"), [_node]);
    }

    [Fact]
    public void Two_sides_that_hold_the_same_agree_only_when_nothing_waits()
    {
        Assert.True(AreAgreed);
        var request = new ChainBuilder().Request(TestKeys.Bob, "laptop-001", 10);
        var entry = new PoolEntry(request, 1, PoolSource.Own);
        _node.Watch.OnCommit(new ChainChange { Pool = PoolChange.None with { Added = [entry] } });
        Assert.False(AreAgreed);
    }

    [Fact]
    public void Two_sides_that_hold_something_else_do_not_agree()
    {
        _site.Work("laptop-001");
        Assert.False(AreAgreed);
    }

    private bool AreAgreed => new Reconciliation(_world, [_site], []).AreAgreed;
}
